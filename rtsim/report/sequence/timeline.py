"""A time line: the facts about a traced client as text, a line for each, with milliseconds and bytes."""

from collections.abc import Iterator, Sequence
from functools import partial
from textwrap import wrap

from rtsim.recording import Fact, Trace, What, Where
from rtsim.report.phrases import SEVERAL, Phrases, phrases

MOST = 60  # lines that still can be read
_WIDE = 80  # columns that a whole line takes
_TEXT = 31  # columns of them for what happens
_LANES = {Where.UP: "C ---> S", Where.DOWN: "C <--- S", Where.SERVER: "       S", Where.CLIENT: "C       "}


def first_delivery(facts: Sequence[Fact], before: int) -> int:
    """Give the place from which so many facts lead to the first delivery; 0 where the first `MOST` have one or none."""
    delivered = (place for place, fact in enumerate(facts) if fact.what in (What.ANSWER, What.MESSAGE))
    place = next(delivered, 0)
    return place - before if place >= MOST else 0


def timeline(trace: Trace, technique: str, width: int, *, most: int = MOST) -> str:
    """Write up to `most` facts in the words of `technique`, on lines of at most `width` columns; 80 are enough."""
    said, facts = phrases(technique, trace), list(trace)
    head = "start ms", "took ms", "C      S", "what", "bytes/on wire"
    write = _line if width >= _WIDE else partial(_narrow, width=width)
    lines = list(write(*head))
    for fact in facts[:most]:
        times = f"{1000 * fact.start:.3f}", f"{1000 * (fact.end - fact.start):.3f}"
        lane = "C <--> S" if fact.what in (What.SET_UP, What.CLOSE) else _LANES[fact.where]
        size, wire = fact.size, fact.size.wire_up + fact.size.wire_down
        carried = f"{size.up + size.down}/{wire} B" if wire else ""
        lines += write(*times, lane, told(fact, said), carried)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _line(start: str, took: str, lane: str, text: str, size: str) -> Iterator[str]:
    first, *more = wrap(text, _TEXT)
    yield f"{start:>12} {took:>10}  {lane}  {first:<{_TEXT}} {size:>13}"
    for part in more:
        yield f"{'':35}{part}"


def _narrow(start: str, took: str, lane: str, text: str, size: str, *, width: int) -> Iterator[str]:  # noqa: PLR0913
    yield from wrap(f"{start:>12} +{took} {lane}".rstrip(), max(width, 12), drop_whitespace=False)
    yield from wrap(f"{text} {size}".rstrip(), max(width, 12), initial_indent="  ", subsequent_indent="  ")


def told(fact: Fact, said: Phrases) -> str:
    """Say what a fact is, and which messages it carries."""
    numbers = f" [{', '.join(map(str, fact.messages))}]" if fact.messages else ""
    own = {
        What.SET_UP: f"connection {fact.connection} opens, {fact.detail} RTT",
        What.CLOSE: f"connection {fact.connection} closes",
        What.CUT: f"connection {fact.connection} is cut: {fact.detail}",
        What.REFUSED: "connection refused",
        What.UNAVAILABLE: "HTTP 503 Service Unavailable",
        What.QUEUE: f"waits for a {fact.detail}",
        What.WORK: f"work: {fact.detail}",
        What.ARRIVAL: f"message from {fact.detail}",
        What.BIRTH: "publishes",
        What.LOST: "lost: no open connection",
    }
    told = SEVERAL if fact.what is What.ANSWER and len(fact.messages) > 1 else said.get(fact.what, fact.what.value)
    return own.get(fact.what, told.replace(" message {}", "").replace("{}", str(len(fact.messages)))) + numbers
