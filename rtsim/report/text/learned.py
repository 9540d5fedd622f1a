"""The learned flow's text and chart: its questions in words, how far it is to be trusted, and the notes' beside it."""

from collections.abc import Iterator, Mapping
from itertools import count
from math import isfinite

from rich.console import Group, RenderableType
from rich.text import Text

from rtsim.advice.learned.notes import Branch, Held
from rtsim.advice.learned.tree import NONE, Following, Leaf, Learned, Node, Unlearned
from rtsim.analysis.estimates import Estimate
from rtsim.analysis.words import counted
from rtsim.report.mermaid import escaped
from rtsim.report.text.layout import Hanging
from rtsim.units import share_text, significant

STEP = 2  # columns by which what follows from an answer is indented


def learned_text(found: Learned | Unlearned) -> RenderableType:
    """Give the flow as if and else, then what following it is worth; or why there is none."""
    if isinstance(found, Unlearned):
        lines = [f"no flow is learned: {found.reason}", f"verdicts: {counts_text(found.counts)}"]
        return Group(*(Hanging(Text(line)) for line in lines))
    flow = [Hanging(Text(f"{' ' * indent}{line}"), indent + STEP) for indent, line in _lines(found.root, found.points)]
    return Group(*flow, Text(), *(Hanging(Text(line)) for line in worth(found)))


def _lines(node: Node, total: int, indent: int = 0) -> Iterator[tuple[int, str]]:
    if isinstance(node, Leaf):
        yield indent, f"{node.technique} ({', '.join(leaf_texts(node, total))})"
        return
    yield indent, f"if {node.question.text}:"
    yield from _lines(node.yes, total, indent + STEP)
    yield indent, "else:"
    yield from _lines(node.no, total, indent + STEP)


def leaf_texts(leaf: Leaf, total: int) -> tuple[str, str]:
    """Say which share of all points a leaf has, and of how many of them its technique is the verdict.

    >>> leaf_texts(Leaf("sse", {"sse": 9, "websocket": 1}), 40)
    ('25 % of the points', 'best at 90 % of them')
    """
    return f"{share_text(leaf.points / total)} of the points", f"best at {share_text(leaf.purity)} of them"


def worth(found: Learned) -> Iterator[str]:
    """Say line by line what the flow is worth."""
    yield f"Learned from the verdicts at {counted(found.points, 'point')}: {counts_text(found.counts)}."
    if isinstance(found.root, Leaf):
        yield "No question about the inputs is shown to help: one technique for all is all there is to say."
    yield f"At points not learned from (cross-validated): {following_text(found.unseen)}."
    yield f"At the points learned from: {following_text(found.seen)}."
    yield f"Always {found.always}, at the same points: {following_text(found.constant)}."
    if NONE in found.counts:
        yield f"{NONE}: every technique is ruled out."


def counts_text(counts: Mapping[str, int]) -> str:
    """Write how many points have which verdict.

    >>> counts_text({"sse": 9, "websocket": 1})
    'sse 9, websocket 1'
    """
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def following_text(known: Following) -> str:
    """Say what following a choice is worth."""
    right = f"right at {_percent(known.right.mean)} % ({_span(known.right)}) of them"
    ruled_out = f"; what it names is ruled out at {_percent(known.ruled_out)} %" if known.ruled_out else ""
    if not known.regret.known:
        return f"{right}{ruled_out}"
    if not known.worst:
        return f"{right}; costs no more than the best choice{ruled_out}"
    width = f" ({_span(known.regret)})" if isfinite(known.regret.low) else ""
    more = f"{_percent(known.regret.mean)} %{width} more than the best choice, {_percent(known.worst)} % at worst"
    return f"{right}; costs {more}{ruled_out}"


def _span(known: Estimate) -> str:
    return f"{_percent(max(0.0, known.low))} to {_percent(known.high)} %"


def _percent(share: float) -> str:
    """Write a share in percent; it is an estimate, so that more than two digits say nothing.

    >>> _percent(0.7443), _percent(0.99999), _percent(0.000484)
    ('74', '100', '0.048')
    """
    return significant(100 * share, 2) if share < 0.995 else "100" if share <= 1 else significant(100 * share)


def notes_lines(found: Held) -> Iterator[str]:
    """Say what following the notes' flow is worth, and its proposed form, then each branch that is contradicted."""
    yield f"The notes' flow, at the same points: {following_text(found.notes)}."
    wrong = [branch for branch in found.branches if branch.contradicted]
    if not wrong:
        yield "No branch of it is contradicted."
        return
    yield f"With what is proposed below, at points not chosen from: {following_text(found.proposal)}."
    for branch in wrong:
        yield (
            f"{way_text(branch)}: not {branch.notes} but {branch.proposed}, at {counted(branch.points, 'point')} "
            f"({counts_text(branch.verdicts)}); {branch.notes} is {following_text(branch.by_notes)}; "
            f"{branch.proposed} is {following_text(branch.by_proposal)}"
        )


def way_text(branch: Branch) -> str:
    """Write the way of a branch."""
    return " > ".join(branch.steps) or "from the start"


def learned_chart(found: Learned) -> str:
    """Give the flow as a Mermaid flowchart: a rhombus for each question, a box for each technique."""
    return "\n".join(["flowchart TD", *_nodes(found.root, found.points, count(1))])


def _nodes(node: Node, total: int, numbers: Iterator[int]) -> Iterator[str]:
    """Give the lines of a node, whose name comes first, and of all below it."""
    name = f"n{next(numbers)}"
    if isinstance(node, Leaf):
        yield f'    {name}["{escaped(node.technique)}<br/>{escaped(", ".join(leaf_texts(node, total)))}"]'
        return
    yield f'    {name}{{"{escaped(node.question.text)}?"}}'
    for answer, side in (("yes", node.yes), ("no", node.no)):
        first, *rest = _nodes(side, total, numbers)
        yield first
        yield f"    {name} -->|{answer}| {first.split('[')[0].split('{')[0].strip()}"
        yield from rest
