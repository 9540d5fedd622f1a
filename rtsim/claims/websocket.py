"""What the notes say for WebSocket, section 3."""

from rtsim.claims.axes import CHAT_RATE, CLIENTS, HEARD_RATE, HEARTBEAT, INTERVAL, KEPT_ALIVE, PAYLOAD
from rtsim.claims.claim import Claim, Simulated, shown
from rtsim.claims.measures import (
    CLIENTS_PER_CORE,
    CPU,
    CUT_IDLE,
    DARK,
    LATENCY,
    LOST,
    MEMORY,
    OPEN,
    OPENED,
    OVERHEAD,
    PUBLISH,
    TRAFFIC,
)
from rtsim.claims.relations import LONG, SHORT, SIDES, WEBSOCKET, Side, at_most, exceeds, never
from rtsim.claims.worlds import CHAT

UNKEPT = Side("websocket", ("techniques.websocket.heartbeat=null",), "without heartbeat")

DUPLEX = Simulated(
    [at_most(WEBSOCKET, OPEN, 1.001, "1")],
    [CHAT_RATE],
    CHAT,
    (*shown(WEBSOCKET.others, OPEN), *shown(SIDES, PUBLISH)),
)
"""Whether one connection carries both directions."""

CLAIMS: tuple[Claim, ...] = (
    Claim(
        "websocket/latency",
        "advantage",
        "Persistent connection minimizes latency",
        "Do messages arrive sooner than with each of the others?",
        Simulated(
            [exceeds(other, WEBSOCKET, LATENCY) for other in WEBSOCKET.others],
            (CHAT_RATE, HEARD_RATE),
            CHAT,
            remark="SSE and a long poll have an open connection too; what they lack is one that is open for sending.",
        ),
    ),
    Claim(
        "websocket/less-traffic",
        "advantage",
        "Reduces network traffic (no frequent reconnections)",
        "Does it take fewer bytes than either kind of polling?",
        Simulated(
            [exceeds(other, WEBSOCKET, TRAFFIC) for other in (SHORT, LONG)],
            (CHAT_RATE, HEARD_RATE, INTERVAL, HEARTBEAT),
            CHAT,
            shown(SIDES, OPENED),
            "With keep-alive polls do not reconnect either: what they repeat is their heads.",
        ),
    ),
    Claim(
        "websocket/scalable",
        "advantage",
        "Scalable and efficient for real-time use cases",
        "Does a client take less CPU than with each of the others, however many there are?",
        Simulated(
            [exceeds(other, WEBSOCKET, CPU) for other in WEBSOCKET.others],
            (CHAT_RATE, CLIENTS, HEARD_RATE),
            CHAT,
            shown(SIDES, CLIENTS_PER_CORE, MEMORY),
        ),
    ),
    Claim(
        "websocket/full-duplex",
        "advantage",
        "Full-duplex communication",
        "Does one connection carry what a client sends and what it hears (RFC 6455, section 1.1)?",
        DUPLEX,
    ),
    Claim(
        "websocket/low-overhead",
        "advantage",
        "Low overhead after initial handshake",
        "Is more than half of what a WebSocket carries after its handshake payload?",
        Simulated(
            [at_most(WEBSOCKET, OVERHEAD, 0.5, "half")],
            (CHAT_RATE, HEARD_RATE, PAYLOAD),
            CHAT,
            shown(WEBSOCKET.others, OVERHEAD),
            "A frame adds 2 to 14 bytes (RFC 6455, section 5.2), TLS 22; heartbeats are the rest.",
        ),
    ),
    Claim(
        "websocket/heartbeat",
        "data transmission",
        "Heartbeat/keep-alive prevents connection closure",
        "Is no connection cut for idleness, where something between cuts after 60 s without a byte?",
        Simulated(
            [never(WEBSOCKET, CUT_IDLE)],
            [KEPT_ALIVE],
            KEPT_ALIVE.points[2].world,
            (*shown([UNKEPT], CUT_IDLE, DARK, LOST), *shown([WEBSOCKET], LOST)),
            "It has to be faster than the most impatient of all that lie between (`rtsim list intermediaries`). "
            "It does nothing against a limit on a connection's age, and nothing against a restart.",
        ),
    ),
)
