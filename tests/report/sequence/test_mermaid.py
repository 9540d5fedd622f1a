from pathlib import Path

import pytest

from rtsim.recording import What
from rtsim.report.mermaid import mermaid
from rtsim.report.sequence.diagram import Arrow, Diagram, Loop, Note, diagram
from tests.mermaid.parser import MermaidParses
from tests.report.traces import NAMES, chat, news

PAGES = sorted((Path(__file__).parents[3] / "docs" / "explanation" / "techniques").glob("*.md"))


def test_syntax() -> None:
    """Participants, arrows, replies, notes and loops are written as the notes' diagrams are."""
    arrow = Arrow(What.REQUEST, "Client", "Server", "GET /messages")
    reply = Arrow(What.EMPTY, "Server", "Client", "200 OK (no new data)", reply=True)
    note = Note(None, ("Client", "Server"), "Wait; for # data")
    assert mermaid(Diagram(("Client", "Server"), (arrow, Loop(1200, (reply, note))))).splitlines() == [
        "sequenceDiagram",
        "    participant Client",
        "    participant Server",
        "    Client->>Server: GET /messages",
        "    loop 1,200 times",
        "        Server-->>Client: 200 OK (no new data)",
        "        Note over Client,Server: Wait#59; for #35; data",
        "    end",
    ]


def test_text_is_no_markup() -> None:
    """A note's text ends no line, begins no directive, and holds no tag."""
    note = Note(None, ("Client",), "<b>%%{init}\nend")
    assert mermaid(Diagram(("Client",), (note,))).splitlines()[-1] == (
        "    Note over Client: #lt;b#gt;#37;#37;{init} end"
    )


@pytest.mark.parametrize("name", NAMES)
def test_mermaid_reads_it(mermaid_parses: MermaidParses, name: str) -> None:
    """The real parser takes the diagrams of all techniques, with messages either way, and one of nothing."""
    settings = {"heartbeat": 2.0} if name in ("websocket", "sse") else {}
    for trace in (
        news(name, 1.0, 4.0, 4.1, 8.0, duration=40.0, **settings),
        chat(name, 1.0, 4.0, 4.1, duration=12.0, **settings),
    ):
        mermaid_parses(mermaid(diagram(trace, name)))
    mermaid_parses(mermaid(Diagram(("Client", "Server"), ())))


def test_mermaid_reads_any_text(mermaid_parses: MermaidParses) -> None:
    """Signs that have a meaning in Mermaid do not end a text."""
    texts = ("a; b # c : d", "end", "%% no comment", "<b>", '"quoted"', "{}->>", "Überlauf …")
    notes = tuple(Note(None, ("Client",), text) for text in texts)
    arrows = tuple(Arrow(What.PING, "Server", "Client", text) for text in texts)
    mermaid_parses(mermaid(Diagram(("Client", "Server"), (*notes, *arrows))))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_pages(mermaid_parses: MermaidParses, page: Path) -> None:
    """The real parser takes the diagrams of the techniques' pages."""
    blocks = page.read_text(encoding="utf-8").split("```mermaid\n")[1:]
    assert blocks
    for block in blocks:
        mermaid_parses(block.partition("```")[0])
