"""What the notes hold against short polling, section 2.1."""

from rtsim.claims.axes import CHAT_RATE, HEARD_RATE, INTERVAL
from rtsim.claims.claim import Claim, Simulated
from rtsim.claims.measures import AT_ONCE, CPU, EMPTY, LATE, LATENCY, TRAFFIC
from rtsim.claims.relations import FIVEFOLD, SHORT, TWICE, WEBSOCKET, at_least, exceeds
from rtsim.claims.worlds import CHAT

CLAIMS: tuple[Claim, ...] = (
    Claim(
        "short-polling/inefficient",
        "drawback",
        "Inefficient resource use",
        "Does it take more than twice the CPU and twice the bytes of a WebSocket for the same messages?",
        Simulated([exceeds(SHORT, WEBSOCKET, each, TWICE) for each in (CPU, TRAFFIC)], (CHAT_RATE, HEARD_RATE), CHAT),
    ),
    Claim(
        "short-polling/unnecessary-requests",
        "drawback",
        "Frequent unnecessary requests",
        "Does every other request bring nothing?",
        Simulated([at_least(SHORT, EMPTY, 0.5, "half")], (CHAT_RATE, HEARD_RATE, INTERVAL), CHAT),
    ),
    Claim(
        "short-polling/latency",
        "drawback",
        "High latency",
        "Is it more than five times as late as a WebSocket?",
        Simulated([exceeds(SHORT, WEBSOCKET, LATENCY, FIVEFOLD)], (INTERVAL, CHAT_RATE), CHAT),
    ),
    Claim(
        "short-polling/server-load",
        "drawback",
        "High server load",
        "Does it take more than five times the CPU of a WebSocket?",
        Simulated([exceeds(SHORT, WEBSOCKET, CPU, FIVEFOLD)], (CHAT_RATE, INTERVAL, HEARD_RATE), CHAT),
    ),
    Claim(
        "short-polling/network-traffic",
        "drawback",
        "High network traffic",
        "Does it take more than five times the bytes of a WebSocket?",
        Simulated([exceeds(SHORT, WEBSOCKET, TRAFFIC, FIVEFOLD)], (CHAT_RATE, INTERVAL, HEARD_RATE), CHAT),
    ),
    Claim(
        "short-polling/not-real-time",
        "drawback",
        "Not truly real-time (depends on polling interval)",
        "Is more than one message in twenty later than a second, which a user notices (Nielsen 1993)?",
        Simulated([at_least(SHORT, LATE, AT_ONCE, "1 s")], [INTERVAL], CHAT),
    ),
)
