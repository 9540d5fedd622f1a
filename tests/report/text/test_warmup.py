import json
from math import inf

from rich.console import Console

from rtsim.analysis.warmup import Steadiness
from rtsim.report.documents.run import warmup_document
from rtsim.report.text.tables import warmup_table

ENOUGH = Steadiness("websocket", "latency", 5.0, 2.5, 0.0, enough=True)
SHORT = Steadiness("sse", "unfinished work", 5.0, 12.5, 0.25, enough=False)
NEVER = Steadiness("long-polling", "latency", 5.0, inf, 0.5, enough=False)


def printed(*found: Steadiness, width: int = 80) -> str:
    """Give the table on a screen of this width."""
    console = Console(width=width, highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(warmup_table(found))
    assert all(len(line) <= width for line in capture.get().splitlines())
    return capture.get()


def test_the_longest_warm_up_is_proposed() -> None:
    """Of what the techniques need, the longest is proposed; what is enough stays."""
    assert "warmup: 5 s" in printed(ENOUGH)
    assert "warmup: 12.5 s" in printed(ENOUGH, SHORT)
    assert "a longer run" in printed(ENOUGH, SHORT, NEVER)
    assert "nothing to judge" in printed()


def test_on_40_columns_nothing_is_cut_off() -> None:
    """Where there is no room cells stand one below the other."""
    text = printed(SHORT, NEVER, width=40)
    assert "…" not in text
    assert all(part in text for part in ("long-polling", "Steady from: 12.5 s", "It is: TOO SHORT"))


def test_the_document_is_json() -> None:
    """What has no end is null, as JSON has no infinity."""
    told = warmup_document([SHORT, NEVER])
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert [one["proposed_s"] for one in told] == [12.5, None]
