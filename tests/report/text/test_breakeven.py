import json
from io import StringIO

import pytest
from rich.console import Console

from rtsim.breakeven.breakeven import Reading, break_even
from rtsim.breakeven.lines import Answer
from rtsim.experiments.inputs import Input
from rtsim.report.documents.breakeven import breakeven_document
from rtsim.report.text.breakeven import breakeven_text, sentence

INTERVAL = Input("techniques.short-polling.interval", (1.0, 64.0), numeric=True, unit="s")


def answer(*points: tuple[float, float, float], overloaded: tuple[float, ...] = (), **where: str) -> Answer:
    """Give the answer from differences of short polling and WebSocket, each with a half spread, at these intervals."""
    readings = [
        Reading(at, (5 + by - spread, 5 + by + spread), (5.0, 5.0), (at in overloaded, by != by))  # noqa: PLR0124
        for at, by, spread in points
    ]
    return Answer("server.cpu_s", INTERVAL, where, break_even("short-polling", "websocket", readings, ratios=True))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            answer((1, 1, 0), (4, -1, 0), (16, -3, 0)),
            "websocket is lower below 2 s (1.6 s to 2.5 s), short-polling above",
        ),
        (answer((1, 1, 0), (64, 2, 0)), "never within 1 s to 64 s: websocket is always lower"),
        (answer((1, 0, 1), (64, 0, 1)), "no difference is shown within 1 s to 64 s"),
        (
            answer((1, 1, 0), (4, 1, 0), (64, 0, 1)),
            "no change is shown within 1 s to 64 s: websocket is lower; no difference is shown from",
        ),
        (
            answer((1, 1, 0), (4, -1, 0), (16, 1, 0)),
            "below 2 s (1.6 s to 2.5 s), short-polling from there to 8 s (6.4 s to 10 s), websocket above",
        ),
        (
            answer((1, -1, 0), (4, -1, 0), overloaded=(4,)),
            "below a value from 1 s to 4 s, websocket above; short-polling is overloaded, and so not lower, at 4 s",
        ),
        (answer((1, 1, 0), (1.0001, -1, 0)), "websocket is lower below 1.00005 s (1.00005 s to 1.00005 s)"),
        (answer((1, float("nan"), 0), (2, 1, 0), (4, 2, 0), overloaded=(1,)), "cannot be compared at 1 s"),
    ],
)
def test_a_sentence_says_who_is_lower_where(found: Answer, said: str) -> None:
    """Each sort of answer has its words, and places have the unit of the input and digits enough to differ."""
    assert said in sentence(found)


@pytest.mark.parametrize("width", [40, 80])
def test_lines_fit_the_terminal(width: int) -> None:
    """Folded lines hang below their measure and their values."""
    console = Console(width=width, record=True, file=StringIO())
    console.print(breakeven_text([answer((1, 1, 0), (4, -1, 0), network="lan"), answer((1, 1, 0), (4, 1, 0))]))
    lines = console.export_text().splitlines()
    assert max(map(len, lines)) <= width
    assert lines[0] == "server.cpu_s"
    assert lines[1].startswith("  network = lan: websocket is")


def test_the_document_has_every_number_and_is_json() -> None:
    """What is unknown is null, and all else is in base units."""
    found = answer((1, 1, 0), (4, -1, 0), overloaded=(4,))
    known = json.loads(json.dumps(breakeven_document([found]), allow_nan=False))
    assert (known["a"], known["b"], known["along"]) == ("short-polling", "websocket", INTERVAL.path)
    (one,) = known["answers"]
    assert one["range"] == [1, 4]
    assert one["stretches"] == [{"lower": "websocket", "low": 1, "high": 4}]
    assert one["differences"][0] == {
        "at": 1, "a_minus_b": {"mean": 1, "low": 1, "high": 1}, "overloaded": [False, False],
    }  # fmt: skip
    assert breakeven_document([answer((1, -1, 0), (4, -1, 0), overloaded=(4,))])["answers"][0]["changes"] == [
        {"before": "short-polling", "after": "websocket", "at": None, "low": 1, "high": 4, "between": [1, 4]}
    ]
