"""The screen: a console to which text is text, so that nothing in it is markup or a terminal's command."""

import sys
from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from rtsim.printable import LONGEST, cut, printable


class Screen(Console):
    """A console that styles what it is told to and makes all text printable, cut where a piece is too long for a line.

    Where the standard streams make text printable themselves, it writes past that: its control sequences are its own.
    """

    def __init__(self, *, error: bool = False, quiet: bool = False, width: int | None = None) -> None:
        styled = getattr(sys.stderr if error else sys.stdout, "styled", None)
        super().__init__(
            file=styled, stderr=error, quiet=quiet, width=width, markup=False, emoji=False, highlight=False
        )

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Give the segments of what is printed."""
        most = max(LONGEST, (options or self.options).max_width)
        for segment in super().render(renderable, options):
            text = printable(segment.text)
            shown = text if len(segment.text) <= most else cut(text)
            yield segment if segment.control else Segment(shown, segment.style)
