from rich.console import Console

from rtsim.analysis.comparison import compare
from rtsim.report.text.fault import fault_lines
from tests.analysis.outcomes import SMALL, outcome


def test_who_falls_back_is_told() -> None:
    """A line says how many clients use something else, though the window sees nobody without a path."""
    falls_back = {"websocket": {"fallback": {"to": "long-polling", "after": 0.2}}, "sse": {}}
    found = compare(outcome({**SMALL, "warmup": 5}, techniques=falls_back, path=[{"upgrade": 0.5}]))
    console = Console(width=200)
    with console.capture() as told:
        console.print(*fault_lines(found))
    assert "WebSocket: 10 clients fell back." in " ".join(told.get().split())


def test_nothing_is_told_where_nothing_happens() -> None:
    """A path that lets all pass has no table."""
    assert not fault_lines(compare(outcome(SMALL, techniques=["websocket"], path=[{"upgrade": 1}])))
