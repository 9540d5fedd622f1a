"""Mermaid: flows and sequence diagrams in the text that the study notes' own are written in.

The syntax is that of https://mermaid.js.org/syntax/flowchart.html and sequenceDiagram.html.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rtsim.advice.flow import Flow
from rtsim.report.sequence.diagram import Arrow, Diagram, Loop, Note, Row

TAKEN = "fill:#d5e8d4,stroke:#2d7d32,stroke-width:3px,color:#000"
LINK = "stroke:#2d7d32,stroke-width:3px"
CASES = "cases"
_ENTITIES = {
    "#": "#35;",
    ";": "#59;",
    '"': "#quot;",
    "<": "#lt;",
    ">": "#gt;",
    "&": "#amp;",
    "`": "#96;",
    "\\": "#92;",
}


@dataclass(frozen=True)
class _Edge:
    """An arrow from one node to another, by their names in the flow."""

    start: str
    end: str
    label: str = ""


def flowchart(flow: Flow, path: Sequence[str] = ()) -> str:
    """Write a decision flow with the way taken; `path` names the questions and the outcome passed, and may be empty."""
    names = [*flow.questions, *flow.outcomes]
    ids = {name: f"n{number}" for number, name in enumerate(names, start=1)}
    ids |= {f"{CASES} {name}": f"u{number}" for number, name in enumerate(flow.outcomes, start=1)}
    edges = list(_edges(flow))
    lines = [*_nodes(flow, ids), *(_arrow(edge, ids) for edge in edges), *_highlights(path, edges, ids)]
    return "\n".join(["flowchart TD", *(f"    {line}" for line in lines)])


def _nodes(flow: Flow, ids: dict[str, str]) -> Iterator[str]:
    for name, question in flow.questions.items():
        yield f'{ids[name]}{{"{escaped(question.ask)}"}}'
    for name, outcome in flow.outcomes.items():
        yield f'{ids[name]}["{escaped(outcome.title)}"]'
        if outcome.use_cases:
            yield f'{ids[f"{CASES} {name}"]}["{escaped(", ".join(outcome.use_cases))}"]'


def _edges(flow: Flow) -> Iterator[_Edge]:
    for name, question in flow.questions.items():
        for reply in question.answers:
            yield _Edge(name, reply.then, reply.says)
    for name, outcome in flow.outcomes.items():
        if outcome.use_cases:
            yield _Edge(name, f"{CASES} {name}")


def _arrow(edge: _Edge, ids: dict[str, str]) -> str:
    label = f'|"{escaped(edge.label)}"|' if edge.label else ""
    return f"{ids[edge.start]} -->{label} {ids[edge.end]}"


def _highlights(path: Sequence[str], edges: Sequence[_Edge], ids: dict[str, str]) -> Iterator[str]:
    """Colour the nodes and arrows of the path, the outcome's use cases among them."""
    if not path:
        return
    way = [*path, f"{CASES} {path[-1]}"]
    steps = set(pairwise(way))
    taken = [number for number, edge in enumerate(edges) if (edge.start, edge.end) in steps]
    reached = {edges[number].end for number in taken} | {path[0]}
    yield f"classDef taken {TAKEN}"
    yield f"class {','.join(ids[name] for name in way if name in reached)} taken"
    yield f"linkStyle {','.join(map(str, taken))} {LINK}"


def escaped(text: str) -> str:
    """Write what has a meaning in Mermaid's texts as the entities that it reads back, on one line.

    https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters; two per cent signs begin a directive
    or a comment.

    >>> escaped('a <= "b" & c; 5 %')
    'a #lt;= #quot;b#quot; #amp; c#59; 5 %'
    """
    line = " ".join(text.split())
    return "".join(_ENTITIES.get(sign, sign) for sign in line).replace("%%", "#37;#37;")


_INDENT = "    "


def mermaid(diagram: Diagram) -> str:
    """Write a sequence diagram, with a line end after each line."""
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
