import re
from xml.etree import ElementTree as ET

from rtsim.advice.flow import Flow, notes_flow, walk
from rtsim.advice.learned.tree import Learned, learn
from rtsim.report.page.flow_section import ABOVE, flow_tree, learned_tree
from rtsim.report.page.tree_svg import WIDE, Branch, Node, tree_svg
from rtsim.scenario.needs import Needs
from tests.advice.flows import NETWORK, RATE, grid

SVG = "{http://www.w3.org/2000/svg}"
SHARED = {
    "title": "Shared",
    "first": "time",
    "questions": {
        "time": {"ask": "In time?", "label": "in time", "needs": "real_time",
                 "answers": [{"is": True, "says": "yes", "then": "simple"},
                             {"is": False, "says": "no", "then": "way"}]},
        "way": {"ask": "Which way?", "label": "way", "needs": "direction",
                "answers": [{"is": "bidirectional", "says": "both", "then": "ws"},
                            {"is": "server-to-client", "says": "down", "then": "simple"}]},
        "simple": {"ask": "Simple?", "label": "simple", "needs": "simple",
                   "answers": [{"is": True, "says": "yes", "then": "sse"}, {"is": False, "says": "no", "then": "ws"}]},
    },
    "outcomes": {"ws": {"technique": "websocket", "title": "WS", "says": "WS"},
                 "sse": {"technique": "sse", "title": "Events", "says": "Events"}},
}  # fmt: skip


def nodes(node: Node) -> list[Node]:
    """Give a node and all below it."""
    return [node, *(each for branch in node.branches for each in nodes(branch.node))]


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """Give left, top, right and bottom of each box."""
    rects = [rect for rect in ET.fromstring(svg).iter(f"{SVG}rect") if rect.get("width") == str(WIDE)]  # noqa: S314
    sides = [[float(rect.get(key, "")) for key in ("x", "y", "width", "height")] for rect in rects]
    return [(x, y, x + width, y + height) for x, y, width, height in sides]


def deep(levels: int) -> Node:
    """Give a tree with two answers to each question, of which one is long."""
    if not levels:
        return Node("An end whose name is long enough to be folded", ("a note",), colour="#0072b2")
    long = Branch("an answer that takes several lines, as answers may", deep(levels - 1))
    return Node("Is this a question?", branches=(Branch("yes", Node("End")), long))


def test_no_two_boxes_overlap_and_all_are_in_the_picture() -> None:
    """However deep a tree is, its boxes stand apart, inside the picture."""
    for root in (Node("Alone"), deep(1), deep(6), flow_tree(notes_flow(), ())):
        svg = tree_svg(root, "a tree")
        found = boxes(svg)
        assert len(found) == len(nodes(root))
        width, height = map(float, re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups())  # type: ignore[union-attr]
        for place, (left, top, right, bottom) in enumerate(found):
            assert 0 <= left < right <= width
            assert 0 <= top < bottom <= height
            for other in found[place + 1 :]:
                assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def test_the_way_taken_is_the_walk() -> None:
    """The nodes that are taken are those of the walk, and the lines between them are drawn thick."""
    for needs in (Needs(), Needs(real_time=False), Needs(direction="server-to-client", simple=True)):
        flow = notes_flow()
        walked = walk(flow, needs)
        root = flow_tree(flow, walked.path)
        named = {**{name: one.ask for name, one in flow.questions.items()},
                 **{name: one.title for name, one in flow.outcomes.items()}}  # fmt: skip
        assert [node.text for node in nodes(root) if node.taken] == [named[name] for name in walked.path]
        assert tree_svg(root, "t").count("fill:none;stroke:var(--accent") == len(walked.path) - 1
    assert not any(node.taken for node in nodes(flow_tree(notes_flow(), ())))


def test_a_question_that_two_lead_to_is_unfolded_once_on_the_way_taken() -> None:
    """Where a flow's ways meet, the way taken has what follows, and the other one names it."""
    flow = Flow.model_validate(SHARED)
    for needs, unfolded in ((Needs(simple=True), 0), (Needs(real_time=False, direction="server-to-client"), 1)):
        root = flow_tree(flow, walk(flow, needs).path)
        again = [node for node in nodes(root) if node.text == "Simple?"]
        assert [bool(node.branches) for node in again] == [unfolded == 0, unfolded == 1]
        assert [node.notes for node in again if not node.branches] == [(ABOVE,)]
        assert [node.taken for node in again] == [bool(node.branches) for node in again]


def test_what_a_tree_says_is_never_markup() -> None:
    """Questions, answers and titles are text, and a drawing has its whole content in words."""
    nasty = "</svg><script>&"
    svg = tree_svg(Node(nasty, branches=(Branch(nasty, Node(nasty, (nasty,))),)), nasty)
    root = ET.fromstring(svg)  # noqa: S314
    assert not list(root.iter(f"{SVG}script"))
    assert root.findtext(f"{SVG}title") == nasty
    assert str(root.findtext(f"{SVG}desc")).count(nasty) == 4


def test_a_learned_flow_is_drawn_with_its_shares() -> None:
    """Each leaf has its technique, its share of the points and its purity."""
    found = learn((RATE, NETWORK), grid(4))
    assert isinstance(found, Learned)
    ends = [node for node in nodes(learned_tree(found.root, found.points)) if not node.branches]
    assert [node.text for node in ends] == ["Long polling", "Short polling", "WebSocket"]
    assert {node.notes for node in ends} == {("33.3 % of the points", "best at 100 % of them")}
