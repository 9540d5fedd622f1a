"""Retries: when a client comes back whose connection was cut or refused, and when a publish is sent again."""

from math import inf
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from rtsim import plan
from rtsim.scenario.errors import refusal, refused_at
from rtsim.scenario.fields import Count, PositiveTime, Share, Time
from rtsim.scenario.values import Value

_DOUBLINGS = 64  # delays that are told apart: more than any schedule has, and 2^64 of anything is for ever
_LEAST_FACTOR = 1.0


def _factor(written: Any) -> float:
    if isinstance(written, bool) or not isinstance(written, int | float) or not _LEAST_FACTOR <= written <= 1000:
        raise refusal("a factor is a number from 1 to 1,000, as in 2")
    return float(written)


class Jitter(Value):
    """How a delay d is spread at random."""

    kind: Literal["none", "full", "equal", "symmetric", "decorrelated", "additive"] = "none"
    """full: U(0, d); equal: d/2 + U(0, d/2); symmetric: d (1 ± share); decorrelated: U(first, 3 times the last delay);
    additive: d + U(0, width)."""
    share: Share | None = None
    """With symmetric: how far a delay goes up or down."""
    width: PositiveTime | None = None
    """With additive: how much longer a delay may be."""

    @model_validator(mode="after")
    def _check_parts(self) -> "Jitter":
        for kind, name, example in (("symmetric", "share", "50 %"), ("additive", "width", "100 ms")):
            given = getattr(self, name) is not None
            if given and self.kind != kind:
                raise refused_at(f"is not used by jitter '{self.kind}': leave it out, or write kind: {kind}", name)
            if not given and self.kind == kind:
                raise refused_at(f"is required with jitter '{kind}', as in {example}", name)
        return self

    def spread(self) -> tuple[float, float]:
        """Give the least and the greatest share of a delay that is drawn."""
        if self.share is not None:
            return 1 - self.share, 1 + self.share
        return {"full": (0.0, 1.0), "equal": (0.5, 1.0)}.get(self.kind, (1.0, 1.0))


class Retries(Value):
    """When to try again: the delay of try k (from 0) is min(cap, first · factor^k), or the k-th of a schedule."""

    first: Time | None = None
    """The first delay, from when the failure is noticed."""
    factor: Annotated[float, BeforeValidator(_factor, json_schema_input_type=float)] = 1.0
    """How many times longer each delay is than the one before."""
    cap: PositiveTime | None = None
    """The longest delay; null for none."""
    capped: Literal["before-jitter", "after-jitter"] = "before-jitter"
    """Whether jitter is added to the capped delay, or what it comes to is capped (socket.io-client)."""
    schedule: Annotated[tuple[Time, ...], Field(min_length=1, max_length=_DOUBLINGS)] | None = None
    """The delays one by one instead of first, factor and cap; the last one is for all further tries."""
    jitter: Jitter = Jitter()
    """How delays are spread."""
    floor: Time = 0.0
    """What is added to each delay after jitter."""
    draw: Literal["each", "once"] = "each"
    """Whether jitter is drawn for each delay, or once and for all for each client (reconnecting-websocket)."""
    tries: Count | None = None
    """How many tries until it is given up; null for any number."""

    @model_validator(mode="after")
    def _check_delays(self) -> "Retries":
        if (self.first is None) == (self.schedule is None):
            raise refused_at("write either first, as in 1 s, or a schedule, as in [0 s, 2 s, 10 s]", "first")
        for name in ("factor", "cap"):
            if self.schedule is not None and name in self.model_fields_set:
                raise refused_at("is not used by a schedule: leave it out", name)
        if self.jitter.kind == "decorrelated" and self.schedule is not None:
            raise refused_at("decorrelated jitter starts from first: write it instead of a schedule", "jitter")
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

    def policy(self, reset_after: float = 0.0, timeout: float = inf) -> plan.Policy:
        """Give the policy in plain numbers."""
        low, high = self.jitter.spread()
        late = self.jitter.kind == "decorrelated" or self.capped == "after-jitter"
        return plan.Policy(
            delays=self.delays,
            low=low,
            high=high,
            floor=self.floor,
            width=self.jitter.width or 0.0,
            most=self.cap if late and self.cap is not None else inf,
            grows=self.jitter.kind == "decorrelated",
            once=self.draw == "once",
            tries=inf if self.tries is None else self.tries,
            reset_after=reset_after,
            timeout=timeout,
        )


class Reconnect(Retries):
    """When a client opens its push connection again."""

    reset_after: Time = 0.0
    """How long a connection must have been open for the delays to start anew."""
    connect_timeout: PositiveTime | None = None
    """A connection that is not open by then is given up, whatever the server has done for it; null for never."""

    def reconnecting(self) -> plan.Policy:
        """Give the policy in plain numbers."""
        return self.policy(self.reset_after, inf if self.connect_timeout is None else self.connect_timeout)


USUAL = Reconnect.model_validate(
    {
        "first": 1.0, "factor": 2, "cap": 5.0, "capped": "after-jitter",
        "jitter": {"kind": "symmetric", "share": 0.5}, "connect_timeout": 20.0,
    }
)  # fmt: skip
"""The delays of socket.io-client (lib/manager.ts): 1 s, twice as long each time, ± 50 %, 5 s at most."""
