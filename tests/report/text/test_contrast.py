import json

import pytest
from rich.console import Console, RenderableType

from rtsim.analysis.contrast import Contrast, Part
from rtsim.analysis.estimates import Estimate
from rtsim.report.documents.run import contrast_document
from rtsim.report.text.contrast import contrast_rows, contrast_table
from rtsim.scenario.measures import METRICS, Measure

NAN = float("nan")


def contrast(metric: str, verdict: str, point: str = "", unpaired: str = "") -> Contrast:
    """Give a contrast of a measure that rises by a quarter."""
    by = Estimate(0.25, 0.125, 0.375)
    return Contrast(Part(point, "long-polling"), metric, 1.0, 1.25, by, unpaired, verdict)


def printed(table: RenderableType) -> str:
    """Give a table on a screen of 80 columns."""
    console = Console(width=80, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(table)
    assert all(len(line) <= 80 for line in capture.get().splitlines())
    return capture.get()


def test_only_differences_are_shown() -> None:
    """A measure that differs has a row, one that does not is counted."""
    text = printed(contrast_table([contrast("latency_s.p95", "worse"), contrast("server.cpu_s", "no difference")]))
    assert text.splitlines()[2].split() == ["latency_s.p95", "1", "s", "1.25", "s", "+25", "±12", "%", "worse"]
    assert "server.cpu_s" not in text
    assert "no difference in 1 measure more" in text


def test_all_measures_fit_in_80_columns() -> None:
    """With every measure the table is no wider than the screen."""
    text = printed(contrast_rows([contrast(metric, "no difference") for metric in METRICS]))
    assert len(text.splitlines()) >= len(METRICS) + 2


def test_the_title_says_how_the_intervals_were_made() -> None:
    """They are paired, or Welch's, and then it says why."""
    welch = contrast("latency_s.p95", "worse", unpaired="the seeds differ")
    assert printed(contrast_table([welch])).startswith("long-polling (Welch intervals: the seeds differ)\n")
    paired = contrast("latency_s.p95", "worse")
    assert printed(contrast_table([paired])).startswith("long-polling (paired intervals)\n")


def test_points_have_tables_of_their_own() -> None:
    """Each point of a sweep is named."""
    found = [contrast("latency_s.p95", "worse", point) for point in ("clients.count = 10", "clients.count = 20")]
    assert "clients.count = 10" in printed(contrast_table(found))
    assert "clients.count = 20" in printed(contrast_table(found))


@pytest.mark.parametrize(
    ("metric", "value", "text"),
    [
        ("server.memory_max_bytes", 50e6, "50 MB"),
        ("server.utilisation", 0.25, "25 %"),
        ("traffic.per_client_bit_s", 2000.0, "2 kbit/s"),
        ("requests.per_second", 3.0, "3 / s"),
        ("messages.lost", 0.0, "0"),
    ],
)
def test_measures_have_their_units(metric: str, value: float, text: str) -> None:
    """Bytes, shares, rates and numbers are written as such."""
    assert Measure(metric).text(value) == text


def test_the_document_is_json() -> None:
    """An interval that is not there is null."""
    alone = Contrast(Part("", "sse"), "server.cpu_s", 1.0, 2.0, Estimate(1.0, NAN, NAN), "", "no difference")
    (told,) = json.loads(json.dumps(contrast_document([alone]), allow_nan=False))
    assert told["difference"] == {"mean": 1.0, "low": None, "high": None}


def test_the_document_says_why_there_are_no_pairs() -> None:
    """What is paired has no reason, what is not has one."""
    found = [contrast("latency_s.p95", "worse"), contrast("latency_s.p95", "worse", unpaired="the seeds differ")]
    told = [(one["paired"], one.get("unpaired")) for one in contrast_document(found)]
    assert told == [(True, None), (False, "the seeds differ")]


def test_a_narrow_screen_has_whole_names() -> None:
    """On 40 columns the rows are stacked, so that no measure's name is broken; a value that is not there is none."""
    gone = Contrast(Part("", "long-polling"), "latency_s.p95", 1.0, NAN, Estimate(NAN, NAN, NAN), "", "worse")
    screen = Console(width=40, highlight=False, color_system=None)
    with screen.capture() as captured:
        screen.print(contrast_table([contrast("requests.messages_per_response", "lower"), gone]))
    lines = captured.get().splitlines()
    assert {"requests.messages_per_response", "latency_s.p95", "  B: none", "  B is: worse"} <= set(lines)
    assert max(map(len, lines)) <= 40
