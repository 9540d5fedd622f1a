"""The way back: what a traced client does from when its path is cut until it is open again, as facts of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from rtsim.recording import Fact, What, Where

_ASKS = (What.REQUEST, What.HANDSHAKE)
_ARRIVES = (What.OPENED, What.ANSWER, What.EMPTY, What.HELD)
_BRINGS = (What.MESSAGE, What.ANSWER)
TURNED_AWAY = {What.REFUSED: "refused", What.UNAVAILABLE: "answered 503"}
"""What becomes of a set-up that the server does not admit, in words."""


@dataclass(frozen=True)
class Away:
    """A time without a path, from `cut` until `back`; the client knows of it from `noticed` on.

    `refused` are its tries of the path that failed, not of a connection for a message alone. `opening` is the
    connection that succeeds, whose set-up began at `set_up` and which the server serves from `served` on. Where none
    does, `back` is the trace's end and `opening` is -1.
    """

    cut: float
    noticed: float
    back: float
    refused: tuple[Fact, ...]
    opening: int
    set_up: float
    served: float


def aways(facts: Sequence[Fact]) -> Iterator[Away]:
    """Give the times that a client has no path, in the order of `facts`, which is that of their starts."""
    paths = {fact.connection for fact in facts if fact.what in _ASKS}
    back = -inf
    for cut in facts:
        if cut.what is What.CUT and cut.connection in paths and cut.start >= back:
            away = _away(cut, facts)
            yield away
            back = away.back


def _away(cut: Fact, facts: Sequence[Fact]) -> Away:
    later = [fact for fact in facts if fact.start >= cut.start and fact is not cut]
    arrived = (  # a request is held from its start on
        (fact, fact.start if fact.what is What.HELD else fact.end)
        for fact in later
        if fact.what in _ARRIVES and fact.connection != cut.connection
    )
    first = min(arrived, key=lambda one: one[1], default=None)
    back = first[1] if first else max(fact.end for fact in facts)
    opening = first[0].connection if first else -1
    set_ups = (fact.start for fact in facts if fact.what is What.SET_UP and fact.connection == opening)
    return Away(
        cut=cut.start,
        noticed=cut.end,
        back=back,
        refused=tuple(fact for fact in later if fact.what in TURNED_AWAY and not fact.detail and fact.start < back),
        opening=opening,
        set_up=max(cut.start, next(set_ups, back)),
        served=first[0].start if first else back,
    )


def returning(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Give what the client sees of its way back: that it is away, waits, tries and resumes, each in words."""
    for away in aways(facts):
        yield _at_client(What.CUT, away.cut, away.back, "away")
        tries = [(fact.start, fact.end, fact.what, TURNED_AWAY[fact.what]) for fact in away.refused]
        if away.opening >= 0:
            tries.append((away.set_up, away.back, What.SET_UP, "succeeds"))
        before = min(away.noticed, away.back)
        for number, (start, end, what, outcome) in enumerate(sorted(tries), 1):
            if start > before:
                yield _at_client(What.CUT, before, start, "waits to try")
            yield _at_client(what, start, end, f"try {number}: {outcome}")
            before = max(before, end)
        if away.opening >= 0:
            yield _at_client(What.OPENED, away.back, away.back, "resumes", away.opening)


def replayed(facts: Sequence[Fact]) -> set[Fact]:
    """Give the transfers that bring what came for the client while it was away."""
    came = {message: fact.end for fact in facts if fact.what is What.ARRIVAL for message in fact.messages}
    spans = [(away.cut, away.served, away.opening) for away in aways(facts)]
    return {
        fact
        for fact in facts
        if fact.what in _BRINGS and fact.where is Where.DOWN
        for cut, served, opening in spans
        if fact.connection == opening and any(cut <= came.get(one, -inf) <= served for one in fact.messages)
    }


def _at_client(what: What, start: float, end: float, words: str, connection: int = -1) -> Fact:
    return Fact(what, Where.CLIENT, start, end, connection=connection, detail=words)
