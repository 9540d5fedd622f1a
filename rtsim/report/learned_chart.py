"""The learned flow as a Mermaid flowchart: a rhombus for each question, a box for each technique."""

from collections.abc import Iterator
from itertools import count

from rtsim.advice.learned.tree import Leaf, Learned, Node
from rtsim.report.flowchart import escaped
from rtsim.report.text.learned import leaf_texts


def learned_chart(found: Learned) -> str:
    """Give the flowchart's text."""
    numbers = count(1)
    return "\n".join(["flowchart TD", *_lines(found.root, found.points, numbers)])


def _lines(node: Node, total: int, numbers: Iterator[int]) -> Iterator[str]:
    """Give the lines of a node, whose name comes first, and of all below it."""
    name = f"n{next(numbers)}"
    if isinstance(node, Leaf):
        yield f'    {name}["{escaped(node.technique)}<br/>{escaped(", ".join(leaf_texts(node, total)))}"]'
        return
    yield f'    {name}{{"{escaped(node.question.text)}?"}}'
    for answer, side in (("yes", node.yes), ("no", node.no)):
        first, *rest = _lines(side, total, numbers)
        yield first
        yield f"    {name} -->|{answer}| {first.split('[')[0].split('{')[0].strip()}"
        yield from rest
