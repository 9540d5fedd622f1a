"""What the notes say for and against SSE, section 4."""

from dataclasses import replace

from rtsim.claims.axes import ARRIVAL, CHAT_RATE, FEEDS, HEARD_RATE, LOSS, OUTAGES, RESTARTS
from rtsim.claims.claim import Claim, Simulated, Stated, shown
from rtsim.claims.known import EVENT_SOURCE, IMPLEMENTATION, versions
from rtsim.claims.measures import CPU, CRITERIA, DARK, LATENCY, LOST, OPEN, PUBLISH, TRAFFIC
from rtsim.claims.relations import SSE, TWICE, WEBSOCKET, Side, at_least, at_most, best, exceeds, within
from rtsim.claims.worlds import CHAT, NOTIFICATIONS

NUMBERLESS = Side("sse", ("techniques.sse.event_id=false",), "without ids")
STEADY = Side("sse", ("clients.network={latency: 10 ms}", "faults={}"), "where nothing breaks")

UNIDIRECTIONAL = Simulated(
    [at_least(SSE, OPEN, 1.01, "1.01 (a second one while somebody writes)")],
    [CHAT_RATE],
    CHAT,
    shown([WEBSOCKET], OPEN),
)
"""Whether SSE needs a connection beside its stream as soon as a client has something to say."""

CLAIMS: tuple[Claim, ...] = (
    Claim(
        "sse/lightweight",
        "advantage",
        "Lightweight and efficient",
        "Does it take less than twice the CPU and twice the bytes of a WebSocket?",
        Simulated(
            [within(SSE, WEBSOCKET, each, TWICE) for each in (CPU, TRAFFIC)], (HEARD_RATE, CHAT_RATE), NOTIFICATIONS
        ),
    ),
    Claim(
        "sse/built-on-http",
        "advantage",
        "Built on HTTP (no special protocol)",
        "Does a client ask for it as for any page, and is the answer an ordinary one?",
        Stated(
            "WHATWG HTML, section 9.2: a GET, and a 200 of type text/event-stream that does not end.",
            "holds",
            "No upgrade, no frames: it runs over HTTP/1.1 and HTTP/2 alike, where a WebSocket over HTTP/2 needs an "
            "extension (RFC 8441). A proxy that collects answers before it passes them on holds events back.",
        ),
    ),
    Claim(
        "sse/reconnection",
        "advantage",
        "Automatic reconnection",
        "Do clients who come late, or whose connection a restart cuts, hear what they missed?",
        Simulated(
            [at_most(SSE, LOST, 1e-9, "0 %")],
            (ARRIVAL, RESTARTS),
            RESTARTS.points[1].world,
            (*shown((NUMBERLESS, WEBSOCKET), LOST), *shown((SSE, WEBSOCKET), DARK)),
            "Simulated are a server that lets clients in late and one that is killed and starts again; whoever "
            "publishes tries again meanwhile.",
            "The server numbers its events and keeps them, and the connection broke: an answer that is not 200 "
            "ends an event stream for good (WHATWG HTML, section 9.2.3)",
        ),
    ),
    Claim(
        "sse/server-to-client",
        "advantage",
        "Ideal for server-to-client updates",
        "Is none of the others more than twice as good in latency, CPU or bytes where only the server sends?",
        Simulated([best(SSE, other, CRITERIA) for other in SSE.others], (HEARD_RATE, FEEDS), NOTIFICATIONS),
    ),
    Claim(
        "sse/simple",
        "advantage",
        "Simple to implement",
        "How much has to be written?",
        IMPLEMENTATION["sse"],
    ),
    Claim(
        "sse/unidirectional",
        "limitation",
        "Unidirectional (server-to-client only)",
        "Does a client that writes need another connection?",
        UNIDIRECTIONAL,
    ),
    Claim(
        "sse/reliable-connectivity",
        "limitation",
        "Requires reliable server-client connectivity",
        "Does it take twice as long, or lose messages, where packets are lost, the server restarts, or clients have no "
        "network for a while?",
        Simulated(
            [exceeds(SSE, STEADY, LATENCY, TWICE)],
            (LOSS, RESTARTS, OUTAGES),
            LOSS.points[1].world,
            (*shown(SSE.others, LATENCY), *shown([SSE], LOST)),
            "Nothing is lost by any of them. Of an outage nobody is told: the page has to notice that it has heard "
            "nothing for 40 s, not even a heartbeat, for EventSource alone waits for ever.",
        ),
    ),
    Claim(
        "sse/browsers",
        "limitation",
        "Limited browser support (no IE)",
        "Which browsers have EventSource, since which version?",
        Stated(
            EVENT_SOURCE.source,
            "holds",
            f"EventSource: {versions(EVENT_SOURCE)}. What is limited is old: Internet Explorer, and Edge before it was "
            "built on Chromium.",
        ),
    ),
    Claim(
        "sse/no-upstream",
        "limitation",
        "No built-in client-to-server communication",
        "Does what a client sends need a connection of its own, and what does that take?",
        replace(
            UNIDIRECTIONAL,
            shown=shown((SSE, WEBSOCKET), PUBLISH),
            remark="EventSource has no way to send (WHATWG HTML, section 9.2.2): it takes a POST, on a new connection "
            "where the last one is longer ago than the keep-alive time.",
        ),
    ),
)
