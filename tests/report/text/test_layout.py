from io import StringIO

import pytest
from rich.console import Console, RenderableType
from rich.text import Text

from rtsim.report.text.layout import Hanging, stacked


def printed(content: RenderableType, width: int) -> list[str]:
    """Give the lines on a screen of this width."""
    screen = Console(width=width, record=True, file=StringIO())
    screen.print(content)
    return [line.rstrip() for line in screen.export_text().splitlines()]


def test_a_line_that_fits_stays_whole() -> None:
    """Nothing is folded or indented where there is room."""
    assert printed(Hanging(Text("one two three")), 20) == ["one two three"]


@pytest.mark.parametrize("width", [8, 12, 16])
def test_a_folded_line_hangs(width: int) -> None:
    """Each line after the first is indented, none is too wide, and no word is lost."""
    first, *rest = printed(Hanging(Text("alpha beta gamma delta epsilonic"), 3), width)
    assert rest
    assert all(line.startswith("   ") and len(line) <= width for line in rest)
    assert "".join([first, *rest]).replace(" ", "") == "alphabetagammadeltaepsilonic"


def test_stacked_cells_stand_below_their_title() -> None:
    """A row's first cell is its title; the others follow with their column's name, lines joined."""
    rows = [[Text("SSE"), Text("2 ms\nLow")], [Text("Poll"), Text("1 s\nHigh")]]
    lines = printed(stacked(("Technique", "Mean\nlatency"), rows), 40)
    assert lines == ["SSE", "  Mean latency: 2 ms Low", "", "Poll", "  Mean latency: 1 s High", ""]
