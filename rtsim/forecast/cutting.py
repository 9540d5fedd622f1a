"""What the cuts of an intermediary make of a case: how many in an hour, how long without a path, and how to avoid them.

Each client's connection is looked at alone, without queues.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, expm1, inf

from rtsim.faults import Path
from rtsim.forecast.case import Case
from rtsim.forecast.failing import tries
from rtsim.forecast.returns import returns
from rtsim.forecast.rows import Caution, Row, failure, row, unique
from rtsim.forecast.stream import Irregular, Regular
from rtsim.plan import Pull, Push, Socket
from rtsim.scenario.intermediaries import together
from rtsim.theory.intermediaries import Life, life
from rtsim.units import time_text

HOUR = 3600.0
SOURCE = "theory.intermediaries.life"
BY_THE_CLOCK = "messages come by the clock: taken for random ones"
SOON = "connections are cut before the policy begins anew: the first delay is taken"
IDLE = "idle"


@dataclass(frozen=True, kw_only=True)
class Cutting:
    """The cuts of one client's connections: a second, because of idleness and of age, and the share without a path."""

    idle: float
    age: float
    dark: float
    doubts: tuple[str, ...]

    @property
    def all(self) -> float:
        """Cuts a second."""
        return self.idle + self.age


def cutting(case: Case) -> Cutting | None:
    """Look at what the intermediaries cut; nothing where there are none, or clients are not told of a cut."""
    path, mechanism = together(case.scenario.path), case.carriage.mechanism
    silent = (path.idle < inf and path.idle_silent) or (path.lifetime < inf and path.lifetime_silent)
    if min(path.idle, path.lifetime) == inf or silent:
        return None
    return _pushed(case, mechanism, path) if isinstance(mechanism, Push) else _held(case, mechanism, path)


def _rate(case: Case) -> float:
    """Give how often a second a message passes on one client's connection, either way."""
    stream, scenario = case.stream, case.scenario
    own = isinstance(case.carriage.carrier, Socket) and scenario.messages.origin == "clients"
    sent = stream.rate / scenario.clients.count if own and not scenario.messages.echo else 0.0
    return stream.per_client / stream.burst + sent


def _doubts(case: Case) -> tuple[str, ...]:
    clock = () if isinstance(case.stream.rhythm, Irregular) or not case.stream.rate else (BY_THE_CLOCK,)
    return unique(case.path.broken_doubts, clock, case.stream.doubts)


def _pushed(case: Case, push: Push, path: Path) -> Cutting:
    policy, notice, doubts = tries(case, push)
    delay = returns(policy, away=0.0, notice=notice).mean
    away = delay + case.set_up + case.path.up.latency + case.opening
    lasts = _life(case, push, path)
    often = 0.0 if lasts.mean == inf else 1 / (lasts.mean + away)
    soon = (SOON,) if lasts.mean < policy.reset_after else ()
    return Cutting(
        idle=often * lasts.idle,
        age=often * (1 - lasts.idle),
        dark=often * (away + case.path.down.latency),
        doubts=unique(_doubts(case), doubts, soon),
    )


def _life(case: Case, push: Push, path: Path) -> Life:
    rhythm = case.stream.rhythm
    often = isinstance(rhythm, Regular) and bool(case.stream.rate) and rhythm.period < path.idle
    return life(
        idle=inf if often else path.idle,
        lifetime=path.lifetime,
        heartbeat=push.heartbeat,
        rate=_rate(case),
        pong=case.path.round_trip if push.pong else 0.0,
    )


def _held(case: Case, pull: Pull, path: Path) -> Cutting:
    """Look at a held request: it is answered or cut, and what comes until the next one is held answers that at once."""
    work, rate = case.server.costs.request, case.stream.per_client / case.stream.burst
    patience = min(path.idle, path.lifetime) - work
    if pull.hold < patience:
        return Cutting(idle=0.0, age=0.0, dark=0.0, doubts=())
    up, down, respond = case.path.up.latency, case.path.down.latency, case.server.costs.respond
    answered = respond + down + pull.pause.mean + up + work
    again = pull.pause.mean if pull.again is None else pull.again
    cut = down + again + case.set_up + up + work
    nothing, held = exp(-rate * patience), -expm1(-rate * patience) / rate if rate else patience
    calm = {gap: exp(-rate * gap) for gap in (answered, cut)}  # the chance that the next request is held
    cuts = nothing * calm[answered] / (1 - nothing * (calm[cut] - calm[answered]))
    length = cuts * cut + (1 - cuts) * answered + (cuts * calm[cut] + (1 - cuts) * calm[answered]) * held
    often = cuts / length
    too_old = path.lifetime < path.idle
    return Cutting(
        idle=0.0 if too_old else often, age=often if too_old else 0.0, dark=often * cut, doubts=_doubts(case)
    )


def cutting_rows(case: Case) -> Iterator[Row]:
    """Give the rows of a scenario in which intermediaries cut connections."""
    found = cutting(case)
    if found is None:
        return
    pushes = isinstance(case.carriage.mechanism, Push)
    law = "3600 / ((e^(rT) - 1) / r + away)" if pushes else "3600 x cut share / cycle"
    yield row("cuts_idle", HOUR * found.idle, law, SOURCE, found.doubts)
    if together(case.scenario.path).lifetime < inf:
        yield row("cuts_age", HOUR * found.age, "3600 / (lifetime + away)", SOURCE, found.doubts)
    yield row("cuts_dark", found.dark, "cuts x (away + answer)", SOURCE, found.doubts)
    again = found.all * case.scenario.clients.count
    yield row("cuts_per_s", again, "N x cuts", "the rows above", found.doubts)


def cutting_cautions(case: Case) -> Iterator[Caution]:
    """Warn of connections and held requests on which nothing passes for too long."""
    path, mechanism = together(case.scenario.path), case.carriage.mechanism
    if isinstance(mechanism, Push):
        what, every = "heartbeat", mechanism.heartbeat
    else:
        what, every = "time-out of held requests", mechanism.hold
    if path.idle == inf or every < path.idle or (isinstance(mechanism, Pull) and not mechanism.hold):
        return
    given = f"a {what} of {time_text(every)} is slower than" if every < inf else f"no {what} is sooner than"
    found = cutting(case)
    often = f"{HOUR * found.all:,.3g} times an hour and client" if found else "and nobody is told"
    text = f"{given} the idle time-out of {time_text(path.idle)} on the path: connections are cut {often}"
    yield failure(IDLE, every / path.idle, text)
