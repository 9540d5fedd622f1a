"""What the notes say for and against long polling, section 2.2."""

from rtsim.claims.axes import CHAT_RATE, HEARD_RATE, INTERVAL, NETWORK, TIME_OUT
from rtsim.claims.claim import Claim
from rtsim.claims.experiments import Against, Shown, Simulated
from rtsim.claims.measures import CPU, DUPLICATES, LATE, LATENCY, LOST, MEMORY, REQUESTS, TRAFFIC
from rtsim.claims.relations import LONG, SHORT, SSE, WEBSOCKET, AtLeast, AtMost, Exceeds, Side
from rtsim.claims.short_polling import AT_ONCE, TWICE
from rtsim.claims.worlds import CHAT, NOTIFICATIONS

PATIENT = Side("long-polling", ("techniques.long-polling.timeout=120 s",), "with 120 s")
CUT = Side("long-polling", ("path=[{name: proxy, idle: 20 s}]",), "cut after 20 s of silence")

CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="long-polling/near-real-time",
        section="advantage",
        text="Near real-time communication",
        question="Do nineteen of twenty messages arrive within a second, which a user does not notice (Nielsen 1993)?",
        experiment=Simulated(
            sweeps=(CHAT_RATE, HEARD_RATE, NETWORK), relations=(AtMost(LONG, LATE, AT_ONCE, "1 s"),), notes=CHAT
        ),
    ),
    Claim(
        id="long-polling/less-traffic",
        section="advantage",
        text="Reduces unnecessary traffic compared to short polling",
        question="Does it take fewer bytes than short polling for the same messages?",
        experiment=Simulated(
            sweeps=(CHAT_RATE, HEARD_RATE, INTERVAL), relations=(Exceeds(SHORT, LONG, TRAFFIC),), notes=CHAT
        ),
    ),
    Claim(
        id="long-polling/lower-latency",
        section="advantage",
        text="Lower latency than short polling",
        question="Do messages arrive sooner than with short polling?",
        experiment=Simulated(
            sweeps=(CHAT_RATE, HEARD_RATE, INTERVAL), relations=(Exceeds(SHORT, LONG, LATENCY),), notes=CHAT
        ),
    ),
    Claim(
        id="long-polling/client-initiated",
        section="limitation",
        text="Still requires client-initiated requests",
        question="Does a client ask again and again, at least once for each time-out of 30 s?",
        experiment=Simulated(
            sweeps=(CHAT_RATE, HEARD_RATE),
            relations=(AtLeast(LONG, REQUESTS, 1.9, "1.9 (one in 30 s and a round trip)"),),
            notes=CHAT,
        ),
    ),
    Claim(
        id="long-polling/memory",
        section="limitation",
        text="Higher server-side memory use for open connections",
        question="Does a client take more memory than with each of the others?",
        experiment=Against(
            sweeps=(HEARD_RATE,),
            relations=tuple(Exceeds(LONG, other, MEMORY) for other in (SHORT, WEBSOCKET, SSE)),
            notes=NOTIFICATIONS,
            remark="Measured on Node; a server that keeps a thread for each held request needs far more.",
        ),
    ),
    Claim(
        id="long-polling/time-outs",
        section="limitation",
        text="Connection timeouts can cause issues",
        question="Do time-outs lose, repeat or delay messages, or cost twice the CPU of a time-out of 120 s?",
        experiment=Simulated(
            sweeps=(TIME_OUT,),
            relations=(Exceeds(LONG, PATIENT, CPU, TWICE),),
            notes=NOTIFICATIONS,
            shown=tuple(
                Shown(side, measure) for measure in (LATENCY, LOST, DUPLICATES) for side in (LONG, PATIENT, CUT)
            ),
            remark="The server keeps what comes between two polls, and so nothing is lost where a proxy cuts a request "
            "before its time-out, as nginx does after 60 s of silence (proxy_read_timeout).",
        ),
    ),
)
