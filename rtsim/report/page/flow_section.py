"""The flow sections: a decision flow as a drawing with its way, a learned one, the notes' held against it."""

from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

from markupsafe import Markup
from rich.console import Console

from rtsim.advice.flow import Flow, Walk
from rtsim.advice.learned.notes import Held
from rtsim.advice.learned.tree import NONE, Following, Leaf, Learned, Unlearned
from rtsim.advice.learned.tree import Node as Learnt
from rtsim.experiments.samples import Kept
from rtsim.report.figures.labels import titled
from rtsim.report.figures.theme import NEUTRAL, look
from rtsim.report.page.parts import Block, Bullets, Cell, Column, Diagram, Prose, Section, Source, Table
from rtsim.report.page.tables import cell, estimated, numeric, rows_of, single
from rtsim.report.page.tree_svg import Branch, Node, tree_svg
from rtsim.report.text.learned import counts_text, leaf_texts, learned_text, way_text
from rtsim.units import share_text

LEAD = (
    "The questions of the flow, answered by the scenario's needs. The thick line is the way that the answers take. It "
    "is no part of the weighing: it stands beside the measurements."
)
ABOVE = "as drawn elsewhere in this chart"


class _Unfolding:
    """A flow that is unfolded into a tree, and the questions that have been drawn already."""

    def __init__(self, flow: Flow, path: tuple[str, ...]) -> None:
        self._flow = flow
        self._path = path
        self._drawn: set[str] = set()

    def node(self, name: str, *, on_path: bool) -> Node:
        """Give a node with all that follows from it."""
        taken = on_path and name in self._path
        if name in self._flow.outcomes:
            outcome = self._flow.outcomes[name]
            notes = (", ".join(outcome.use_cases),) if outcome.use_cases else ()
            return Node(outcome.title, notes, colour=look(outcome.technique).colour, taken=taken)
        question = self._flow.questions[name]
        if name in self._drawn or (name in self._path and not taken):
            return Node(question.ask, (ABOVE,))
        self._drawn.add(name)
        following = [self._follows(name, reply.then) for reply in question.answers]
        # The way taken is unfolded first: a question that others lead to as well is drawn there.
        order = sorted(range(len(following)), key=lambda place: not (taken and following[place]))
        nodes = {place: self.node(question.answers[place].then, on_path=taken and following[place]) for place in order}
        branches = tuple(Branch(reply.says, nodes[place]) for place, reply in enumerate(question.answers))
        return Node(question.ask, branches=branches, taken=taken)

    def _follows(self, name: str, then: str) -> bool:
        """Tell whether one of two nodes follows the other on the way taken."""
        return (name, then) in zip(self._path, self._path[1:], strict=False)


WIDE = 100
NAME, HEADING = "flow", "The flow that it teaches"
DRAWN = "The learned flow"
LEARNED = (
    "A few questions about the inputs, learned from the verdict at each point of the sweep. The number in a box is the "
    "share of all points that end there, and at how many of them its technique is the verdict."
)
TRUST = (
    "What following the flow is worth, with 95 % intervals: how often it names the verdict, and how much more than the "
    "best choice it costs. Points that it was not learned from are those of cross-validation."
)
NOTES = (
    "The study notes' decision flow asks about needs alone. Each way through it is a branch; the points that take it "
    "say whether its outcome is the verdict there, or as good in all that matters. What is proposed keeps the "
    "questions, and puts at the end of each branch the technique that costs least over its points."
)
WORTH = (
    "What following either flow is worth over all points, with 95 % intervals. What is proposed is asked about points "
    "that it was not chosen from."
)


def flow_section(flow: Flow, walked: Walk) -> Section:
    """Give the section."""
    title = f"{flow.title}, with the way taken"
    drawn = Diagram(title, Markup(tree_svg(flow_tree(flow, walked.path), title)))  # noqa: S704 - tree_svg escapes
    return Section("flow", "The decision flow", (Prose(LEAD), drawn, Bullets(walked.steps, "The way taken, in words")))


def flow_tree(flow: Flow, path: tuple[str, ...]) -> Node:
    """Give a flow as a tree, each of whose questions unfolds once: on the way taken, if it lies there."""
    return _Unfolding(flow, path).node(flow.first, on_path=True)


def learned_section(found: Learned | Unlearned, name: str) -> Section:
    """Give the section; `name` is the experiment's."""
    return Section(NAME, HEADING, tuple(_learned(found, name)))


def untaught_section(kept: Kept | None) -> Section:
    """Give what stands in the section's place on the page of a store that has no verdicts yet."""
    told = (
        "An older rtsim wrote this store, and did not keep the scenario, so that there are no verdicts to learn from. "
        "'rtsim sweep EXPERIMENT' adds it."
        if kept is None
        else "No point is done yet, so that there are no verdicts to learn from."
    )
    return Section("no-flow", HEADING, (Prose(told),))


def _learned(found: Learned | Unlearned, name: str) -> Iterator[Block]:
    if isinstance(found, Learned):
        yield Prose(LEARNED)
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


def notes_section(found: Held) -> Section:
    """Give the section."""
    return Section("notes-flow", "The notes' flow against these verdicts", tuple(_held(found)))


def _held(found: Held) -> Iterator[Block]:
    wrong = sum(branch.contradicted for branch in found.branches)
    told = f"{wrong} of {len(found.branches)} branches are contradicted." if wrong else "No branch is contradicted."
    yield Prose(f"{NOTES} {told}")
    yield _branches(found)
    yield rows_of(
        "notes-worth",
        WORTH,
        {"The notes' flow": found.notes, "What is proposed": found.proposal}.items(),
        (Column("What is followed"), lambda one: Cell(one[0])),
        (estimated("Right", "right"), lambda one: cell(one[1].right, share_text)),
        (estimated("Costs more than the best", "regret"), lambda one: _regret(one[1])),
        (numeric("Names what is ruled out", "ruled_out"), lambda one: single(one[1].ruled_out, share_text)),
    )


def _branches(found: Held) -> Table:
    return rows_of(
        "notes-branches",
        "The branches of the notes' flow that points take.",
        found.branches,
        (Column("Branch"), lambda branch: Cell(way_text(branch))),
        (numeric("Points", "points"), lambda branch: single(branch.points, "{:,}".format)),
        (Column("Verdicts there"), lambda branch: Cell(counts_text(branch.verdicts))),
        (Column("The notes' outcome", values=("notes",)), lambda branch: _outcome(branch.notes, branch.by_notes)),
        (Column("Proposed", values=("proposed",)), lambda branch: _outcome(branch.proposed, branch.by_proposal)),
        (estimated("The notes' costs more", "notes regret"), lambda branch: _regret(branch.by_notes)),
        (estimated("The proposed costs more", "proposed regret"), lambda branch: _regret(branch.by_proposal)),
    )


def _outcome(name: str, known: Following) -> Cell:
    title = "none" if name == NONE else titled(name)
    return Cell(title, (f"right at {share_text(known.right.mean)}",), (name,))


def _regret(known: Following) -> Cell:
    notes = (f"ruled out at {share_text(known.ruled_out)}",) if known.ruled_out else ()
    return replace(cell(known.regret, share_text), notes=notes)
