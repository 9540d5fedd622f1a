import pytest

from rtsim.advice.flow import Flow, notes_flow, walk
from rtsim.report.mermaid import escaped, flowchart
from rtsim.scenario.needs import Needs
from tests.mermaid.parser import MermaidParses

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
