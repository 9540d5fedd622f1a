"""What the notes hold against short polling, section 2.1."""

from rtsim.claims.axes import CHAT_RATE, HEARD_RATE, INTERVAL
from rtsim.claims.claim import Claim
from rtsim.claims.experiments import Simulated
from rtsim.claims.measures import CPU, EMPTY, LATE, LATENCY, TRAFFIC
from rtsim.claims.relations import SHORT, WEBSOCKET, AtLeast, Exceeds
from rtsim.claims.worlds import CHAT

TWICE, FIVEFOLD = 2.0, 5.0  # what rtsim.analysis.words calls Low ends at twice the least, High begins at five times
AT_ONCE = 1.0
"""Seconds within which a user's flow of thought stays whole: Nielsen, Usability Engineering (1993), chapter 5."""

CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="short-polling/inefficient",
        section="drawback",
        text="Inefficient resource use",
        question="Does it take more than twice the CPU and twice the bytes of a WebSocket for the same messages?",
        experiment=Simulated(
            sweeps=(CHAT_RATE, HEARD_RATE),
            relations=(Exceeds(SHORT, WEBSOCKET, CPU, TWICE), Exceeds(SHORT, WEBSOCKET, TRAFFIC, TWICE)),
            notes=CHAT,
        ),
    ),
    Claim(
        id="short-polling/unnecessary-requests",
        section="drawback",
        text="Frequent unnecessary requests",
        question="Does every other request bring nothing?",
        experiment=Simulated(
            sweeps=(CHAT_RATE, HEARD_RATE, INTERVAL), relations=(AtLeast(SHORT, EMPTY, 0.5, "half"),), notes=CHAT
        ),
    ),
    Claim(
        id="short-polling/latency",
        section="drawback",
        text="High latency",
        question="Is it more than five times as late as a WebSocket?",
        experiment=Simulated(
            sweeps=(INTERVAL, CHAT_RATE), relations=(Exceeds(SHORT, WEBSOCKET, LATENCY, FIVEFOLD),), notes=CHAT
        ),
    ),
    Claim(
        id="short-polling/server-load",
        section="drawback",
        text="High server load",
        question="Does it take more than five times the CPU of a WebSocket?",
        experiment=Simulated(
            sweeps=(CHAT_RATE, INTERVAL, HEARD_RATE), relations=(Exceeds(SHORT, WEBSOCKET, CPU, FIVEFOLD),), notes=CHAT
        ),
    ),
    Claim(
        id="short-polling/network-traffic",
        section="drawback",
        text="High network traffic",
        question="Does it take more than five times the bytes of a WebSocket?",
        experiment=Simulated(
            sweeps=(CHAT_RATE, INTERVAL, HEARD_RATE),
            relations=(Exceeds(SHORT, WEBSOCKET, TRAFFIC, FIVEFOLD),),
            notes=CHAT,
        ),
    ),
    Claim(
        id="short-polling/not-real-time",
        section="drawback",
        text="Not truly real-time (depends on polling interval)",
        question="Is more than one message in twenty later than a second, which a user notices (Nielsen 1993)?",
        experiment=Simulated(sweeps=(INTERVAL,), relations=(AtLeast(SHORT, LATE, AT_ONCE, "1 s"),), notes=CHAT),
    ),
)
