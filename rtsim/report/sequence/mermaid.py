"""Mermaid: a sequence diagram in the text that the study notes' own diagrams are written in.

The syntax is that of https://mermaid.js.org/syntax/sequenceDiagram.html.
"""

from collections.abc import Iterator

from rtsim.report.flowchart import escaped
from rtsim.report.sequence.diagram import Arrow, Diagram, Loop, Note, Row

_INDENT = "    "


def mermaid(diagram: Diagram) -> str:
    """Write a diagram, with a line end after each line."""
    lines = ["sequenceDiagram", *(f"{_INDENT}participant {name}" for name in diagram.participants)]
    for row in diagram.rows:
        lines += _lines(row, _INDENT)
    return "".join(f"{line}\n" for line in lines)


def _lines(row: Row, indent: str) -> Iterator[str]:
    match row:
        case Arrow(_, source, target, text, reply):
            yield f"{indent}{source}{'-->>' if reply else '->>'}{target}: {escaped(text)}"
        case Note(_, over, text):
            yield f"{indent}Note over {','.join(over)}: {escaped(text)}"
        case Loop(times, rows):
            yield f"{indent}loop {times:,} times"
            for each in rows:
                yield from _lines(each, indent + _INDENT)
            yield f"{indent}end"
