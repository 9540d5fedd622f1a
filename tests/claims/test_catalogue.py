import pytest

from rtsim.claims.catalogue import CLAIMS, chosen
from rtsim.claims.worlds import World
from rtsim.techniques import techniques

SHORT_POLLING = {
    "Inefficient resource use": ["inefficient"],
    "Frequent unnecessary requests": ["unnecessary-requests"],
    "High latency and server load": ["latency", "server-load"],
    "High network traffic": ["network-traffic"],
    "Not truly real-time (depends on polling interval)": ["not-real-time"],
    "No real-time communication needed -> Short Polling -> Basic Updates": ["flow"],
    "Simple but inefficient for real-time communication": ["summary"],
}
LONG_POLLING = {
    "Near real-time communication": ["near-real-time"],
    "Reduces unnecessary traffic compared to short polling": ["less-traffic"],
    "Lower latency than short polling": ["lower-latency"],
    "Still requires client-initiated requests": ["client-initiated"],
    "Higher server-side memory use for open connections": ["memory"],
    "Connection timeouts can cause issues": ["time-outs"],
    "Server to Client Only, not simple -> Long Polling -> Simple Real-time Updates": ["flow"],
    "Better than short polling, good for simple real-time needs": ["summary"],
}
WEBSOCKET = {
    "Persistent connection minimizes latency": ["latency"],
    "Reduces network traffic (no frequent reconnections)": ["less-traffic"],
    "Scalable and efficient for real-time use cases": ["scalable"],
    "Full-duplex communication": ["full-duplex"],
    "Low overhead after initial handshake": ["low-overhead"],
    "Heartbeat/keep-alive prevents connection closure": ["heartbeat"],
    "Use cases: chat, collaborative tools, dashboards, gaming, live streaming": ["use-cases"],
    "Bidirectional -> WebSockets -> Chat Apps, Gaming, Dashboards": ["flow"],
    "Best for bidirectional, complex real-time applications": ["summary"],
}
SSE = {
    "Lightweight and efficient": ["lightweight"],
    "Built on HTTP (no special protocol)": ["built-on-http"],
    "Automatic reconnection": ["reconnection"],
    "Ideal for server-to-client updates": ["server-to-client"],
    "Simple to implement": ["simple"],
    "Unidirectional (server-to-client only)": ["unidirectional"],
    "Requires reliable server-client connectivity": ["reliable-connectivity"],
    "Limited browser support (no IE)": ["browsers"],
    "No built-in client-to-server communication": ["no-upstream"],
    "Use cases: notifications, stock prices, sports scores, social feeds, dashboards": ["use-cases"],
    "Server to Client Only, simple -> Server-Sent Events -> Notifications, Live Feeds": ["flow"],
    "Perfect for server-to-client notifications and live feeds": ["summary"],
}
NOTES = {"short-polling": SHORT_POLLING, "long-polling": LONG_POLLING, "websocket": WEBSOCKET, "sse": SSE}
"""The statements of the study notes, sections 2 to 6, each with the claims that test it."""

ROWS = {
    "direction": ["Client → Server", "Client → Server", "Bidirectional", "Server → Client"],
    "connection": ["Stateless", "Persistent", "Persistent", "Persistent"],
    "latency": ["High", "Medium", "Low", "Low"],
    "server-load": ["High", "Medium", "Low", "Low"],
    "network-traffic": ["High", "Medium", "Low", "Low"],
    "implementation": ["Simple", "Medium", "Complex", "Simple"],
    "browsers": ["Universal", "Universal", "Good", "Good (no IE)"],
    "use-cases": ["Simple updates", "Chat, notifications", "Real-time apps", "Notifications, feeds"],
}
"""The cells of the notes' comparison table."""


def test_every_statement_of_the_notes_is_a_claim() -> None:
    """Nothing that the notes say is left out, and nothing is tested that they do not say."""
    said = {f"{technique}/{name}" for technique, lines in NOTES.items() for names in lines.values() for name in names}
    cells = {f"{technique}/table-{row}" for row in ROWS for technique in NOTES}
    assert set(CLAIMS) == said | cells


@pytest.mark.parametrize("row", ROWS)
def test_cells_are_as_they_stand(row: str) -> None:
    """Each cell of the table is tested in the notes' own words."""
    texts = [CLAIMS[f"{technique}/table-{row}"].text for technique in NOTES]
    assert [text.partition(": ")[2] for text in texts] == ROWS[row]


def test_claims_are_grouped_by_technique() -> None:
    """The catalogue goes from technique to technique in the notes' order."""
    assert list(dict.fromkeys(claim.technique for claim in CLAIMS.values())) == list(NOTES)
    assert set(NOTES) <= set(techniques())


def test_worlds_are_valid() -> None:
    """Every world that a claim is tested in loads, with replications enough for an interval."""
    worlds: set[World] = {run.world for claim in CLAIMS.values() for run in claim.experiment.runs}
    assert len(worlds) > 30
    for world in worlds:
        assert world.scenario().replications >= 5


def test_few_claims_are_not_simulated() -> None:
    """Three claims in four rest on simulation."""
    simulated = [claim for claim in CLAIMS.values() if claim.experiment.runs]
    assert len(simulated) > 0.75 * len(CLAIMS)


def test_chosen() -> None:
    """Claims are chosen by parts of their ids, in the catalogue's order; a word that is in none is named."""
    assert chosen(["sse/flow", "short-polling/fl"]) == ["short-polling/flow", "sse/flow"]
    assert chosen([]) == list(CLAIMS)
    with pytest.raises(LookupError) as missed:
        chosen(["memory", "money", ""])
    assert missed.value.args == ("money", "")
