"""Retries: when a client comes back whose connection was cut or refused, and when a publish is sent again."""

from dataclasses import replace
from functools import reduce
from math import inf
from operator import or_
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from rtsim.faults import Hidden, Policy, Said
from rtsim.scenario.errors import refused_at
from rtsim.scenario.fields import Natural, Plain, PositiveTime, Share, Time, number_text
from rtsim.scenario.values import Value
from rtsim.units import unlimited

_DOUBLINGS = 64  # delays that are told apart: more than any schedule has, and 2^64 of anything is for ever
_PARTS = (("symmetric", "share", "50 %"), ("additive", "width", "100 ms"), ("stretched", "times", "2"))


Factor = Annotated[float, Plain("a factor is a number from 1 to 1,000, as in 2", lambda written: 1 <= written <= 1000)]


class Jitter(Value):
    """How a delay d is spread at random."""

    kind: Literal["none", "full", "equal", "symmetric", "decorrelated", "additive", "stretched"] = "none"
    """full: U(0, d); equal: d/2 + U(0, d/2); symmetric: d (1 ± share); decorrelated: U(first, 3 times the last delay);
    additive: d + U(0, width); stretched: d U(1, times)."""
    share: Share | None = None
    """With symmetric: how far a delay goes up or down."""
    width: PositiveTime | None = None
    """With additive: how much longer a delay may be."""
    times: Factor | None = None
    """With stretched: how many times as long a delay may be."""

    @model_validator(mode="after")
    def _check_parts(self) -> "Jitter":
        for kind, name, example in _PARTS:
            given = getattr(self, name) is not None
            if given and self.kind != kind:
                raise refused_at(f"is not used by jitter '{self.kind}': leave it out, or write kind: {kind}", name)
            if not given and self.kind == kind:
                raise refused_at(f"is required with jitter '{kind}', as in {example}", name)
        return self

    def span(self, delay: float) -> tuple[float, float]:
        """Give the shortest and the longest that a delay in seconds becomes.

        >>> Jitter(kind="equal").span(4.0)
        (2.0, 4.0)
        """
        low, high = {"full": (0.0, 1.0), "equal": (0.5, 1.0)}.get(self.kind, (1.0, 1.0))
        share = self.share or 0.0
        return delay * (low - share), delay * (high + share) * (self.times or 1.0) + (self.width or 0.0)


class Retries(Value):
    """When to try again: the delay of try k (from 0) is min(cap, first · factor^k), or the k-th of a schedule."""

    first: Time | None = None
    """The first delay, from when the failure is noticed."""
    factor: Factor = 1.0
    """How many times longer each delay is than the one before."""
    cap: PositiveTime | None = None
    """The longest delay; null for none."""
    capped: Literal["before-jitter", "after-jitter", "both"] = "before-jitter"
    """Whether jitter is added to the capped delay, or what it comes to is capped (socket.io-client), or both
    (centrifuge-js)."""
    schedule: Annotated[tuple[Time, ...], Field(min_length=1, max_length=_DOUBLINGS)] | None = None
    """The delays one by one instead of first, factor and cap; the last one is for all further tries."""
    jitter: Jitter = Jitter()
    """How delays are spread."""
    first_jitter: Jitter | None = None
    """How the first delay is spread where that is another way; null for as all."""
    floor: Time = 0.0
    """What is added to each delay after jitter."""
    draw: Literal["each", "once"] = "each"
    """Whether jitter is drawn for each delay, or once and for all for each client (reconnecting-websocket)."""
    tries: Natural | None = None
    """How many tries until it is given up, 0 for none at all; null for any number."""

    @model_validator(mode="after")
    def _check_delays(self) -> "Retries":
        if (self.first is None) == (self.schedule is None):
            raise refused_at("write either first, as in 1 s, or a schedule, as in [0 s, 2 s, 10 s]", "first")
        for name in ("factor", "cap"):
            if self.schedule is not None and name in self.model_fields_set:
                raise refused_at("is not used by a schedule: leave it out", name)
        if self.jitter.kind == "decorrelated" and self.schedule is not None:
            raise refused_at("decorrelated jitter starts from first: write it instead of a schedule", "jitter")
        if self.jitter.kind == "decorrelated" and self.first_jitter is not None:
            raise refused_at("is not used with decorrelated jitter: leave it out", "first_jitter")
        if self.tries is None and self.spans[-1][1] + self.floor <= 0:
            words = "a last delay of 0 s tries without end: write a time above 0, a floor, or tries"
            raise refused_at(words, "first" if self.schedule is None else "schedule")
        return self

    @property
    def delays(self) -> tuple[float, ...]:
        """The delays before jitter, in seconds; the last one is for all further tries."""
        if self.schedule is not None:
            return self.schedule
        first = self.first or 0.0
        most = inf if self.cap is None or self.capped == "after-jitter" else self.cap
        grown = [min(most, first * self.factor ** min(k, 1000 / max(self.factor, 1))) for k in range(_DOUBLINGS)]
        return tuple(grown if self.factor > 1 else grown[:1])

    @property
    def spans(self) -> tuple[tuple[float, float], ...]:
        """The shortest and the longest of each delay, in seconds; the last one is for all further tries.

        >>> Retries.model_validate({"schedule": [1.0, 4.0], "jitter": {"kind": "full"}, "floor": 0.5}).spans
        ((0.5, 1.5), (0.5, 4.5))
        """
        delays = self.delays
        if self.first_jitter is not None and len(delays) == 1:
            delays *= 2
        jitters = (self.first_jitter or self.jitter, *[self.jitter] * (len(delays) - 1))
        spans = [jitter.span(delay) for jitter, delay in zip(jitters, delays, strict=True)]
        return tuple((low + self.floor, high + self.floor) for low, high in spans)

    def policy(self) -> Policy:
        """Give the policy in plain numbers."""
        late = self.jitter.kind == "decorrelated" or self.capped != "before-jitter"
        return Policy(
            spans=self.spans,
            floor=self.floor,
            most=self.cap if late and self.cap is not None else inf,
            grows=self.jitter.kind == "decorrelated",
            once=self.draw == "once",
            tries=unlimited(self.tries),
        )


