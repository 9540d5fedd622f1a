"""The cells of the notes' comparison table, section 5, each a claim.

High, Medium and Low are read as an order: what the notes call higher has to be above what they call lower, clearly and
with the same messages. Two techniques with the same word have to be within twice one another.
"""

from collections.abc import Iterator, Sequence

from rtsim.claims.axes import CHAT_RATE, FEEDS, HEARD_RATE, LIGHT, REST, TIME_OUT, WATCHED, WRITTEN
from rtsim.claims.claim import Claim, Simulated, Stated
from rtsim.claims.known import IMPLEMENTATION, POLLED, SOCKETS, STREAMS
from rtsim.claims.long_polling import REPEATED
from rtsim.claims.measures import CPU, LATENCY, OPEN, OPENED, REQUESTS, TRAFFIC, Measure
from rtsim.claims.relations import (
    LONG,
    SHORT,
    SIDES,
    SSE,
    TWICE,
    WEBSOCKET,
    Relation,
    Side,
    at_least,
    at_most,
    exceeds,
    within,
)
from rtsim.claims.sse import UNIDIRECTIONAL
from rtsim.claims.sweep import Sweep
from rtsim.claims.uses import LATE_ENOUGH, suits
from rtsim.claims.websocket import DUPLEX
from rtsim.claims.worlds import CHAT, NOTIFICATIONS
from rtsim.techniques import techniques

ORDER = ("Low", "Medium", "High")


def _ranked(row: str, measure: Measure) -> list[Simulated]:
    """Compare each technique with all others, each on the side of it where the words put it."""
    relations = ([_relation(row, side, other, measure) for other in side.others] for side in SIDES)
    return [Simulated(of_one, (CHAT_RATE, HEARD_RATE), CHAT) for of_one in relations]


def _relation(row: str, side: Side, other: Side, measure: Measure) -> Relation:
    own, its = (ORDER.index(_word(row, each)) for each in (side, other))
    if own == its:
        return within(side, other, measure, TWICE)
    return exceeds(side, other, measure) if own > its else exceeds(other, side, measure)


def _word(row: str, side: Side) -> str:
    return str(getattr(techniques()[side.technique].traits, row))


def _stays(side: Side, *sweeps: Sweep) -> Simulated:
    """Look whether connections stay open and none is opened anew."""
    relations = (at_least(side, OPEN, 0.99, "0.99"), at_most(side, OPENED, 0.01, "0.01"))
    return Simulated(relations, (HEARD_RATE, *sweeps), NOTIFICATIONS)


_ASKED = Simulated(
    [at_least(SHORT, REQUESTS, 11.5, "11.5 (one in 5 s and a round trip)")], (CHAT_RATE, HEARD_RATE), CHAT
)
_STATELESS = Simulated(
    [at_most(SHORT, OPEN, 0.5, "half")],
    [REST],
    NOTIFICATIONS,
    remark="HTTP is stateless (RFC 9110, section 3.3), its connections are not: they stay open unless told otherwise "
    "(RFC 9112, section 9.3), here for 75 s.",
)
_USES = ("Simple updates", "Chat, notifications", "Real-time apps", "Notifications, feeds")

_ROWS: Sequence[tuple[str, str, Sequence[Simulated | Stated]]] = (
    (
        "direction",
        "Who begins an exchange, and on how many connections?",
        (_ASKED, REPEATED, DUPLEX, UNIDIRECTIONAL),
    ),
    (
        "connection",
        "Does a client's connection stay open?",
        (_STATELESS, _stays(LONG, TIME_OUT), _stays(WEBSOCKET), _stays(SSE)),
    ),
    ("latency", "Is it as the words' order says in latency?", _ranked("latency", LATENCY)),
    ("server_load", "Is it as the words' order says in CPU?", _ranked("server_load", CPU)),
    ("network_traffic", "Is it as the words' order says in bytes?", _ranked("network_traffic", TRAFFIC)),
    ("implementation", "How much has to be written?", [IMPLEMENTATION[side.technique] for side in SIDES]),
    ("browsers", "Which browsers can do it, since which version?", (POLLED, POLLED, SOCKETS, STREAMS)),
    (
        "use_cases",
        "Does no other win much and cost nothing in what counts for the use?",
        (
            suits(SHORT, REST, measures=LATE_ENOUGH),
            suits(LONG, LIGHT),
            suits(WEBSOCKET, WRITTEN, WATCHED),
            suits(SSE, FEEDS),
        ),
    ),
)
"""Each row: its title, what is asked, and what tests the words of the four techniques."""


def _cells() -> Iterator[Claim]:
    for row, question, experiments in _ROWS:
        words = _USES if row == "use_cases" else [_word(row, side) for side in SIDES]
        for side, word, experiment in zip(SIDES, words, experiments, strict=True):
            name, title = row.replace("_", "-"), row.replace("_", " ").capitalize()
            yield Claim(f"{side.technique}/table-{name}", "table", f"{title}: {word}", question, experiment)


CLAIMS: tuple[Claim, ...] = tuple(_cells())
