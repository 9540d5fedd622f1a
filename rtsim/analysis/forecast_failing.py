"""What a restart makes of a case: who is back when, the storm that follows, and what is lost.

Looked at is the worst restart of the scenario, alone: the time until clients are back leaves the queue out, which has
rows of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, isfinite

from rtsim.analysis.forecast_case import Case
from rtsim.analysis.forecast_rows import Caution, Row, Severity, row
from rtsim.analysis.returns import Returns, returns
from rtsim.chance import Constant
from rtsim.faults import Policy
from rtsim.plan import Pull, Push
from rtsim.scenario.faults import Restart
from rtsim.units import time_text

SOURCE = "analysis.returns.returns"
WATCHED = "a client that looks from time to time is taken for one that sees the close"
VARIED = "the pause between polls is random: its mean is taken"
QUEUED = "they queue for longer than this: see the longest wait"
ROLLED = "the clients of one node are taken to be back before the next one's are cut"
STORM = "storm"


@dataclass(frozen=True, kw_only=True)
class Failing:
    """The worst restart under one technique: the tries that succeed, when each is open, and the policy behind them.

    It cuts `hit` clients in all, `together` at the same time, of which `clients` are of one node.
    """

    restart: Restart
    policy: Policy
    found: Returns
    opening: float
    away: float
    clients: int
    together: int
    hit: int
    cost: float
    doubts: tuple[str, ...]

    @property
    def longest_wait(self) -> float:
        """How long the last of a node's clients waits for a core at most, in seconds."""
        return self.found.longest_wait(self.clients * self.cost)

    @property
    def dark(self) -> float:
        """For how long a client has no path, on average, in seconds."""
        return self.found.mean + self.opening


def failing(case: Case) -> Failing | None:
    """Look at the worst restart of a scenario that all of a node's clients notice; nothing where there is none."""
    if not case.scenario.faults.restarts:
        return None
    restart, path, costs = _worst(case.scenario.faults.restarts), case.path, case.server.costs
    mechanism = case.carriage.mechanism
    away = 0.0 if restart.over is not None else restart.lasts
    policy, notice, doubts = tries(case, mechanism)
    trips = case.handshake.round_trips + 1
    work = case.opening if isinstance(mechanism, Push) else case.opening + costs.request
    held = path.down.latency if isinstance(mechanism, Pull) and mechanism.hold else 0.0  # from when it is held on
    found = returns(policy, away=away, notice=notice, up=path.up.latency, refusal=path.down.latency)
    opening = trips * path.round_trip - held + work
    nodes, count = case.server.nodes, case.scenario.clients.count
    gone = nodes if restart.nodes == "all" else min(restart.nodes, nodes)
    clients = -(-count // nodes)
    rolls = [ROLLED] if restart.gap is not None and gone > 1 and restart.gap < found.within(1.0) + opening else []
    return Failing(
        restart=restart,
        policy=policy,
        found=found,
        opening=opening,
        away=away,
        clients=clients,
        together=min(count, clients * (gone if restart.gap is None else 1)),
        hit=min(count, clients * gone),
        cost=work / case.server.cores,
        doubts=(*doubts, *rolls, *path.doubts),
    )


def _worst(restarts: Sequence[Restart]) -> Restart:
    """Give the crash that takes the longest, or else the drain that is over soonest; of equals the first."""
    return min(restarts, key=lambda one: (one.over is not None, -one.lasts if one.over is None else one.over, one.at))


def tries(case: Case, mechanism: Pull | Push) -> tuple[Policy, float, tuple[str, ...]]:
    """Give by which delays clients try, how long after the cut they begin, and what that leaves out."""
    if isinstance(mechanism, Push):
        policy = mechanism.reconnect or case.scenario.clients.reconnecting.policy()
        return policy, case.path.down.latency, (WATCHED,) if policy.stale else ()
    pause = mechanism.pause.mean if mechanism.again is None else mechanism.again
    doubts = () if mechanism.again is not None or isinstance(mechanism.pause, Constant) else (VARIED,)
    if mechanism.hold:
        return Policy(spans=((pause, pause),)), case.path.down.latency, doubts
    return Policy(spans=((0.0, mechanism.pause.mean), (pause, pause))), 0.0, doubts


def failing_rows(case: Case) -> Iterator[Row]:
    """Give the rows of a scenario in which the server restarts."""
    found = failing(case)
    if found is None or (found.restart.over is not None and isinstance(case.carriage.mechanism, Pull)):
        return
    late = [QUEUED] if found.longest_wait > found.opening else []
    last = 0.5 ** (1 / found.hit)  # the median of the latest
    for key, share in (("p50", 0.5), ("p95", 0.95), ("all", last)):
        back = found.found.within(share) + found.opening - found.away
        yield row(f"recovery_{key}_s", back, "refused tries + delay + set-up", SOURCE, found.doubts, late)
    yield row("dark_s", found.dark, "mean of cut to open", SOURCE, found.doubts, late)
    if found.restart.over is not None:
        rate = found.together / found.restart.over
        yield row("storm_per_s", rate, "N / J", "a drain's closes, evenly over J", found.doubts)
    else:
        peak = found.together * found.found.most_in(1.0)
        yield row("storm_per_s", peak, "N x most of their law in 1 s", SOURCE, found.doubts)
        yield row("storm_wait_s", found.longest_wait, "N s less the time they come over", SOURCE, found.doubts)
    yield from _lost(case, found)


def _lost(case: Case, found: Failing) -> Iterator[Row]:
    mechanism = case.carriage.mechanism
    if isinstance(mechanism, Push) and not mechanism.replay:
        rate = case.stream.rate * case.stream.recipients * found.hit / case.scenario.clients.count
        lost = rate * found.dark
        yield row("lost_messages", lost, "deliveries a second x mean dark time", "rate x time", found.doubts)


def failing_cautions(case: Case) -> Iterator[Caution]:
    """Warn of a storm that may not end, of clients that stay away, and of a log that is too short for a restart."""
    found = failing(case)
    if found is None:
        return
    pushes = isinstance(case.carriage.mechanism, Push)
    if pushes and found.restart.over is None and found.longest_wait + found.opening > found.policy.timeout:
        wait, given = time_text(found.longest_wait), time_text(found.policy.timeout)
        text = (
            f"the storm may never end: a client waits {wait} for a core at most and gives its try up after {given}, "
            "while the server goes on with it"
        )
        yield _caution(text, found.longest_wait / found.policy.timeout)
    if found.found.missing and pushes:
        yield _caution("some clients give up before the server is back, and never come", found.found.missing)
    yield from _short_log(case, found)


def _short_log(case: Case, found: Failing) -> Iterator[Caution]:
    """Compare the log with what comes while the last client is away."""
    mechanism, log = case.carriage.mechanism, case.scenario.server.log
    longest = found.found.within(1.0) + found.opening + found.longest_wait
    if not (isinstance(mechanism, Pull) or mechanism.replay) or not isfinite(longest):
        return
    share = case.stream.recipients / case.scenario.clients.count
    comes, away = case.stream.rate * share * longest, time_text(longest)
    if log.age is not None and log.age < longest:
        text = f"the log is too short: it keeps messages for {time_text(log.age)}, and a client is away for {away}"
        yield _caution(text, longest / log.age)
    if log.messages is not None and log.messages < comes:
        text = f"the log is too short: it keeps {log.messages:,} messages, and {comes:,.0f} come while a client is away"
        yield _caution(text, comes / log.messages if log.messages else inf)


def _caution(text: str, load: float) -> Caution:
    return Caution(limit=STORM, severity=Severity.FAILING, load=load, text=text)
