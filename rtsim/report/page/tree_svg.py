"""A tree as SVG: questions from top to bottom, an answer on each line, and where the answers end.

The way that was taken is drawn thick and in the colour `--accent` of the page, so that it can be told without colour
too. Text is set in a font of fixed width and folded by its signs, so that it stays within its box.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from zlib import crc32

SIZE, ADVANCE, LEADING = 12.5, 7.7, 16  # a font's size, the most that its signs are wide, its lines' distance
WIDE, PAD = 186, 9  # a box, and what is around its text
BESIDE, EDGE = 22, 4  # between boxes, and around the picture
STEM, GAP = 14, 5  # a line's pieces above and below its answer, and the room between both
BAR = 7  # the bar in an end's colour

_FONT = f"font-family:ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:{SIZE}px"
_BOX = "fill:currentColor;fill-opacity:.06;stroke:currentColor;stroke-opacity:.5"
_TAKEN_BOX = "fill:var(--accent,currentColor);fill-opacity:.14;stroke:var(--accent,currentColor);stroke-width:3"
_LINE = "fill:none;stroke:currentColor;stroke-opacity:.5"
_TAKEN_LINE = "fill:none;stroke:var(--accent,currentColor);stroke-width:3"


@dataclass(frozen=True)
class Branch:
    """An answer, and the node that it leads to."""

    answer: str
    node: "Node"


@dataclass(frozen=True)
class Node:
    """A question with its branches, or an end; `colour` marks an end, `taken` what lies on the way that was taken."""

    text: str
    notes: tuple[str, ...] = ()
    branches: tuple[Branch, ...] = ()
    colour: str = ""
    taken: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of its box."""
        return (*self.heading, *(line for note in self.notes for line in _fold(note)))

    @property
    def heading(self) -> list[str]:
        """The lines of its text."""
        return _fold(self.text)

    @property
    def high(self) -> int:
        """The height of its box in pixels."""
        return len(self.lines) * LEADING + 2 * PAD

    @property
    def wide(self) -> int:
        """The width of all that hangs on it, and of the room beside that."""
        return max(WIDE + BESIDE, sum(branch.node.wide for branch in self.branches))


def tree_svg(root: Node, title: str) -> str:
    """Draw a tree; the same one is the same text. `title` names it to those who cannot see it."""
    tops = _tops(root)
    parts = sorted(_drawn(root, EDGE, 0, tops), key=lambda part: "--accent" in part)  # the way taken lies on top
    wide, high = root.wide - BESIDE + 2 * EDGE, tops[-1] + EDGE
    told = " ".join(_told(root))
    name = f"tree-{crc32(f'{title}{told}'.encode(errors='replace')):08x}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f'role="img" aria-labelledby="{name}-title {name}-told" style="{_FONT}">'
    )
    named = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-told">{escape(told)}</desc>'
    return "\n".join([head, named, '<g fill="currentColor" text-anchor="middle">', *parts, "</g>", "</svg>"])


def _tops(root: Node) -> list[int]:
    """Give where each level begins, and last where the lowest one ends."""
    tops, level, answers = [EDGE], [root], 0
    while level:
        below = [branch for node in level for branch in node.branches]
        answers = max((len(_fold(branch.answer)) for branch in below), default=0)
        stems = 2 * (STEM + GAP) + answers * LEADING if below else 0
        tops.append(tops[-1] + max(node.high for node in level) + stems)
        level = [branch.node for branch in below]
    return tops


def _drawn(node: Node, left: int, depth: int, tops: list[int]) -> Iterator[str]:
    """Draw a node and all below it: it stands above the first of them, so that a narrow window shows the root."""
    middle, top, start = left + WIDE / 2, tops[depth], left
    yield _box(node, middle, top)
    for branch in node.branches:
        end = start + WIDE / 2
        yield from _line(branch, node.taken, (middle, top + node.high), (end, tops[depth + 1]))
        yield from _drawn(branch.node, start, depth + 1, tops)
        start += branch.node.wide


def _box(node: Node, middle: float, top: int) -> str:
    left, rounded = middle - WIDE / 2, 14 if node.branches else 3
    style = _TAKEN_BOX if node.taken else _BOX
    parts = [
        f'<rect x="{left:g}" y="{top}" width="{WIDE}" height="{node.high}" rx="{rounded}" style="{style}"/>',
    ]
    if node.colour:
        parts.append(f'<rect x="{left:g}" y="{top}" width="{BAR}" height="{node.high}" fill="{node.colour}"/>')
    for place, line in enumerate(node.lines):
        weight = ' font-weight="bold"' if place < len(node.heading) and not node.branches else ""
        y = top + PAD + (place + 1) * LEADING - 4
        parts.append(f'<text x="{middle:g}" y="{y}"{weight}>{escape(line)}</text>')
    return f"<g>{''.join(parts)}</g>"


def _line(
    branch: Branch,
    taken: bool,  # noqa: FBT001 - a fact about the node above
    start: tuple[float, int],
    end: tuple[float, int],
) -> Iterator[str]:
    """Draw the line to a branch's node, with its answer in a gap of it."""
    lines = _fold(branch.answer)
    style = _TAKEN_LINE if taken and branch.node.taken else _LINE
    bottom = end[1] - STEM - GAP
    above = bottom - len(lines) * LEADING - GAP
    turn = f"V{above - STEM / 2:g}H{end[0]:g}V{above}"
    path = f"M{start[0]:g} {start[1]}{turn}M{end[0]:g} {end[1] - STEM}V{end[1] - 2}"
    yield f'<path d="{path}" style="{style}"/>'
    head = ' style="fill:var(--accent,currentColor)"' if style == _TAKEN_LINE else ""
    yield f'<path d="M{end[0]:g} {end[1]}l-4 -7h8z"{head}/>'
    for place, line in enumerate(lines):
        yield f'<text x="{end[0]:g}" y="{bottom - (len(lines) - 1 - place) * LEADING - 4}">{escape(line)}</text>'


def _fold(text: str) -> list[str]:
    """Give the lines of a text in a box.

    >>> _fold("Need real-time communication?")
    ['Need real-time', 'communication?']
    """
    return wrap(text, int((WIDE - 2 * PAD) / ADVANCE)) or [""]


def _told(node: Node) -> Iterator[str]:
    if not node.branches:
        yield f"{'; '.join((node.text, *node.notes))}{' (the way taken)' if node.taken else ''}."
    for branch in node.branches:
        yield f"{node.text.rstrip('?')}? {branch.answer}:"
        yield from _told(branch.node)
