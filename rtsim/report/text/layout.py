"""Layout: the screen, tables whose cells stand one below the other where they have no room, and lines that hang."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from rtsim.printable import LONGEST, cut, printable

Rows = Sequence[Sequence[Text]]


@dataclass(frozen=True)
class Hanging:
    """A line whose continuation, where the screen is too narrow for it, is indented by so many columns."""

    text: Text
    indent: int = 2

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Fold the line at the screen's width."""
        first, *rest = self.text.wrap(console, max(1, options.max_width - self.indent), overflow="fold")
        yield first
        for line in rest:
            yield Text(" " * self.indent).append_text(line)


@dataclass(frozen=True)
class Fitting:
    """What is shown `wide` where the screen has at least so many columns, and `narrow` elsewhere."""

    least: int
    wide: RenderableType
    narrow: RenderableType

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> RenderResult:
        """Choose by the screen's width."""
        yield self.wide if options.max_width >= self.least else self.narrow


@dataclass(frozen=True)
class Column:
    """A column of a table: its title, how it is set, whether words may be folded, how wide it becomes at most."""

    title: str
    justify: Literal["left", "right"] = "left"
    folds: bool = False
    most: int | None = None

    def least(self, cells: Sequence[Text]) -> int:
        """Give the columns of the screen that it takes at least: those of its longest line, or word if it may fold.

        >>> Column("Load").least([Text("2 % busy")]), Column("Load", folds=True).least([Text("2 % busy")])
        (8, 4)
        """
        texts = [self.title, *(cell.plain for cell in cells)]
        longest = max(cell_len(part) for text in texts for part in (text.split() if self.folds else text.split("\n")))
        return longest if self.most is None else min(longest, self.most)


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


def bullet(text: str) -> Hanging:
    """Give an item of a list."""
    return Hanging(Text(f"  - {text}"), 4)


def headed(head: str, text: str, style: str = "bold") -> Text:
    """Give a text after a word or two of another style."""
    return Text(head, style=style).append(text, style="none")


def fitting(columns: Sequence[Column], rows: Rows, *, gap: int = 2, below: int = 0, edge: bool = False) -> Fitting:
    """Give a table with `gap` between its columns and `below` each row; its rows stacked where it has no room.

    With an edge there is a gap behind its last column too.
    """
    table = Table(box=None, padding=(0, gap, below, 0), pad_edge=edge, header_style="bold")
    for column in columns:
        no_wrap = not column.folds and column.most is None
        table.add_column(column.title, justify=column.justify, no_wrap=no_wrap, overflow="fold", max_width=column.most)
    for row in rows:
        table.add_row(*row)
    taken = sum(column.least(cells) + gap for column, cells in zip(columns, zip(*rows, strict=True), strict=True))
    return Fitting(taken if edge else taken - gap, table, stacked([column.title for column in columns], rows))


def numbers_table(titles: Sequence[str], rows: Rows, *, edge: bool = False) -> Fitting:
    """Give a table whose columns are numbers, but for techniques and what has no title."""
    columns = [Column(title, "left" if title in ("Technique", "") else "right") for title in titles]
    return fitting(columns, rows, edge=edge)


def stacked(columns: Sequence[str], rows: Rows) -> RenderableType:
    """Give rows with each cell on a line of its own, below the first, which is the row's title."""
    return Group(*(line for row in rows for line in _lines(columns, row)))


def _lines(columns: Sequence[str], row: Sequence[Text]) -> Iterator[RenderableType]:
    """Write each cell after its column's name, its own lines one after the other."""
    yield row[0]
    for column, cell in zip(columns[1:], row[1:], strict=True):
        name = Text(f"  {column}: ".replace("\n", " "), style="dim")
        first, *more = cell.split("\n")
        for line in more:
            first.append(" " if line.plain.startswith("±") else ", ").append_text(line)
        yield Hanging(name.append_text(first), 4)
    yield Text()
