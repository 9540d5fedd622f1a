"""Layout: tables that stand one below the other where they have no room, and lines that hang when they are folded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

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


def least_width(column: str, cells: Sequence[Text], *, folds: bool) -> int:
    """Give the columns that a column of a table takes at least: those of its longest line, or word if it may fold.

    >>> least_width("Load", [Text("2 % busy")], folds=False), least_width("Load", [Text("2 % busy")], folds=True)
    (8, 4)
    """
    texts = [column, *(cell.plain for cell in cells)]
    return max(cell_len(part) for text in texts for part in (text.split() if folds else text.split("\n")))


def stacked(columns: Sequence[str], rows: Rows) -> RenderableType:
    """Give rows with each cell on a line of its own, below the first, which is the row's title."""
    return Group(*(line for row in rows for line in _lines(columns, row)))


def _lines(columns: Sequence[str], row: Sequence[Text]) -> Iterator[RenderableType]:
    """Write each cell after its column's name, its own lines joined."""
    yield row[0]
    for column, cell in zip(columns[1:], row[1:], strict=True):
        name = Text(f"  {column}: ".replace("\n", " "), style="dim")
        yield Hanging(name.append_text(Text(" ").join(cell.split("\n"))), 4)
    yield Text()
