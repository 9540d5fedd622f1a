"""When clients come back, in words."""

from pathlib import Path

import pytest

from rtsim.report.policies import HEAD, library_row, main, policy_words
from rtsim.scenario import reconnects
from rtsim.scenario.retries import Reconnect
from rtsim.validation.failing.outages import IN_STEP, SPREAD

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "reconnects.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"first": 3.0}, "after 3 s each time; no jitter; tries for ever"),
        ({"first": 1.0, "factor": 2}, "after 1 s, 2 s, 4 s, 8 s, …; no jitter; tries for ever"),
        ({"first": 1.0, "factor": 2, "cap": 3.0}, "after 1 s, 2 s, then 3 s; no jitter; tries for ever"),
        ({"first": 1.0, "factor": 1.1, "cap": 60.0}, "after 1 s, 1.1 s, 1.21 s, 1.33 s, …, then 60 s; no jitter"),
        ({"first": 1.0, "factor": 2, "tries": 3}, "after 1 s, 2 s, 4 s; no jitter; 3 tries"),
        ({"schedule": [0.0, 2.0, 2.0], "tries": 9}, "after 0 s, 2 s, then 2 s; no jitter; 9 tries"),
        ({"first": 0.0, "tries": 0}, "does not come back"),
        (
            {"first": 1.0, "reset_after": 5.0},
            "after 1 s each time; no jitter; tries for ever; counts anew after 5 s",
        ),
        (
            {"first": 1.0, "cap": 9.0, "jitter": {"kind": "decorrelated"}},
            "after U(1 s, 3 times the last delay), 9 s",
        ),
    ],
    ids=str,
)
def test_policies_in_words(written: dict[str, object], words: str) -> None:
    """Delays are named one by one as far as tries come to them, then what they come to."""
    assert policy_words(Reconnect.model_validate(written)).startswith(words)


def test_the_page_has_the_table_as_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """The page's table is that of the catalogue, a line for each library."""
    main()
    table = capsys.readouterr().out
    assert table.splitlines() == [*HEAD, *map(library_row, reconnects(), reconnects().values())]
    assert table in PAGE


def test_the_page_says_what_comes_after_an_outage() -> None:
    """Seconds and shares after an outage are those that validation expects."""
    for library, (half, most, last, worst) in SPREAD.items():
        assert f"| `{library}` | {half} | {most} | {last} | {100 * worst:.1f} % |" in PAGE
    lines = [line for line in PAGE.splitlines() if line.endswith("| 100 % |")]
    shown = {library: line for line in lines for library in IN_STEP if f"`{library}`" in line.split("|")[1]}
    assert set(shown) == set(IN_STEP) - {"no-jitter"}
    assert all(line.split("|")[2].strip() == str(IN_STEP[library]) for library, line in shown.items())
