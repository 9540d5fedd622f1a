"""Heads before anything runs: what they take on a connection that remembers those of before (HTTP/2 and 3).

A client's messages are played in their mean order through the tables of heads, until no head changes any more. The n-th
of a kind counts by the chance that it is sent within the window: with Poisson messages that fewer than n were sent
before it and no fewer by its end. Periodic messages, polls and empty answers are regular, from a random first one on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, expm1, factorial

from rtsim.forecast.case import Carried, Case, Sending
from rtsim.plan import Post, Pull
from rtsim.planning.planner import wire
from rtsim.wire import Exchange, Heads

SETTLED = 6
"""Messages of a kind after which heads are as long as ever: with HPACK one, with QPACK two."""

INSTANT = 1e-3  # seconds: connections that come all at once

REQUEST, POST, ANSWER, EMPTY, POSTED = 0, 1, 0, 1, 2  # places in the tables up and down


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of message on a client's connection, each of which has been counted as a repeated one.

    Its `place` in the tables, and how many are sent per second, at random unless it is regular: then the first one is
    sent `first` seconds after the beginning, at a moment within `over` seconds. At a rate of 0 that is all.
    """

    place: int
    exchange: Exchange
    rate: float
    first: float = 0.0
    over: float | None = None

    def beyond(self, saved: int) -> int:
        """Give the bytes beyond a repeated one where so many are saved of a first one's."""
        return self.exchange.first.size(0) - saved - self.exchange.repeated.size(0)

    def moments(self) -> list[float]:
        """Give when the first of them are sent in the mean, from the beginning on."""
        if not self.rate:
            return [self.first]
        first = 1 / self.rate if self.over is None else self.first + self.over / 2
        return [first + number / self.rate for number in range(SETTLED)]

    def before(self, number: int, moment: float) -> float:
        """Give the chance that the n-th one is sent before a moment.

        >>> from rtsim.wire import Wire
        >>> Kind(place=REQUEST, exchange=Wire().poll(), rate=0.5, over=4).before(2, 4.0)
        0.5
        """
        if not self.rate:
            return float(self.first < moment)
        if self.over is None:
            return 1 - exp(-self.rate * moment) * sum((self.rate * moment) ** n / factorial(n) for n in range(number))
        late = moment - self.first - (number - 1) / self.rate
        return min(1.0, max(0.0, late / self.over)) if self.over else float(late > 0)


@dataclass(frozen=True, kw_only=True)
class Held(Kind):
    """Requests that are held for `hold` seconds at most, until a message comes: `news` per second, at random."""

    news: float
    hold: float

    def before(self, number: int, moment: float) -> float:
        """Give the chance for the second one, which leaves when the first is answered, by that law; others are regular.

        The mean of 1 - exp(-news x), 1 from `hold` on, over the time x that the first one has had.
        """
        over = self.over or INSTANT
        if number == 1:
            return super().before(number, moment)
        late = moment - self.first - (number - 2) / self.rate
        return (self._answered(late) - self._answered(late - over)) / over

    def _answered(self, time: float) -> float:
        """Give the integral of the chance that a request is answered, over so many seconds."""
        held = min(max(0.0, time), self.hold)
        return held + expm1(-self.news * held) / self.news + max(0.0, time - self.hold)


def with_first_heads(case: Case, carried: Carried, sent: Sending) -> Carried:
    """Give what a mechanism makes of a case, with what heads take that are neither first ones nor repeated ones."""
    carrier = case.carriage.carrier
    if not case.shares or not isinstance(carrier, Post):
        return carried
    up, down = _tables(case, carrier)
    more_up = more_down = 0.0
    if case.keeps:
        each = case.scenario.clients.count / case.scenario.duration
        more_up += each * _beyond(up, tuple(_up(case, carrier, carried)), case)
        more_down += each * _beyond(down, tuple(_down(case, carrier, carried)), case)
    if not case.stays_open and sent.opened:
        new = sent.opened / case.stream.rate
        more_up += case.stream.rate * _renewed(up, Kind(place=POST, exchange=carrier.request, rate=0.0), new)
        more_down += case.stream.rate * _renewed(down, Kind(place=POSTED, exchange=carrier.response, rate=0.0), new)
    return replace(carried, up=carried.up + more_up, down=carried.down + more_down)


