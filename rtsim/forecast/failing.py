"""What a restart makes of a case: who is back when, the storm that follows, and what is lost.

Looked at is the worst restart of each kind that the scenario has, alone: the time until clients are back leaves the
queue out, which has rows of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite

from rtsim.chance import Constant
from rtsim.faults import Policy, Said
from rtsim.forecast.case import Case
from rtsim.forecast.returns import Returns, returns
from rtsim.forecast.rows import Caution, Row, failure, of_kind, row
from rtsim.forecast.storms import endless_storm
from rtsim.plan import Pull, Push
from rtsim.scenario.faults import Restart
from rtsim.scenario.intermediaries import together
from rtsim.units import size_text, time_text

SOURCE = "forecast.returns.returns"
WATCHED = "a client that looks from time to time is taken for one that sees the close"
VARIED = "the pause between polls is random: its mean is taken"
QUEUED = "they queue for longer than this: see the longest wait"
FULL = "who finds the backlog full comes again by its kernel's schedule, and waits for longer"
ROLLED = "the clients of one node are taken to be back before the next one's are cut"
STORM = "storm"


@dataclass(frozen=True, kw_only=True)
class Failing:
    """The worst restart under one technique: the tries that succeed, when each is open, and the policy behind them.

    It cuts `hit` clients in all, `together` at the same time, of which `clients` are of one node. A node takes `cost`
    seconds for each, lets one in each `gap`, and lets so many wait in its `backlog`.
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
    gap: float
    backlog: float
    doubts: tuple[str, ...]

    @property
    def each(self) -> float:
        """The seconds from one that comes in to the next: of a core's work, or as the admission limit has it."""
        return max(self.cost, self.gap)

    @property
    def longest_wait(self) -> float:
        """How long the last of a node's clients waits until it is let in and served, in seconds."""
        return self.found.longest_wait(self.clients * self.each)

    @property
    def crowd(self) -> float:
        """How many of a node's clients wait at most, if there is room for all of them."""
        return self.longest_wait / self.each if self.each else 0.0

    @property
    def waiting(self) -> float:
        """How many do: no more than the backlog holds."""
        return min(self.crowd, self.backlog)

    @property
    def dark(self) -> float:
        """For how long a client has no path, on average, in seconds."""
        return self.found.mean + self.opening


def failing(case: Case) -> Iterator[Failing]:
    """Look at the worst restart of each kind that a scenario has, all of whose clients notice; the worst one first."""
    for restart in _worst_of_each(case.scenario.faults.restarts):
        yield _looked_at(case, restart)


