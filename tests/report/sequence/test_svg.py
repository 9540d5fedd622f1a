from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest

from rtsim.recording import What
from rtsim.report.sequence.diagram import Arrow, Diagram, Loop, Note, diagram
from rtsim.report.sequence.svg import ADVANCE, LEADING, sequence_svg
from tests.report.traces import NAMES, chat

SVG = "{http://www.w3.org/2000/svg}"
LONG = "an answer whose words would never fit between two lines of a small picture, "
WIDE = Diagram(
    ("Client", "Server", "Sender"),
    (
        Arrow(What.ANSWER, "Server", "Client", LONG * 3, reply=True),
        Arrow(What.ARRIVAL, "Sender", "Server", LONG),
        Note(None, ("Client",), LONG * 2),
        Note(None, ("Sender",), LONG),
        Note(None, ("Client", "Server"), LONG),
        Loop(3, (Note(None, ("Server",), LONG), Arrow(What.PING, "Server", "Client", "ping"))),
    ),
)


def drawn(picture: Diagram, title: str = "A title") -> Element:
    """Draw, and read the XML back."""
    return fromstring(sequence_svg(picture, title))  # noqa: S314 - our own


def box(root: Element) -> tuple[float, float]:
    """Give width and height of the whole picture."""
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    return width, height


@pytest.mark.parametrize("picture", [WIDE, *(diagram(chat(n, 1.0, 2.0, 3.0, duration=9.0), n) for n in NAMES)])
def test_inside(picture: Diagram) -> None:
    """All text and boxes lie inside the picture, and lines of text apart from each other."""
    root = drawn(picture)
    width, height = box(root)
    for text in root.iter(f"{SVG}text"):
        long, x = len(text.text or "") * ADVANCE, float(text.attrib["x"])
        left = x if text.attrib["text-anchor"] == "start" else x - long / 2
        assert 0 <= left < left + long <= width, text.text
        assert 0 < float(text.attrib["y"]) < height
    for rect in root.iter(f"{SVG}rect"):
        x, y, wide, high = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        assert 0 <= x < x + wide <= width
        assert 0 <= y < y + high <= height
    below = sorted(float(text.attrib["y"]) for text in root.iter(f"{SVG}text"))
    assert all(later - sooner >= LEADING - 1 for sooner, later in pairwise(below[len(picture.participants) - 1 :]))


def test_accessible() -> None:
    """A picture has a role, a title and every step in words, and names both as what labels it."""
    root = drawn(diagram(chat("websocket", 1.0, duration=4.0), "websocket"), "Chat & more")
    title, steps = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert steps is not None
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {steps.attrib['id']}"
    assert title.text == "Chat & more"
    assert steps.text is not None
    assert "Client to Server: HTTP GET (Upgrade: websocket)." in steps.text


def test_colours() -> None:
    """No colour is fixed, so that dark and light both work."""
    text = sequence_svg(WIDE, "A title")
    assert "currentColor" in text
    assert "#" not in text
    assert "rgb" not in text


def test_repeatable() -> None:
    """The same diagram and title are the same text; another title has other ids."""
    assert sequence_svg(WIDE, "one") == sequence_svg(WIDE, "one")
    assert drawn(WIDE, "one")[0].attrib["id"] != drawn(WIDE, "other")[0].attrib["id"]


def test_lines_stop_at_text() -> None:
    """A participant's line is not drawn through a note over it."""
    root = drawn(Diagram(("Client", "Server"), (Note(None, ("Client",), "Wait 5 seconds"),)))
    paths = [path.attrib["d"] for path in root.iter(f"{SVG}path")]
    assert [path.count("M") for path in paths] == [2, 1]
