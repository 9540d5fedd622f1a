"""The cells of the notes' comparison table, section 5, each a claim.

High, Medium and Low are read as an order: what the notes call higher has to be above what they call lower, clearly and
with the same messages. Two techniques with the same word have to be within twice one another.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from rtsim.claims.axes import CHAT_RATE, FEEDS, HEARD_RATE, LIGHT, REST, TIME_OUT, WATCHED, WRITTEN
from rtsim.claims.claim import Claim, Experiment
from rtsim.claims.experiments import Simulated
from rtsim.claims.known import IMPLEMENTATION, POLLED, SOCKETS, STREAMS
from rtsim.claims.measures import CPU, LATENCY, OPEN, OPENED, REQUESTS, TRAFFIC, Measure
from rtsim.claims.relations import LONG, SHORT, SIDES, SSE, WEBSOCKET, AtLeast, AtMost, Exceeds, Relation, Side, Within
from rtsim.claims.short_polling import TWICE
from rtsim.claims.sse import UNIDIRECTIONAL
from rtsim.claims.sweep import Sweep
from rtsim.claims.uses import sufficient, unbeaten
from rtsim.claims.websocket import DUPLEX
from rtsim.claims.worlds import CHAT, NOTIFICATIONS
from rtsim.techniques import techniques

ORDER = ("Low", "Medium", "High")
RANKED: Mapping[str, tuple[str, Measure]] = MappingProxyType(
    {
        "latency": ("Is it as the words' order says in latency", LATENCY),
        "server_load": ("Is it as the words' order says in CPU", CPU),
        "network_traffic": ("Is it as the words' order says in bytes", TRAFFIC),
    }
)
"""The rows whose words are an order: what is asked, and which measure answers."""


def _ranked(row: str, side: Side) -> Simulated:
    """Compare a technique with all others, each on the side of it where the words put it."""
    measure = RANKED[row][1]
    relations = tuple(_relation(row, side, other, measure) for other in SIDES if other is not side)
    return Simulated(sweeps=(CHAT_RATE, HEARD_RATE), relations=relations, notes=CHAT)


def _relation(row: str, side: Side, other: Side, measure: Measure) -> Relation:
    own, its = (ORDER.index(_word(row, each)) for each in (side, other))
    if own == its:
        return Within(side, other, measure, TWICE)
    return Exceeds(side, other, measure) if own > its else Exceeds(other, side, measure)


def _word(row: str, side: Side) -> str:
    return str(getattr(techniques()[side.technique].traits, row))


def _asks(side: Side, least: float, said: str) -> Simulated:
    return Simulated(sweeps=(CHAT_RATE, HEARD_RATE), relations=(AtLeast(side, REQUESTS, least, said),), notes=CHAT)


def _stays(side: Side, *sweeps: Sweep) -> Simulated:
    """Look whether connections stay open and none is opened anew."""
    relations = (AtLeast(side, OPEN, 0.99, "0.99"), AtMost(side, OPENED, 0.01, "0.01"))
    return Simulated(sweeps=(HEARD_RATE, *sweeps), relations=relations, notes=NOTIFICATIONS)


_STATELESS = Simulated(
    sweeps=(REST,),
    relations=(AtMost(SHORT, OPEN, 0.5, "half"),),
    notes=NOTIFICATIONS,
    remark="HTTP is stateless (RFC 9110, section 3.3), its connections are not: they stay open unless told otherwise "
    "(RFC 9112, section 9.3), here for 75 s.",
)

_DIRECTION: Sequence[Experiment] = (
    _asks(SHORT, 11.5, "11.5 (one in 5 s and a round trip)"),
    _asks(LONG, 1.9, "1.9 (one in 30 s and a round trip)"),
    DUPLEX,
    UNIDIRECTIONAL,
)
_CONNECTION: Sequence[Experiment] = (_STATELESS, _stays(LONG, TIME_OUT), _stays(WEBSOCKET), _stays(SSE))
_USES: Sequence[Experiment] = (
    sufficient(SHORT, REST),
    unbeaten(LONG, LIGHT),
    unbeaten(WEBSOCKET, WRITTEN, WATCHED),
    unbeaten(SSE, FEEDS),
)
_USE_WORDS = ("Simple updates", "Chat, notifications", "Real-time apps", "Notifications, feeds")


def _rows() -> Iterator[tuple[str, str, Sequence[str], Sequence[Experiment]]]:
    """Give each row: its title, what is asked, its four words, and what tests them."""
    yield "direction", "Who begins an exchange, and on how many connections?", _words("direction"), _DIRECTION
    yield "connection", "Does a client's connection stay open?", _words("connection"), _CONNECTION
    for row, (question, _measure) in RANKED.items():
        yield row, f"{question}?", _words(row), [_ranked(row, side) for side in SIDES]
    effort = [IMPLEMENTATION[side.technique] for side in SIDES]
    yield "implementation", "How much has to be written?", _words("implementation"), effort
    yield (
        "browsers",
        "Which browsers can do it, since which version?",
        _words("browsers"),
        [POLLED, POLLED, SOCKETS, STREAMS],
    )
    yield "use-cases", "Does no other win much and cost nothing in what counts for the use?", _USE_WORDS, _USES


def _words(row: str) -> list[str]:
    return [_word(row, side) for side in SIDES]


CLAIMS: tuple[Claim, ...] = tuple(
    Claim(
        id=f"{side.technique}/table-{row.replace('_', '-')}",
        section="table",
        text=f"{row.replace('_', ' ').replace('-', ' ').capitalize()}: {word}",
        question=question,
        experiment=experiment,
    )
    for row, question, words, experiments in _rows()
    for side, word, experiment in zip(SIDES, words, experiments, strict=True)
)
