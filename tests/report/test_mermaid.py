from pathlib import Path

import pytest

from rtsim.advice.flow import Flow, notes_flow, walk
from rtsim.recording import What
from rtsim.report.mermaid import escaped, flowchart, mermaid
from rtsim.report.sequence.diagram import Arrow, Diagram, Loop, Note, diagram
from rtsim.scenario.needs import Needs
from tests.mermaid.parser import MermaidParses
from tests.report.traces import NAMES, chat, news

PAGES = sorted((Path(__file__).parents[2] / "docs" / "explanation" / "techniques").glob("*.md"))
INIT = "%%{init: {'theme': 'dark'}}%%\n\nend\n    click n1 href 'javascript:alert(1)'; x"
NASTY = {
    "title": "x",
    "first": "a",
    "questions": {
        "a": {
            "ask": 'is "a" <= b & #1; [x] {y} `z` end?',
            "label": "a",
            "needs": "simple",
            "answers": [{"is": True, "says": '"yes" |', "then": "b"}, {"is": False, "says": "no --> n1", "then": "c"}],
        }
    },
    "outcomes": {
        "b": {"technique": "sse", "title": "end", "says": "b"},
        "c": {"technique": "sse", "title": "graph\\", "says": "c", "use_cases": ["(x)", INIT]},
    },
}


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


def test_the_chart_has_the_notes_nodes() -> None:
    """All three questions, four outcomes and their use cases of the notes are in the chart."""
    text = flowchart(notes_flow())
    for label in ("Need real-time communication?", "Communication direction?", "Simple implementation?", "WebSockets"):
        assert f'"{label}"' in text
    for label in ("Server-Sent Events", "Long polling", "Short polling", "notifications, live feeds", "basic updates"):
        assert f'["{label}"]' in text
    assert text.count("-->") == 10
    assert "taken" not in text


def test_the_way_taken_is_highlighted() -> None:
    """The nodes of the path, its use cases and the arrows between them are marked, and no others."""
    walked = walk(notes_flow(), Needs(direction="server-to-client", simple=True))
    lines = flowchart(notes_flow(), walked.path).splitlines()
    assert lines[-2] == "    class n1,n2,n3,n5,u2 taken"
    arrows = [line.strip() for line in lines if "-->" in line]
    taken = [arrows[int(number)] for number in lines[-1].split()[1].split(",")]
    assert taken == [
        'n1 -->|"yes"| n2',
        'n2 -->|"server to client only"| n3',
        'n3 -->|"yes"| n5',
        "n5 --> u2",
    ]


@pytest.mark.parametrize("needs", [Needs(), Needs(real_time=False), Needs(direction="server-to-client")])
def test_mermaid_reads_the_notes_chart(mermaid_parses: MermaidParses, needs: Needs) -> None:
    """The real parser takes the chart, with and without a way."""
    mermaid_parses(flowchart(notes_flow()))
    mermaid_parses(flowchart(notes_flow(), walk(notes_flow(), needs).path))


def test_no_text_begins_a_line_or_a_directive() -> None:
    """A user's text stays in its node: it ends no line or statement, and begins no directive and no tag."""
    lines = flowchart(Flow.model_validate(NASTY)).splitlines()
    assert [line for line in lines if "click" in line] == [
        "    u2[\"(x), #37;#37;{init: {'theme': 'dark'}}#37;#37; end click n1 href 'javascript:alert(1)'#59; x\"]"
    ]
    assert escaped("<b>&lt;") == "#lt;b#gt;#amp;lt#59;"


@pytest.mark.parametrize("simple", [True, False])
def test_mermaid_reads_whatever_a_user_calls_things(mermaid_parses: MermaidParses, *, simple: bool) -> None:
    """Quotes, brackets, arrows and Mermaid's own words in a user's flow do no harm."""
    flow = Flow.model_validate(NASTY)
    mermaid_parses(flowchart(flow, walk(flow, Needs(simple=simple)).path))
