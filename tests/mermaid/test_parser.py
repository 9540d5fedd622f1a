import pytest

from tests.mermaid.parser import MermaidParses


def test_what_mermaid_reads(mermaid_parses: MermaidParses) -> None:
    """Sequence diagrams and flowcharts in Mermaid's syntax pass."""
    mermaid_parses("sequenceDiagram\n    Client->>Server: GET /messages\n    Note over Client,Server: open")
    mermaid_parses(
        "flowchart TD\n    A[Real time?] -->|yes| B{Direction?}\n    classDef taken fill:#fff\n    class B taken"
    )


@pytest.mark.parametrize("text", ["flowchart TD\n    A[open", "sequenceDiagram\n    A->>B", "a picture"])
def test_what_mermaid_refuses(mermaid_parses: MermaidParses, text: str) -> None:
    """A diagram with a mistake fails with the diagram and what the parser says of it."""
    with pytest.raises(AssertionError, match=r"(?s)(Parse error|No diagram type).*"):
        mermaid_parses(text)