def _tables(case: Case, carrier: Post) -> tuple[Heads, Heads]:
    """Give the tables of both directions."""
    mechanism, heads = case.carriage.mechanism, wire(case.scenario).heads
    empty = mechanism.empty if isinstance(mechanism, Pull) else mechanism.response
    return heads((mechanism.request, carrier.request)), heads((mechanism.response, empty, carrier.response))


def _up(case: Case, carrier: Post, carried: Carried) -> Iterator[Kind]:
    """Give a client's kinds of requests."""
    mechanism, over, polls = case.carriage.mechanism, case.scenario.clients.connect_over, _polls(case, carried)[0]
    if isinstance(mechanism, Pull) and mechanism.hold and case.stream.per_client:
        news, hold = case.stream.per_client, mechanism.hold
        yield Held(place=REQUEST, exchange=mechanism.request, rate=polls, over=over, news=news, hold=hold)
    else:
        yield Kind(place=REQUEST, exchange=mechanism.request, rate=polls, over=over)
    yield from _posted(case, POST, carrier.request)


def _down(case: Case, carrier: Post, carried: Carried) -> Iterator[Kind]:
    """Give the kinds of answers to it."""
    mechanism, over = case.carriage.mechanism, case.scenario.clients.connect_over
    polls, empty = _polls(case, carried)
    if not isinstance(mechanism, Pull):
        yield Kind(place=ANSWER, exchange=mechanism.response, rate=0.0)
    elif empty:
        yield Kind(place=EMPTY, exchange=mechanism.empty, rate=polls * empty, first=mechanism.hold, over=over)
    if polls and empty < 1:
        yield Kind(place=ANSWER, exchange=mechanism.response, rate=polls * (1 - empty))
    yield from _posted(case, POSTED, carrier.response)


def _posted(case: Case, place: int, exchange: Exchange) -> Iterator[Kind]:
    """Give a client's messages, if it sends any on this connection."""
    rate = case.stream.per_source
    if case.stays_open and rate:
        over = 1 / rate if case.scenario.messages.process == "periodic" else None
        yield Kind(place=place, exchange=exchange, rate=rate, over=over)


def _polls(case: Case, carried: Carried) -> tuple[float, float]:
    """Give a client's polls per second, and the share of empty ones; none where messages are pushed."""
    found = {row.key: row.value for row in carried.rows}
    return found.get("requests_per_s", 0.0) / case.scenario.clients.count, found.get("empty_share", 0.0)


def _beyond(heads: Heads, kinds: Sequence[Kind], case: Case) -> float:
    """Give the bytes of a client's heads in the window beyond those of as many repeated ones."""
    state, found = 0, 0.0
    start, end = case.scenario.warmup, case.scenario.warmup + case.scenario.duration
    left = {kind.place: kind.rate * case.scenario.duration for kind in kinds}
    settled = dict.fromkeys(left, 0)
    for kind, number in _order(kinds):
        more = kind.beyond(heads.saved[state][kind.place])
        state = heads.after[state][kind.place]
        chance = kind.before(number, end) - kind.before(number, start) if kind.rate else 0.0
        found += more * chance
        left[kind.place] -= chance
        settled[kind.place] = more
    return found + sum(settled[place] * count for place, count in left.items())


def _order(kinds: Sequence[Kind]) -> list[tuple[Kind, int]]:
    """Give the first messages of each kind by when they are sent in the mean, with their numbers from 1."""
    sent = [(moment, kind.place, number, kind) for kind in kinds for number, moment in enumerate(kind.moments(), 1)]
    return [(kind, number) for _, _, number, kind in sorted(sent, key=lambda one: one[:3])]


def _renewed(heads: Heads, kind: Kind, new: float) -> float:
    """Give a message's bytes beyond first and repeated ones, of which each is the first of its connection so often."""
    state, found = heads.after[0][kind.place], 0.0
    for before in range(1, SETTLED):
        found += new * (1 - new) ** before * kind.beyond(heads.saved[state][kind.place])
        state = heads.after[state][kind.place]
    return found
