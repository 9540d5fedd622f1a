"""What the notes recommend each technique for: their lists of use cases, their decision flow, their summary.

A technique suits a use unless another one beats it: takes less than half of something that counts for the use, and not
clearly more of anything else. Half is where the words of `rtsim.analysis.words` begin to tell two techniques apart.
"""

from rtsim.claims.axes import CHAT_RATE, FEEDS, HEARD_RATE, REST, SERVER_WORLDS, WATCHED, WRITTEN
from rtsim.claims.claim import Claim, Section, Simulated
from rtsim.claims.measures import CPU, CRITERIA, TRAFFIC, Measure
from rtsim.claims.relations import LONG, SHORT, SSE, TWICE, WEBSOCKET, Side, best, exceeds, unbeaten
from rtsim.claims.sweep import Sweep
from rtsim.claims.worlds import CHAT

PROMPT = Side("short-polling", ("techniques.short-polling.interval=0.9 s",), "every 0.9 s")
"""A poll so often that nineteen of twenty messages arrive within a second, as short-polling/not-real-time asks."""

LATE_ENOUGH = (CPU, TRAFFIC)
"""What a choice weighs where messages may be late."""


def suits(side: Side, *sweeps: Sweep, measures: tuple[Measure, ...] = CRITERIA) -> Simulated:
    """Test whether no other technique beats it in what counts."""
    relations = [unbeaten(side, other, measures) for other in side.others]
    return Simulated(relations, sweeps, sweeps[0].points[0].world, remark="Simplicity and browsers are not weighed.")


def _suited(side: Side, section: Section, text: str, *sweeps: Sweep) -> Claim:
    name, question = section.replace(" ", "-"), "Does no other win much and cost nothing in latency, CPU and bytes?"
    return Claim(f"{side.technique}/{name}", section, text, question, suits(side, *sweeps))


CLAIMS: tuple[Claim, ...] = (
    _suited(WEBSOCKET, "use cases", "Chat, collaborative tools, dashboards, gaming, live streaming", WRITTEN, WATCHED),
    _suited(SSE, "use cases", "Notifications, stock prices, sports scores, social feeds, dashboards", FEEDS),
    Claim(
        "short-polling/flow",
        "flow",
        "No real-time communication needed: short polling, for basic updates",
        "Where updates may be late, does no other win much and cost nothing in CPU and bytes?",
        suits(SHORT, REST, measures=LATE_ENOUGH),
    ),
    _suited(
        WEBSOCKET, "flow", "Bidirectional: WebSockets, for chat apps, gaming, dashboards", WRITTEN, WATCHED, CHAT_RATE
    ),
    _suited(
        SSE,
        "flow",
        "Server to client only, simple: Server-Sent Events, for notifications, live feeds",
        FEEDS,
        HEARD_RATE,
    ),
    _suited(
        LONG,
        "flow",
        "Server to client only, not simple: long polling, for simple real-time updates",
        SERVER_WORLDS,
        HEARD_RATE,
    ),
    Claim(
        "short-polling/summary",
        "summary",
        "Simple but inefficient for real-time communication",
        "Polling every 0.9 s, to be in time, does it take more than twice the CPU and bytes of a WebSocket?",
        Simulated([exceeds(PROMPT, WEBSOCKET, each, TWICE) for each in (CPU, TRAFFIC)], (CHAT_RATE, HEARD_RATE), CHAT),
    ),
    Claim(
        "long-polling/summary",
        "summary",
        "Better than short polling, good for simple real-time needs",
        "Is it below short polling in latency, CPU and bytes?",
        Simulated([exceeds(SHORT, LONG, each) for each in CRITERIA], (CHAT_RATE, HEARD_RATE), CHAT),
    ),
    Claim(
        "websocket/summary",
        "summary",
        "Best for bidirectional, complex real-time applications",
        "Is none of the others more than twice as good in latency, CPU or bytes where clients write?",
        Simulated([best(WEBSOCKET, other, CRITERIA) for other in WEBSOCKET.others], (WRITTEN, CHAT_RATE), CHAT),
    ),
    Claim(
        "sse/summary",
        "summary",
        "Perfect for server-to-client notifications and live feeds",
        "Is none of the others more than twice as good in latency, CPU or bytes?",
        Simulated([best(SSE, other, CRITERIA) for other in SSE.others], [FEEDS], FEEDS.points[0].world),
    ),
)