def _looked_at(case: Case, restart: Restart) -> Failing:
    path, mechanism = case.path, case.carriage.mechanism
    away = 0.0 if restart.over is not None else restart.lasts
    policy, notice, doubts = tries(case, mechanism)
    policy = _until_told(policy, case, restart)
    found = returns(policy, away=away, notice=notice, up=path.up.latency, refusal=path.down.latency)
    nodes, count = case.server.nodes, case.scenario.clients.count
    gone = nodes if restart.nodes == "all" else min(restart.nodes, nodes)
    clients = -(-count // nodes)
    rolls = [ROLLED] if restart.gap is not None and gone > 1 and restart.gap < found.within(1.0) + opening(case) else []
    return Failing(
        restart=restart,
        policy=policy,
        found=found,
        opening=opening(case),
        away=away,
        clients=clients,
        together=min(count, clients * (gone if restart.gap is None else 1)),
        hit=min(count, clients * gone),
        cost=_set_up(case) / case.server.cores,
        gap=1 / case.server.accept_rate,
        backlog=case.scenario.server.backlog or inf,
        doubts=(*doubts, *rolls, *path.broken_doubts),
    )


def opening(case: Case) -> float:
    """Give the seconds from when a try sets out until its path is open, without queues."""
    mechanism, path = case.carriage.mechanism, case.path
    trips = case.handshake.round_trips + 1
    held = path.down.latency if isinstance(mechanism, Pull) and mechanism.hold else 0.0  # from when it is held on
    return trips * path.round_trip - held + _set_up(case)


def _set_up(case: Case) -> float:
    """Give the seconds of a core that a client takes that comes back."""
    return case.opening + (0.0 if isinstance(case.carriage.mechanism, Push) else case.server.costs.request)


def _worst_of_each(restarts: Sequence[Restart]) -> list[Restart]:
    """Give of each kind the crash that takes the longest, or the drain that is over soonest; of equals the first."""
    ordered = sorted(
        restarts, key=lambda one: (one.over is not None, -one.lasts if one.over is None else one.over, one.at)
    )
    return list({one.kind: one for one in reversed(ordered)}.values())[::-1]


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


def _until_told(policy: Policy, case: Case, restart: Restart) -> Policy:
    """Give a policy without the tries that are not made after a restart, as what it tells its clients stops them.

    A drain tells them at the end of their connections, an intermediary in answer to the first try that comes too soon.
    """
    mechanism = case.carriage.mechanism
    if not isinstance(mechanism, Push):
        return policy
    if restart.over is not None:
        said, most = Said.NORMAL if mechanism.streams else restart.said, 0
    else:
        said, most = Said.UNAVAILABLE if together(case.scenario.path).answers else Said.NOTHING, 1
    return replace(policy, tries=min(policy.tries, most)) if said & policy.stops else policy


def failing_rows(case: Case) -> Iterator[Row]:
    """Give the rows of a scenario in which the server restarts: the worst restart's, and with its name other kinds'."""
    for number, found in enumerate(failing(case)):
        if found.restart.over is None or isinstance(case.carriage.mechanism, Push):
            for expected in (*_rows(found), *_lost(case, found)):
                yield of_kind(expected, found.restart.kind) if number else expected


def _rows(found: Failing) -> Iterator[Row]:
    late = [QUEUED] if found.longest_wait > found.opening else []
    last = 0.5 ** (1 / found.hit)  # the median of the latest
    for key, share in (("p50", 0.5), ("p95", 0.95), ("all", last)):
        back = found.found.within(share) + found.opening - found.away
        yield row(f"recovery_{key}_s", back, "refused tries + delay + set-up", SOURCE, found.doubts, late)
    yield row("dark_s", found.dark, "mean of cut to open", SOURCE, found.doubts, late)
    if found.restart.over is not None:
        rate = found.together / found.restart.over
        yield row("storm_per_s", rate, "N / J", "a drain's closes, evenly over J", found.doubts)
        return
    peak = found.together * found.found.most_in(1.0)
    yield row("storm_per_s", peak, "N x most of their law in 1 s", SOURCE, found.doubts)
    full = [FULL] if found.waiting < found.crowd else []
    law = (
        "N / accept rate less the time they come over" if found.gap > found.cost else "N s less the time they come over"
    )
    yield row("storm_wait_s", found.longest_wait, law, SOURCE, found.doubts, full)
    yield row("storm_waiting", found.waiting, "longest wait / s, backlog at most", SOURCE, found.doubts)


def _lost(case: Case, found: Failing) -> Iterator[Row]:
    mechanism = case.carriage.mechanism
    if isinstance(mechanism, Push) and not mechanism.replay:
        rate = case.stream.rate * case.stream.recipients * found.hit / case.scenario.clients.count
        lost = rate * found.dark
        yield row("lost_messages", lost, "deliveries a second x mean dark time", "rate x time", found.doubts)


def failing_cautions(case: Case) -> Iterator[Caution]:
    """Warn of a storm that may not end, of clients that stay away, and of a log that is too short for a restart."""
    endless = endless_storm(case.scenario, case.carriage)
    if endless:
        yield failure(STORM, inf, endless)
    told: set[str] = set()
    for found in failing(case):
        for caution in (*_storm(case, found, endless), *_short_log(case, found)):
            if caution.text not in told:
                told.add(caution.text)
                yield caution


def _storm(case: Case, found: Failing, endless: str) -> Iterator[Caution]:
    """Say that a storm outlasts its clients' patience, or that some never come."""
    if isinstance(case.carriage.mechanism, Pull):
        return
    longest = found.waiting * found.each
    if not endless and found.restart.over is None and longest + found.opening > found.policy.timeout:
        wait, given = time_text(longest), time_text(found.policy.timeout)
        text = (
            f"the storm outlasts its clients' patience: one waits {wait} at most and gives its try up after {given}, "
            "while the server goes on with it"
        )
        yield failure(STORM, longest / found.policy.timeout, text)
    if found.found.missing:
        text = "some clients give up or are told to before the server is back, and never come"
        yield failure(STORM, found.found.missing, text)


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
        yield failure(STORM, longest / log.age, text)
    if log.messages is not None and log.messages < comes:
        text = f"the log is too short: it keeps {log.messages:,} messages, and {comes:,.0f} come while a client is away"
        yield failure(STORM, comes / log.messages if log.messages else inf, text)
    yield from _overflow(case, comes)


def _overflow(case: Case, comes: float) -> Iterator[Caution]:
    """Compare the send buffer with what a client that comes back is written at once."""
    mechanism, buffer, log = case.carriage.mechanism, case.scenario.server.send_buffer, case.scenario.server.log
    if isinstance(mechanism, Pull) or buffer is None or buffer.policy != "close" or case.path.down.narrowest == inf:
        return
    each = mechanism.message.size(case.stream.payload + mechanism.each)
    size = min(comes, inf if log.messages is None else log.messages) * each
    if size > buffer.size:
        text = (
            f"some clients never catch up: {size_text(size)} are written at once to one that comes back, more than its "
            f"buffer of {size_text(buffer.size)} holds, so that it is closed again (server.send_buffer, server.log)"
        )
        yield failure(STORM, size / buffer.size, text)
