"""The flow section: a decision flow as a drawing, with the way that a scenario's needs take through it."""

from markupsafe import Markup

from rtsim.advice.flow import Flow, Walk
from rtsim.report.figures.theme import look
from rtsim.report.page.parts import Bullets, Diagram, Prose, Section
from rtsim.report.page.tree_svg import Branch, Node, tree_svg

LEAD = (
    "The questions of the flow, answered by the scenario's needs. The thick line is the way that the answers take. It "
    "is no part of the weighing: it stands beside the measurements."
)
ABOVE = "as drawn elsewhere in this chart"


def flow_section(flow: Flow, walked: Walk) -> Section:
    """Give the section."""
    title = f"{flow.title}, with the way taken"
    drawn = Diagram(title, Markup(tree_svg(flow_tree(flow, walked.path), title)))  # noqa: S704 - tree_svg escapes
    return Section("flow", "The decision flow", (Prose(LEAD), drawn, Bullets(walked.steps, "The way taken, in words")))


def flow_tree(flow: Flow, path: tuple[str, ...]) -> Node:
    """Give a flow as a tree, each of whose questions unfolds once: on the way taken, if it lies there."""
    return _Unfolding(flow, path).node(flow.first, on_path=True)


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
