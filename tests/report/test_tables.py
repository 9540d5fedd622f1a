from io import StringIO

import pytest
from rich.console import Console, RenderableType

from rtsim.advice.verdict import judge
from rtsim.analysis.comparison import Comparison, compare
from rtsim.report.tables import comparison_table, detail_table, slo_lines, verdict_lines
from tests.analysis.outcomes import SMALL, outcome, overloaded, small


def printed(content: RenderableType, width: int) -> str:
    """Print on a screen of this width."""
    screen = Console(width=width, record=True, file=StringIO())
    screen.print(content)
    return screen.export_text()


@pytest.mark.parametrize("comparison", [small(), overloaded()], ids=["quiet", "overloaded"])
@pytest.mark.parametrize("width", [40, 80, 200])
def test_tables_fit(comparison: Comparison, width: int) -> None:
    """No line is wider than the screen, and at 80 columns nothing is cut off."""
    for content in (comparison_table(comparison, width), detail_table(comparison), verdict_lines(judge(comparison))):
        text = printed(content, width)
        assert max(map(len, text.splitlines())) <= width
        assert width < 80 or "…" not in text


def test_the_columns_are_those_of_the_notes() -> None:
    """Direction, connection, latency, server load and network traffic stand at the top."""
    text = printed(comparison_table(small(), 80), 80)
    for column in ("Direction", "Connection", "Latency", "Server load", "traffic"):
        assert column in text


def test_contradicted_notes_are_told() -> None:
    """Long polling was measured to be as quick as push, which the notes call Medium."""
    assert "notes: Medium" in printed(comparison_table(small(), 80), 80)


def test_an_overloaded_latency_is_no_number() -> None:
    """No latency is printed for a server that cannot keep up."""
    text = printed(comparison_table(overloaded(), 80), 80)
    assert "overloaded" in text
    assert " ms" not in text
    assert "p95" not in text


def test_each_limit_has_a_line() -> None:
    """A limit is met or missed for each technique."""
    lines = [line.plain for line in slo_lines(compare(outcome(SMALL, slo={"latency_s.p95": "<= 500 ms"})).checks)]
    assert lines[0] == "MISSED short-polling: latency_s.p95 <= 500 ms"
    assert lines[2] == "met    websocket: latency_s.p95 <= 500 ms"
