"""A sequence diagram: the facts about a traced client as arrows and notes, repeated stretches folded."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeAlias

from rtsim.recording import Fact, Trace, What, Where
from rtsim.report.phrases import ESTABLISHED, PROCESS, SEVERAL, WAIT, Phrases, phrases
from rtsim.report.sequence.comeback import TURNED_AWAY
from rtsim.units import significant

CLIENT, SERVER, SENDER = "Client", "Server", "Sender"
MOST = 40  # rows that still make one picture
NOTABLE = 0.010  # seconds: a shorter wait for a core or a thread is no step of the exchange
_REPLIES = (What.ANSWER, What.EMPTY, What.OPENED, What.ACKNOWLEDGEMENT)
_LONGEST, _FEWEST = 12, 3  # rows of a stretch that may be folded, and its repetitions


@dataclass(frozen=True)
class Arrow:
    """Something that goes from one participant to another; a reply is drawn dashed."""

    what: What
    source: str
    target: str
    text: str
    reply: bool = False


@dataclass(frozen=True)
class Note:
    """Something that happens at one participant, or between two; `what` is nothing that the model tells of itself."""

    what: What | None
    over: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Loop:
    """A stretch that comes so many times; numbers in it are ranges."""

    times: int
    rows: tuple[Arrow | Note, ...]


Row: TypeAlias = Arrow | Note | Loop


@dataclass(frozen=True)
class Diagram:
    """Participants from left to right, and rows from top to bottom; `left_out` steps follow that are not shown."""

    participants: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: int = 0


@dataclass(frozen=True)
class _Step:
    """A row before it is folded: when it comes, and the number that belongs in its text."""

    at: float
    row: Arrow | Note
    number: float = 0.0


def diagram(trace: Trace, technique: str, *, most: int = MOST) -> Diagram:
    """Draw a trace in the words of `technique`, up to `most` rows."""
    steps = sorted(_steps(list(trace), technique, phrases(technique, trace), trace.client), key=lambda step: step.at)
    folded = list(_folded(steps + _closing(steps, technique)))
    rows, shown = [], 0
    for row, count in folded:
        shown += len(row.rows) if isinstance(row, Loop) else 1
        if shown > most:
            break
        rows.append((row, count))
    left_out = sum(count for _, count in folded[len(rows) :])
    senders = any(isinstance(step.row, Arrow) and step.row.source == SENDER for step in steps)
    return Diagram((CLIENT, SERVER, *[SENDER] * senders), tuple(row for row, _ in rows), left_out)


def _steps(facts: Sequence[Fact], technique: str, said: Phrases, client: int) -> Iterator[_Step]:
    departures = sorted(_departures(facts))
    for fact in facts:
        if fact.where in (Where.UP, Where.DOWN) and fact.what in said:
            yield _transfer(fact, said)
        yield from _notes(fact, said, client)
        if fact.what is What.HANDSHAKE and technique == "websocket":
            yield _Step(fact.end, Note(None, (CLIENT, SERVER), "WebSocket Handshake"))
        if fact.what is What.OPENED and technique in ESTABLISHED:
            yield _Step(fact.end, Note(None, *ESTABLISHED[technique]))
        if fact.what is What.ANSWER and What.HELD not in said:
            yield _Step(fact.end, Note(None, (CLIENT,), PROCESS))
        if fact.what in (What.ANSWER, What.EMPTY, *TURNED_AWAY) or _breaks(fact, facts, departures):
            yield from _wait(fact.end, departures)


def _transfer(fact: Fact, said: Phrases) -> _Step:
    source, target = (CLIENT, SERVER) if fact.where is Where.UP else (SERVER, CLIENT)
    several = fact.what is What.ANSWER and len(fact.messages) > 1
    text = SEVERAL if several else said[fact.what]
    number = len(fact.messages) if several else next(iter(fact.messages), 0)
    return _Step(fact.start, Arrow(fact.what, source, target, text, fact.what in _REPLIES), number)


def _set_up(detail: str) -> str:
    """Say what a connection's set-up is, from its round trips and its transport if that is not TCP.

    >>> _set_up("1"), _set_up("2"), _set_up("0 QUIC")
    ('TCP', 'TCP and TLS, 2 round trips', 'QUIC, 0 round trips')
    """
    trips, _, transport = detail.partition(" ")
    plural = "" if trips == "1" else "s"
    if transport:
        return f"{transport}, {trips} round trip{plural}"
    return "TCP" if trips == "1" else f"TCP and TLS, {trips} round trip{plural}"


def _notes(fact: Fact, said: Phrases, client: int) -> Iterator[_Step]:
    both, at_server = (CLIENT, SERVER), (SERVER,)
    match fact.what:
        case What.SET_UP:
            yield _Step(fact.start, Note(fact.what, both, f"Open connection: {_set_up(fact.detail)}"))
        case What.REFUSED:
            yield _Step(fact.start, Note(fact.what, both, "Connection refused"))
        case What.UNAVAILABLE:
            yield _Step(fact.start, Note(fact.what, both, "HTTP 503 Service Unavailable"))
        case What.CUT:
            yield _Step(fact.start, Note(fact.what, both, f"Connection cut: {fact.detail}"))
        case What.CLOSE:
            yield _Step(fact.start, Note(fact.what, both, "Connection closed"))
        case What.QUEUE if fact.end - fact.start >= NOTABLE:
            waited = 1000 * (fact.end - fact.start)
            yield _Step(fact.start, Note(fact.what, at_server, f"Wait {{}} ms for a {fact.detail}"), waited)
        case What.LOST:
            yield _Step(fact.start, Note(fact.what, at_server, "Message lost: no open connection"))
        case What.ARRIVAL if fact.detail not in ("server", f"client {client}"):
            yield _Step(fact.start, Arrow(fact.what, SENDER, SERVER, "Message {}"), fact.messages[0])
        case What.HELD | What.TIME_OUT | What.ARRIVAL if fact.what in said and fact.detail != f"client {client}":
            yield _Step(fact.start, Note(fact.what, at_server, said[fact.what]))
        case _:
            pass


def _breaks(fact: Fact, facts: Sequence[Fact], departures: Sequence[float]) -> bool:
    """Tell whether a fact is a cut of what the client waited for: one of an idle connection falls into a wait."""
    if fact.what is not What.CUT:
        return False
    asked = max((at for at in departures if at <= fact.start), default=0.0)
    return not any(one.what in (What.ANSWER, What.EMPTY) and asked <= one.start <= fact.start for one in facts)


def _wait(answered: float, departures: Sequence[float]) -> Iterator[_Step]:
    """Give the client's wait from an answer or a failure to its next poll or try, unless that follows at once."""
    place = bisect_left(departures, answered)
    if place < len(departures) and departures[place] > answered:
        yield _Step(answered, Note(None, (CLIENT,), WAIT), departures[place] - answered)