class Watch(Value):
    """Looks at the connection from time to time, from which alone a client knows that it is gone (Action Cable)."""

    stale: PositiveTime
    """A look finds the connection stale that has brought nothing for so long; it is opened anew no sooner than so long
    after it was closed."""
    heartbeat: PositiveTime
    """How often the server sends something at least."""

    @model_validator(mode="after")
    def _check_order(self) -> "Watch":
        if self.heartbeat >= self.stale:
            raise refused_at("is not shorter than stale: a quiet connection would be opened anew", "heartbeat")
        return self


_STOPS = {
    "normal-close": Said.NORMAL,
    "going-away": Said.GOING_AWAY,
    "service-restart": Said.RESTARTS,
    "502": Said.UNAVAILABLE,
    "503": Said.UNAVAILABLE,
}
_CODES = {"1000": "normal-close", "1001": "going-away", "1012": "service-restart"}


def _stop(written: Any) -> Any:
    """Take a close code for its name, and a number for its text."""
    text = number_text(written)
    return _CODES.get(text, text) if isinstance(text, str) else text


Stop = Annotated[
    Literal["normal-close", "going-away", "service-restart", "502", "503"],
    BeforeValidator(
        _stop,
        json_schema_input_type=Literal["normal-close", "going-away", "service-restart", 1000, 1001, 1012, 502, 503],
    ),
]


class Reconnect(Retries):
    """When a client opens its push connection again."""

    reset_after: Time = 0.0
    """How long a connection must have been open for the delays to start anew."""
    connect_timeout: PositiveTime | None = None
    """A connection that is not open by then is given up, whatever the server has done for it; null for never."""

    hidden: Literal["throttled", "waits", "unaffected"] = "throttled"
    """What a hidden tab does to it: its timers fire late as a page's do, it does not come back at all (phoenix.js), or
    nothing, as to EventSource, which is the browser's own."""
    stops: tuple[Stop, ...] = ()
    """What ends its tries for good: the close code 1000, 1001 or 1012 (normal-close is the end of an event stream in
    good order too), or an answer of 502 or 503 from an intermediary, which are not told apart."""
    watch: Watch | None = None
    """For a client that does not see its connection close: it looks once a first delay whether it is there; null for
    one that does."""

    later = frozenset({"stops"})

    @model_validator(mode="after")
    def _check_watch(self) -> "Reconnect":
        if self.watch is None:
            return self
        if self.jitter.kind == "decorrelated" or self.draw == "once" or self.capped != "before-jitter":
            raise refused_at("needs delays that are drawn each on its own and capped before jitter", "watch")
        if min(low for low, _ in self.spans[:2]) < self.watch.stale:
            raise refused_at("has a stale time longer than one of the first two delays", "watch")
        return self

    def policy(self) -> Policy:
        """Give the policy in plain numbers."""
        return replace(
            super().policy(),
            reset_after=self.reset_after,
            hidden=Hidden[self.hidden.upper()],
            timeout=unlimited(self.connect_timeout),
            stale=0.0 if self.watch is None else self.watch.stale,
            heartbeat=0.0 if self.watch is None else self.watch.heartbeat,
            stops=reduce(or_, (_STOPS[stop] for stop in self.stops), Said.NOTHING),
        )
