"""What outages of clients' own paths make of a case: when they notice, when they are back, and what that costs.

Each client is looked at alone, without queues. How long outages last, when the next one comes, the delays before tries
and what a client has heard last are taken at quasi-random points, as in `returns`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import expm1, inf

import numpy as np

from rtsim.chance import Array, Distribution
from rtsim.faults import Policy
from rtsim.forecast.case import Case
from rtsim.forecast.failing import opening, tries
from rtsim.forecast.returns import POINTS, each_return, fraction
from rtsim.forecast.rows import Caution, Row, failure, row
from rtsim.model.kernel.links import GIVES_UP
from rtsim.plan import Pull, Push
from rtsim.planning.failing import LINEAR_SYNS
from rtsim.scenario.faults import Outage
from rtsim.theory import outages as theory

OFTEN = 0.1  # of the time between outages: who is back so late may meet the next one before
FINE = 16  # values that stand for each point of a random time
SOURCE = "theory.outages.dark_share"
CLOSE = "the next outage comes before some clients are back: it is taken for a first one"
OUTAGE = "outage"
_LASTS, _UP, _CLOCK, _MESSAGE = 5003, 5009, 5011, 5021  # primes: no delay is drawn by their points
_NUMBER = np.arange(1, POINTS + 1)


@dataclass(frozen=True, kw_only=True)
class Out:
    """One line of outages under one technique, which strikes a share of the clients, at each point.

    The path is gone for `lasts` seconds and there for `up` before the next time; the cut is `noticed` so many seconds
    after it, and the client `back` so many.
    """

    share: float
    lasts: Array
    up: Array
    noticed: Array
    back: Array

    @property
    def late(self) -> Array:
        """How long after an outage each is back: longer than it has its path, if the next one comes first."""
        return self.back - self.lasts

    @property
    def dark(self) -> float:
        """The share of the time for which clients have no path, all clients together."""
        missed = self.lasts + np.minimum(self.late, self.up)
        return self.share * float(missed.mean() / (self.lasts + self.up).mean())


def outage_rows(case: Case) -> Iterator[Row]:
    """Give the rows of a scenario in which clients lose their paths."""
    found = list(_outs(case))
    if not found:
        return
    mechanism, struck = case.carriage.mechanism, sum(one.share for one in found)
    close = [CLOSE] if any(one.late.mean() > OFTEN * one.up.mean() for one in found) else []
    doubts = (*case.path.doubts[:-1], *close)  # but for that nothing breaks
    if isinstance(mechanism, Push) or mechanism.hold:
        noticed = sum(one.share * float(one.noticed.mean()) for one in found) / struck
        yield row("outage_detect_s", noticed, "detect - time since last heard", "theory.outages.silence", doubts)
    late = sum(one.share * float(one.late.mean()) for one in found) / struck
    yield row("outage_late_s", late, "noticed + tries + set-up - lasts", "forecast.returns.each_return", doubts)
    dark = min(1.0, sum(one.dark for one in found))
    yield row("outage_dark", dark, "(lasts + late) / (lasts + up)", SOURCE, doubts)
    if isinstance(mechanism, Push) and not mechanism.replay:
        lost = case.stream.rate * case.stream.recipients * dark
        yield row("outage_lost_per_s", lost, "deliveries x share dark", "rate x time", doubts)


def outage_cautions(case: Case) -> Iterator[Caution]:
    """Warn of clients that never come back from an outage."""
    if any(np.isinf(one.back).any() for one in _outs(case)):
        text = "some clients never come back from an outage: they do not notice it (detect, heartbeat), or give up"
        yield failure(OUTAGE, inf, text)


def _outs(case: Case) -> Iterator[Out]:
    scenario = case.scenario
    for outage in scenario.faults.outages:
        if not outage.clients:
            continue
        lasts = _drawn(outage.lasts, _LASTS)
        if outage.every is not None:
            up = _drawn(outage.every, _UP) - (0.0 if outage.at is None else lasts)
        elif outage.at is not None and scenario.warmup <= outage.at < scenario.warmup + scenario.duration:
            up = scenario.duration - lasts
        else:
            continue
        yield _out(case, outage, lasts, np.maximum(up, 0.0))


def _out(case: Case, outage: Outage, lasts: Array, up: Array) -> Out:
    policy, _, _ = tries(case, case.carriage.mechanism)
    noticed, policy = _notice(case, policy, silent=outage.notice == "silent")
    if outage.notice == "silent":
        knocks = theory.knocks(LINEAR_SYNS if case.scenario.clients.syn == "linear-first" else 0)
        mechanism = case.carriage.mechanism
        patience = min(mechanism.detect if isinstance(mechanism, Pull) else policy.timeout, knocks[-1])
        again = [knock for knock in knocks[:-1] if knock < patience]
        back = each_return(policy, away=lasts, notice=noticed, refusal=patience, knocks=again)
    else:
        back = each_return(policy, away=lasts, notice=noticed)
    return Out(share=outage.clients, lasts=lasts, up=up, noticed=noticed, back=back + opening(case))


def _notice(case: Case, policy: Policy, *, silent: bool) -> tuple[Array, Policy]:
    """Give how long after the cut each client begins to wait for its next try, and by which policy it does."""
    mechanism, nothing = case.carriage.mechanism, np.zeros(POINTS)
    if isinstance(mechanism, Pull) and not mechanism.hold:
        if not silent or mechanism.keep_alive < mechanism.pause.mean:
            return nothing, policy
        low, high = policy.spans[0]
        asks = low + fraction(_NUMBER, _CLOCK) * (high - low)  # on a connection that is cut already
        return asks + min(mechanism.detect, GIVES_UP), Policy(spans=policy.spans[1:])
    if not silent:
        return nothing + case.path.down.latency, policy
    return np.maximum(mechanism.detect - _since_heard(case, mechanism), 0.0), policy


def _since_heard(case: Case, mechanism: Pull | Push) -> Array:
    """Give how long before the cut each client has heard something, or has asked what is held."""
    rate, clock = case.stream.per_client / case.stream.burst, fraction(_NUMBER, _CLOCK)
    if isinstance(mechanism, Push):
        beat = clock * mechanism.heartbeat if mechanism.heartbeat < inf else np.full(POINTS, inf)
        return np.minimum(beat, -np.log(fraction(_NUMBER, _MESSAGE)) / rate) if rate else beat
    if not rate:
        return clock * mechanism.hold
    return -np.log1p(clock * expm1(-rate * mechanism.hold)) / rate


def _drawn(distribution: Distribution, prime: int) -> Array:
    """Give a random time at each point: equally likely values, in the order of a prime's points."""
    drawn = np.maximum(distribution.sample(np.random.default_rng(prime), FINE * POINTS), 0.0)
    values: Array = np.sort(drawn).reshape(POINTS, FINE).mean(axis=1)
    return values[np.argsort(np.argsort(fraction(_NUMBER, prime)))]
