"""What the notes say for and against SSE, section 4."""

from dataclasses import replace

from rtsim.claims.axes import ARRIVAL, CHAT_RATE, FEEDS, HEARD_RATE, LOSS, OUTAGES, RESTARTS
from rtsim.claims.claim import Claim
from rtsim.claims.experiments import Shown, Simulated, Stated
from rtsim.claims.known import EVENT_SOURCE, IMPLEMENTATION, versions
from rtsim.claims.measures import CPU, DARK, LATENCY, LOST, OPEN, PUBLISH, TRAFFIC
from rtsim.claims.relations import LONG, SHORT, SSE, WEBSOCKET, AtLeast, AtMost, Best, Exceeds, Side, Within
from rtsim.claims.short_polling import TWICE
from rtsim.claims.worlds import CHAT, NOTIFICATIONS

OTHERS = (SHORT, LONG, WEBSOCKET)
CRITERIA = (LATENCY, CPU, TRAFFIC)
"""What a choice weighs: how late, how much work, how many bytes."""

NUMBERLESS = Side("sse", ("techniques.sse.event_id=false",), "without ids")
STEADY = Side("sse", ("clients.network={latency: 10 ms}", "faults={}"), "where nothing breaks")
LOSSY, RESTARTED = LOSS.points[1].world, RESTARTS.points[1].world

UNIDIRECTIONAL = Simulated(
    sweeps=(CHAT_RATE,),
    relations=(AtLeast(SSE, OPEN, 1.01, "1.01 (a second one while somebody writes)"),),
    notes=CHAT,
    shown=(Shown(WEBSOCKET, OPEN),),
)
"""Whether SSE needs a connection beside its stream as soon as a client has something to say."""

UPSTREAM = replace(
    UNIDIRECTIONAL,
    shown=(Shown(SSE, PUBLISH), Shown(WEBSOCKET, PUBLISH)),
    remark="EventSource has no way to send (WHATWG HTML, section 9.2.2): it takes a POST, on a new connection where "
    "the last one is longer ago than the keep-alive time.",
)

CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="sse/lightweight",
        section="advantage",
        text="Lightweight and efficient",
        question="Does it take less than twice the CPU and twice the bytes of a WebSocket?",
        experiment=Simulated(
            sweeps=(HEARD_RATE, CHAT_RATE),
            relations=(Within(SSE, WEBSOCKET, CPU, TWICE), Within(SSE, WEBSOCKET, TRAFFIC, TWICE)),
            notes=NOTIFICATIONS,
        ),
    ),
    Claim(
        id="sse/built-on-http",
        section="advantage",
        text="Built on HTTP (no special protocol)",
        question="Does a client ask for it as for any page, and is the answer an ordinary one?",
        experiment=Stated(
            settings="WHATWG HTML, section 9.2: a GET, and a 200 of type text/event-stream that does not end.",
            word="holds",
            condition="No upgrade, no frames: it runs over HTTP/1.1 and HTTP/2 alike, where a WebSocket over HTTP/2 "
            "needs an extension (RFC 8441). A proxy that collects answers before it passes them on holds events back.",
        ),
    ),
    Claim(
        id="sse/reconnection",
        section="advantage",
        text="Automatic reconnection",
        question="Do clients who come late, or whose connection a restart cuts, hear what they missed?",
        experiment=Simulated(
            sweeps=(ARRIVAL, RESTARTS),
            relations=(AtMost(SSE, LOST, 1e-9, "0 %"),),
            notes=RESTARTED,
            shown=(*(Shown(side, LOST) for side in (NUMBERLESS, WEBSOCKET)), Shown(SSE, DARK), Shown(WEBSOCKET, DARK)),
            proviso="The server numbers its events and keeps them, and the connection broke: an answer that is not 200 "
            "ends an event stream for good (WHATWG HTML, section 9.2.3)",
            remark="Simulated are a server that lets clients in late and one that is killed and starts again; whoever "
            "publishes tries again meanwhile.",
        ),
    ),
    Claim(
        id="sse/server-to-client",
        section="advantage",
        text="Ideal for server-to-client updates",
        question="Is none of the others more than twice as good in latency, CPU or bytes where only the server sends?",
        experiment=Simulated(
            sweeps=(HEARD_RATE, FEEDS),
            relations=tuple(Best(SSE, other, CRITERIA) for other in OTHERS),
            notes=NOTIFICATIONS,
        ),
    ),
    Claim(
        id="sse/simple",
        section="advantage",
        text="Simple to implement",
        question="How much has to be written?",
        experiment=IMPLEMENTATION["sse"],
    ),
    Claim(
        id="sse/unidirectional",
        section="limitation",
        text="Unidirectional (server-to-client only)",
        question="Does a client that writes need another connection?",
        experiment=UNIDIRECTIONAL,
    ),
    Claim(
        id="sse/reliable-connectivity",
        section="limitation",
        text="Requires reliable server-client connectivity",
        question="Does it take twice as long, or lose messages, where packets are lost, the server restarts, or "
        "clients have no network for a while?",
        experiment=Simulated(
            sweeps=(LOSS, RESTARTS, OUTAGES),
            relations=(Exceeds(SSE, STEADY, LATENCY, TWICE),),
            notes=LOSSY,
            shown=(*(Shown(side, LATENCY) for side in OTHERS), Shown(SSE, LOST)),
            remark="Nothing is lost by any of them. Of an outage nobody is told: the page has to notice that it has "
            "heard nothing for 40 s, not even a heartbeat, for EventSource alone waits for ever.",
        ),
    ),
    Claim(
        id="sse/browsers",
        section="limitation",
        text="Limited browser support (no IE)",
        question="Which browsers have EventSource, since which version?",
        experiment=Stated(
            settings=EVENT_SOURCE.source,
            word="holds",
            condition=f"EventSource: {versions(EVENT_SOURCE)}. What is limited is old: Internet Explorer, and Edge "
            "before it was built on Chromium.",
        ),
    ),
    Claim(
        id="sse/no-upstream",
        section="limitation",
        text="No built-in client-to-server communication",
        question="Does what a client sends need a connection of its own, and what does that take?",
        experiment=UPSTREAM,
    ),
)
