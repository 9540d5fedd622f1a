"""The learned section: the flow that a sweep's verdicts teach, and how far it is to be trusted."""

from collections.abc import Iterator
from io import StringIO

from markupsafe import Markup
from rich.console import Console

from rtsim.advice.learned.tree import NONE, Leaf, Learned, Unlearned
from rtsim.advice.learned.tree import Node as Learnt
from rtsim.experiments.kept import Kept
from rtsim.report.figures.labels import titled
from rtsim.report.figures.theme import NEUTRAL, look
from rtsim.report.page.parts import Block, Cell, Column, Diagram, Prose, Section, Source, Table
from rtsim.report.page.tables import cell, estimated, numeric, rows_of, single
from rtsim.report.page.tree_svg import Branch, Node, tree_svg
from rtsim.report.text.learned import leaf_texts, learned_text
from rtsim.units import share_text

WIDE = 100
NAME, HEADING = "flow", "The flow that it teaches"
DRAWN = "The learned flow"
LEAD = (
    "A few questions about the inputs, learned from the verdict at each point of the sweep. The number in a box is the "
    "share of all points that end there, and at how many of them its technique is the verdict."
)
TRUST = (
    "What following the flow is worth, with 95 % intervals: how often it names the verdict, and how much more than the "
    "best choice it costs. Points that it was not learned from are those of cross-validation."
)


def learned_section(found: Learned | Unlearned, name: str) -> Section:
    """Give the section; `name` is the experiment's."""
    return Section(NAME, HEADING, tuple(_blocks(found, name)))


def untaught_section(kept: Kept | None) -> Section:
    """Give what stands in the section's place on the page of a store that has no verdicts yet."""
    told = (
        "An older rtsim wrote this store, and did not keep the scenario, so that there are no verdicts to learn from. "
        "'rtsim sweep EXPERIMENT' adds it."
        if kept is None
        else "No point is done yet, so that there are no verdicts to learn from."
    )
    return Section("no-flow", HEADING, (Prose(told),))


def _blocks(found: Learned | Unlearned, name: str) -> Iterator[Block]:
    if isinstance(found, Learned):
        yield Prose(LEAD)
        yield Diagram(DRAWN, Markup(tree_svg(learned_tree(found.root, found.points), DRAWN)))  # noqa: S704 - it escapes
        yield _worth(found)
    yield Source(f"{name}-flow.txt", "The flow in words", _text(found), open=isinstance(found, Unlearned))


def learned_tree(node: Learnt, points: int) -> Node:
    """Give a learned flow as it is drawn; `points` is how many there are in all."""
    if isinstance(node, Leaf):
        notes = leaf_texts(node, points)
        if node.technique == NONE:
            return Node("None: all are ruled out", notes, colour=NEUTRAL)
        return Node(titled(node.technique), notes, colour=look(node.technique).colour)
    following = (("yes", node.yes), ("no", node.no))
    branches = tuple(Branch(answer, learned_tree(then, points)) for answer, then in following)
    question = node.question.text.replace(" / ", "\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}")  # a rate stays in one line
    return Node(f"{question}?", branches=branches)


def _text(found: Learned | Unlearned) -> str:
    written = StringIO()
    Console(file=written, width=WIDE, no_color=True, highlight=False).print(learned_text(found))
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines())


def _worth(found: Learned) -> Table:
    always = f"Always {titled(found.always)}" if found.always != NONE else "Never any technique"
    followed = {
        "The flow, at points not learned from": found.unseen,
        "The flow, at the points learned from": found.seen,
        always: found.constant,
    }
    return rows_of(
        "worth",
        TRUST,
        followed.items(),
        (Column("What is followed"), lambda one: Cell(one[0])),
        (estimated("Names the verdict", "right"), lambda one: cell(one[1].right, share_text)),
        (estimated("Costs more than the best", "regret"), lambda one: cell(one[1].regret, share_text)),
        (numeric("At worst", "worst"), lambda one: single(one[1].worst, share_text)),
        (numeric("Names what is ruled out", "ruled_out"), lambda one: single(one[1].ruled_out, share_text)),
    )