def _departures(facts: Sequence[Fact]) -> Iterator[float]:
    """Give when the client begins each poll or try: with the set-up of a connection, where it needs one."""
    set_up = {fact.connection: fact.start for fact in facts if fact.what is What.SET_UP}
    for fact in facts:
        if fact.what in TURNED_AWAY:
            yield fact.start
        elif fact.what in (What.REQUEST, What.HANDSHAKE):
            yield set_up.pop(fact.connection, fact.start)


def _closing(steps: Sequence[_Step], technique: str) -> list[_Step]:
    """Give the note that sums up what was seen, as the study notes' diagrams end."""
    seen = {step.row.what for step in steps}
    if technique == "websocket" and {What.MESSAGE, What.PUBLISH} <= seen:
        return [_Step(steps[-1].at, Note(None, (CLIENT, SERVER), "Bidirectional Communication"))]
    if technique == "sse" and What.MESSAGE in seen:
        return [_Step(steps[-1].at, Note(None, (CLIENT,), "Process each event as it arrives"))]
    return []


def _folded(steps: Sequence[_Step]) -> Iterator[tuple[Row, int]]:
    """Give rows, each with the number of steps it stands for; a stretch that comes three times or more becomes one."""
    rows, place = [step.row for step in steps], 0
    while place < len(rows):
        length, times = _repeated(rows, place)
        count = length * times
        stretch = steps[place : place + count]
        if times > 1:
            yield Loop(times, tuple(_written(islice(stretch, at, None, length)) for at in range(length))), count
        else:
            yield _written(stretch), 1
        place += count


def _repeated(rows: Sequence[Arrow | Note], place: int) -> tuple[int, int]:
    """Give the stretch from `place` on that saves the most rows: its length, and how many times it comes."""
    best = 1, 1
    for length in range(1, _LONGEST + 1):
        stretch, times = rows[place : place + length], 1
        while rows[place + times * length : place + (times + 1) * length] == stretch:
            times += 1
        if times >= _FEWEST and length * (times - 1) > best[0] * (best[1] - 1):
            best = length, times
    return best


def _written(steps: Iterable[_Step]) -> Arrow | Note:
    """Give one row for the same row at several times, with the range of its numbers."""
    alike = list(steps)
    low, high = (significant(pick(step.number for step in alike)) for pick in (min, max))
    row = alike[0].row
    return replace(row, text=row.text.replace("{}", low if low == high else f"{low} to {high}"))
