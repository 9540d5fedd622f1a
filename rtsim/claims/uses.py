"""What the notes recommend each technique for: their lists of use cases, their decision flow, their summary.

A technique suits a use unless another one beats it: takes less than half of something that counts for the use, and not
clearly more of anything else. Half is where the words of `rtsim.analysis.words` begin to tell two techniques apart.
"""

from rtsim.claims.axes import CHAT_RATE, FEEDS, HEARD_RATE, REST, SERVER_WORLDS, WATCHED, WRITTEN
from rtsim.claims.claim import Claim
from rtsim.claims.experiments import Simulated
from rtsim.claims.measures import CPU, TRAFFIC, Measure
from rtsim.claims.relations import LONG, SHORT, SIDES, SSE, WEBSOCKET, Best, Exceeds, Side, Unbeaten
from rtsim.claims.short_polling import TWICE
from rtsim.claims.sse import CRITERIA
from rtsim.claims.sweep import Sweep
from rtsim.claims.worlds import CHAT

PROMPT = Side("short-polling", ("techniques.short-polling.interval=0.9 s",), "every 0.9 s")
"""A poll so often that nineteen of twenty messages arrive within a second, as short-polling/not-real-time asks."""

_SIMPLICITY = "Simplicity and browsers are not weighed."


def unbeaten(side: Side, *sweeps: Sweep) -> Simulated:
    """Test whether no other technique beats it in latency, CPU and bytes."""
    return _against(side, CRITERIA, sweeps)


def sufficient(side: Side, *sweeps: Sweep) -> Simulated:
    """Test the same where messages may be late: by CPU and bytes alone."""
    return _against(side, (CPU, TRAFFIC), sweeps)


def _against(side: Side, measures: tuple[Measure, ...], sweeps: tuple[Sweep, ...]) -> Simulated:
    relations = tuple(Unbeaten(side, other, measures) for other in SIDES if other != side)
    return Simulated(sweeps=sweeps, relations=relations, notes=sweeps[0].points[0].world, remark=_SIMPLICITY)


CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="websocket/use-cases",
        section="use cases",
        text="Chat, collaborative tools, dashboards, gaming, live streaming",
        question="Does no other win much and cost nothing in latency, CPU and bytes?",
        experiment=unbeaten(WEBSOCKET, WRITTEN, WATCHED),
    ),
    Claim(
        id="sse/use-cases",
        section="use cases",
        text="Notifications, stock prices, sports scores, social feeds, dashboards",
        question="Does no other win much and cost nothing in latency, CPU and bytes?",
        experiment=unbeaten(SSE, FEEDS),
    ),
    Claim(
        id="short-polling/flow",
        section="flow",
        text="No real-time communication needed: short polling, for basic updates",
        question="Where updates may be late, does no other win much and cost nothing in CPU and bytes?",
        experiment=sufficient(SHORT, REST),
    ),
    Claim(
        id="websocket/flow",
        section="flow",
        text="Bidirectional: WebSockets, for chat apps, gaming, dashboards",
        question="Does no other win much and cost nothing in latency, CPU and bytes?",
        experiment=unbeaten(WEBSOCKET, WRITTEN, WATCHED, CHAT_RATE),
    ),
    Claim(
        id="sse/flow",
        section="flow",
        text="Server to client only, simple: Server-Sent Events, for notifications, live feeds",
        question="Does no other win much and cost nothing in latency, CPU and bytes?",
        experiment=unbeaten(SSE, FEEDS, HEARD_RATE),
    ),
    Claim(
        id="long-polling/flow",
        section="flow",
        text="Server to client only, not simple: long polling, for simple real-time updates",
        question="Does no other win much and cost nothing in latency, CPU and bytes?",
        experiment=unbeaten(LONG, SERVER_WORLDS, HEARD_RATE),
    ),
    Claim(
        id="short-polling/summary",
        section="summary",
        text="Simple but inefficient for real-time communication",
        question="Polling every 0.9 s, to be in time, does it take more than twice the CPU and bytes of a WebSocket?",
        experiment=Simulated(
            sweeps=(CHAT_RATE, HEARD_RATE),
            relations=(Exceeds(PROMPT, WEBSOCKET, CPU, TWICE), Exceeds(PROMPT, WEBSOCKET, TRAFFIC, TWICE)),
            notes=CHAT,
        ),
    ),
    Claim(
        id="long-polling/summary",
        section="summary",
        text="Better than short polling, good for simple real-time needs",
        question="Is it below short polling in latency, CPU and bytes?",
        experiment=Simulated(
            sweeps=(CHAT_RATE, HEARD_RATE),
            relations=tuple(Exceeds(SHORT, LONG, measure) for measure in CRITERIA),
            notes=CHAT,
        ),
    ),
    Claim(
        id="websocket/summary",
        section="summary",
        text="Best for bidirectional, complex real-time applications",
        question="Is none of the others more than twice as good in latency, CPU or bytes where clients write?",
        experiment=Simulated(
            sweeps=(WRITTEN, CHAT_RATE),
            relations=tuple(Best(WEBSOCKET, other, CRITERIA) for other in (SHORT, LONG, SSE)),
            notes=CHAT,
        ),
    ),
    Claim(
        id="sse/summary",
        section="summary",
        text="Perfect for server-to-client notifications and live feeds",
        question="Is none of the others more than twice as good in latency, CPU or bytes?",
        experiment=Simulated(
            sweeps=(FEEDS,),
            relations=tuple(Best(SSE, other, CRITERIA) for other in (SHORT, LONG, WEBSOCKET)),
            notes=FEEDS.points[0].world,
        ),
    ),
)
