"""What the notes say for and against long polling, section 2.2."""

from rtsim.claims.axes import CHAT_RATE, HEARD_RATE, INTERVAL, NETWORK, TIME_OUT
from rtsim.claims.claim import Claim, Simulated, shown
from rtsim.claims.measures import AT_ONCE, CPU, DUPLICATES, LATE, LATENCY, LOST, MEMORY, REQUESTS, TRAFFIC
from rtsim.claims.relations import LONG, SHORT, TWICE, Side, at_least, at_most, exceeds
from rtsim.claims.worlds import CHAT, NOTIFICATIONS

PATIENT = Side("long-polling", ("techniques.long-polling.timeout=120 s",), "with 120 s")
CUT = Side("long-polling", ("path=[{name: proxy, idle: 20 s}]",), "cut after 20 s of silence")

REPEATED = Simulated(
    [at_least(LONG, REQUESTS, 1.9, "1.9 (one in 30 s and a round trip)")], (CHAT_RATE, HEARD_RATE), CHAT
)
"""Whether a client asks again and again."""

CLAIMS: tuple[Claim, ...] = (
    Claim(
        "long-polling/near-real-time",
        "advantage",
        "Near real-time communication",
        "Do nineteen of twenty messages arrive within a second, which a user does not notice (Nielsen 1993)?",
        Simulated([at_most(LONG, LATE, AT_ONCE, "1 s")], (CHAT_RATE, HEARD_RATE, NETWORK), CHAT),
    ),
    Claim(
        "long-polling/less-traffic",
        "advantage",
        "Reduces unnecessary traffic compared to short polling",
        "Does it take fewer bytes than short polling for the same messages?",
        Simulated([exceeds(SHORT, LONG, TRAFFIC)], (CHAT_RATE, HEARD_RATE, INTERVAL), CHAT),
    ),
    Claim(
        "long-polling/lower-latency",
        "advantage",
        "Lower latency than short polling",
        "Do messages arrive sooner than with short polling?",
        Simulated([exceeds(SHORT, LONG, LATENCY)], (CHAT_RATE, HEARD_RATE, INTERVAL), CHAT),
    ),
    Claim(
        "long-polling/client-initiated",
        "limitation",
        "Still requires client-initiated requests",
        "Does a client ask again and again, at least once for each time-out of 30 s?",
        REPEATED,
    ),
    Claim(
        "long-polling/memory",
        "limitation",
        "Higher server-side memory use for open connections",
        "Does a client take more memory than with each of the others?",
        Simulated(
            [exceeds(LONG, other, MEMORY) for other in LONG.others],
            [HEARD_RATE],
            NOTIFICATIONS,
            remark="Measured on Node; a server that keeps a thread for each held request needs far more.",
            needs=any,
        ),
    ),
    Claim(
        "long-polling/time-outs",
        "limitation",
        "Connection timeouts can cause issues",
        "Do time-outs lose, repeat or delay messages, or cost twice the CPU of a time-out of 120 s?",
        Simulated(
            [exceeds(LONG, PATIENT, CPU, TWICE)],
            [TIME_OUT],
            NOTIFICATIONS,
            shown((LONG, PATIENT, CUT), LATENCY, LOST, DUPLICATES),
            "The server keeps what comes between two polls, and so nothing is lost where a proxy cuts a request "
            "before its time-out, as nginx does after 60 s of silence (proxy_read_timeout).",
        ),
    ),
)
