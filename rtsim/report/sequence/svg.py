"""A sequence diagram as SVG: small, self-contained, readable in dark and light and by a screen reader.

Lines and text take the colour of the text around them; `--sequence-line`, `--sequence-reply` and `--sequence-note`
change it. Text is set in a font of fixed width and folded by its signs, so that it stays within its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from textwrap import wrap
from typing import TypeAlias
from zlib import crc32

from rtsim.report.sequence.diagram import Arrow, Diagram, Loop, Note, Row

Across: TypeAlias = dict[str, int]  # where each participant's line is

SIZE, ADVANCE, LEADING = (
    13,
    8.1,
    16,
)  # a font's size, the most that its signs are wide (0.62 of it), its lines' distance
EDGE, GAP = 105, 250  # from the picture's edge to the outer participants' lines, and from line to line
PAD, ROW = 7, 8  # around text, and between rows
FRAME = 6  # from the picture's edge to a loop's frame

_FONT = f"font-family:ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:{SIZE}px"
_LINE = "stroke:var(--sequence-line,currentColor)"
_REPLY = "stroke:var(--sequence-reply,var(--sequence-line,currentColor));stroke-dasharray:5 4"
_NOTE = "fill:var(--sequence-note,currentColor);fill-opacity:.1;stroke:currentColor;stroke-opacity:.4"


@dataclass
class _Picture:
    """What has been drawn so far, down to `y`."""

    width: int
    y: int = 0
    parts: list[str] = field(default_factory=list)
    covered: list[tuple[float, float, int, int]] = field(
        default_factory=list
    )  # left, right, top, bottom of what hides lines

    def cover(self, x: float, width: float, height: int) -> None:
        """Let no participant's line be seen behind something from `y` down."""
        self.covered.append((x, x + width, self.y, self.y + height))

    def line(self, x: int, top: int) -> str:
        """Draw a participant's line, with gaps where it is covered."""
        gaps = sorted((above, below) for left, right, above, below in self.covered if left < x < right and below > top)
        edges = [top, *(edge for gap in gaps for edge in gap), self.y]
        path = "".join(f"M{x} {start}V{end}" for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end)
        return f'<path d="{path}" style="{_LINE};stroke-opacity:.35"/>'

    def text(self, x: float, lines: Sequence[str], *, anchor: str = "middle", weight: str = "normal") -> None:
        """Write lines below `y`, and go on below them."""
        for line in lines:
            self.y += LEADING
            self.parts.append(
                f'<text x="{x:g}" y="{self.y - 4}" text-anchor="{anchor}" font-weight="{weight}">{escape(line)}</text>'
            )

    def box(self, x: float, width: float, height: int, style: str) -> None:
        """Draw a box from `y` down."""
        self.parts.append(f'<rect x="{x:g}" y="{self.y}" width="{width:g}" height="{height}" rx="3" style="{style}"/>')


def sequence_svg(diagram: Diagram, title: str) -> str:
    """Draw a diagram; the same one is the same text. `title` names it to those who cannot see it."""
    across = {name: EDGE + GAP * place for place, name in enumerate(diagram.participants)}
    picture = _Picture(2 * EDGE + GAP * (len(across) - 1))
    _heads(picture, across)
    top = picture.y
    for row in diagram.rows:
        _draw(picture, across, row)
    picture.y += ROW
    lines = [picture.line(x, top) for x in across.values()]
    return _whole(picture, title, " ".join(_told(diagram.rows)), [*lines, *picture.parts])


def _whole(picture: _Picture, title: str, told: str, parts: Sequence[str]) -> str:
    name = f"sequence-{crc32(f'{title}{told}'.encode(errors='replace')):08x}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {picture.width} {picture.y}" role="img" '
        f'aria-labelledby="{name}-title {name}-steps" fill="none" '
        f'style="width:100%;max-width:{picture.width}px;height:auto;{_FONT}">'
    )
    named = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-steps">{escape(told)}</desc>'
    return "\n".join([head, named, '<g fill="currentColor">', *parts, "</g>", "</svg>"])


def _heads(picture: _Picture, across: Across) -> None:
    height = LEADING + 2 * PAD
    for name, x in across.items():
        width = len(name) * ADVANCE + 4 * PAD
        picture.box(x - width / 2, width, height, _NOTE)
    picture.y += PAD
    top = picture.y
    for name, x in across.items():
        picture.y = top
        picture.text(x, [name], weight="bold")
    picture.y += PAD


def _draw(picture: _Picture, across: Across, row: Row) -> None:
    picture.y += ROW
    match row:
        case Arrow():
            _arrow(picture, across, row)
        case Note():
            _note(picture, across, row)
        case Loop():
            _loop(picture, across, row)


def _arrow(picture: _Picture, across: Across, arrow: Arrow) -> None:
    start, end = across[arrow.source], across[arrow.target]
    picture.text((start + end) / 2, _fold(arrow.text, abs(end - start) - 2 * PAD))
    y, back = picture.y + 2, 7 if end > start else -7
    picture.parts.append(f'<path d="M{start} {y}H{end}" style="{_REPLY if arrow.reply else _LINE}"/>')
    picture.parts.append(f'<path d="M{end} {y}l{-back} -4v8z"/>')
    picture.y = y + 4


def _note(picture: _Picture, across: Across, note: Note) -> None:
    places = [across[name] for name in note.over]
    middle = sum(places) / len(places)
    room = 2 * min(middle, picture.width - middle) - 2 * FRAME - 4 * PAD
    lines = _fold(note.text, room)
    width = max(max(map(len, lines)) * ADVANCE + 2 * PAD, max(places) - min(places) + 2 * PAD)
    picture.box(middle - width / 2, width, len(lines) * LEADING + PAD, _NOTE)
    picture.cover(middle - width / 2, width, len(lines) * LEADING + PAD)
    picture.y += PAD // 2
    picture.text(middle, lines)
    picture.y += PAD - PAD // 2


def _loop(picture: _Picture, across: Across, loop: Loop) -> None:
    """Draw rows in a frame, which is as high as they turn out to be."""
    top, place = picture.y, len(picture.parts)
    label = f"loop {loop.times:,} times"
    picture.cover(FRAME, PAD + len(label) * ADVANCE, LEADING)
    picture.text(FRAME + PAD, [label], anchor="start", weight="bold")
    for row in loop.rows:
        _draw(picture, across, row)
    picture.y += ROW
    bottom, picture.y = picture.y, top
    style = "fill:none;stroke:currentColor;stroke-opacity:.5;stroke-dasharray:2 3"
    picture.box(FRAME, picture.width - 2 * FRAME, bottom - top, style)
    picture.parts.insert(place, picture.parts.pop())
    picture.y = bottom


def _fold(text: str, room: float) -> list[str]:
    """Give the lines of a text that has so much room.

    >>> _fold("Wait for new data...", 100)
    ['Wait for new', 'data...']
    """
    return wrap(text, max(1, int(room / ADVANCE))) or [""]


def _told(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        match row:
            case Arrow(_, source, target, text, _):
                yield f"{source} to {target}: {text}."
            case Note(_, over, text):
                yield f"{' and '.join(over)}: {text}."
            case Loop(times, inner):
                yield f"{times:,} times: {' '.join(_told(inner))}"
