"""Parts: what a page consists of, as values; how they look is the templates' business."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go
from markupsafe import Markup

Value = str | float | int | None


@dataclass(frozen=True)
class Cell:
    """A cell: what is read, smaller lines below it, and the values in base units that a CSV file has in its place."""

    text: str
    notes: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column: its title, whether it holds numbers, the names of its cells' values in a CSV file, and whose it is."""

    title: str
    numeric: bool = False
    values: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row, whose first cell heads it; `techniques` are those without which it is not shown."""

    cells: tuple[Cell, ...]
    techniques: tuple[str, ...] = ()


class Block:
    """What a section consists of."""

    @property
    def kind(self) -> str:
        """What the templates call it."""
        return type(self).__name__.lower()


@dataclass(frozen=True)
class Table(Block):
    """A table; `name` is that of the CSV file which it can be downloaded as."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, eq=False)
class Figure(Block):
    """A figure: its title, what it shows in words, and the table of its numbers."""

    name: str
    title: str
    caption: str
    plot: go.Figure
    table: Table

    @property
    def height(self) -> int:
        """The height in pixels."""
        return int(self.plot.layout.height)


@dataclass(frozen=True)
class Grid(Block):
    """Figures that stand beside each other where there is room."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Prose(Block):
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Lead(Prose):
    """The sentence that a page is read for."""


@dataclass(frozen=True)
class Notice(Prose):
    """Something that a reader must not overlook."""


@dataclass(frozen=True)
class Bullets(Block):
    """A list of sentences, with a title of its own if it has one."""

    items: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True)
class Diagram(Block):
    """A drawing that is an SVG element already, of one technique if it belongs to one."""

    title: str
    svg: Markup
    techniques: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Stage(Block):
    """Lanes, a technique each, on which a script moves what went back and forth; `document` is what it is given."""

    title: str
    document: Mapping[str, Any]

    @property
    def lanes(self) -> Sequence[Mapping[str, Any]]:
        """The lanes, each with the name of its technique and a title."""
        found: Sequence[Mapping[str, Any]] = self.document["lanes"]
        return found


@dataclass(frozen=True)
class Source(Block):
    """A text as it stands in a file of that name, which can be downloaded."""

    name: str
    title: str
    text: str
    open: bool = True


@dataclass(frozen=True)
class Facts(Block):
    """Names with their values."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Section:
    """A section: its heading, and what stands below it."""

    name: str
    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Page:
    """A page: its title, a line below it, the techniques that can be shown or not, and its sections."""

    title: str
    subtitle: str
    techniques: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...] = field(default=())


@dataclass(frozen=True)
class About:
    """Where a page comes from: the command that makes it again, and warnings about what it shows."""

    command: str
    warnings: tuple[str, ...] = ()
