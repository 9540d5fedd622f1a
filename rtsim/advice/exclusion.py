"""Exclusions: what rules a technique out whatever it costs, each with its number and interval.

Direction rules none out: what has no way up of its own is simulated with HTTP POST beside it, whose cost counts. What
`needs.survives` names does where anybody misses anything, or some do not come back.

A fault that the scenario has is judged by what was simulated. One that it has not is judged by what the technique does
with a message that a client misses, under the scenario's settings: a client that asks for what came after its place
gets it later, as long as the server's log still has it. Whether clients come back at all from outages of their own is
judged by settings in any case: at a run's end some are away who would have come back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any, Literal

from rtsim.advice.evidence import Evidence
from rtsim.advice.wording import spread
from rtsim.analysis.comparison import Check
from rtsim.analysis.estimates import UNKNOWN, Estimate, estimate
from rtsim.model.backlog import BUSY
from rtsim.money.cost import offer
from rtsim.plan import Push, Socket
from rtsim.planning.planner import carry, settings_of
from rtsim.scenario import Scenario
from rtsim.scenario.measures import Measure
from rtsim.scenario.needs import Fault
from rtsim.techniques import Technique, techniques
from rtsim.units import share_text, time_text

IDLE = 60.0  # seconds that nginx (proxy_read_timeout) and AWS's ALB leave a silent connection open

_NOTHING_ELSE = "whose upgrade does not pass has nothing to fall back to"

HAPPENS: Mapping[Fault, Callable[[Scenario], bool]] = {
    "restart": lambda scenario: bool(scenario.faults.restarts),
    "outage": lambda scenario: any(one.clients > 0 for one in scenario.faults.outages),
    "idle-cut": lambda scenario: any(one.idle is not None for one in scenario.path),
    "blocked-upgrade": lambda scenario: any(one.upgrade < 1 for one in scenario.path),
}
"""How to tell that a scenario has a fault, so that it is simulated."""
NAMED: Mapping[Fault, str] = {
    "restart": "a restart",
    "outage": "an outage",
    "idle-cut": "a cut of idle connections",
    "blocked-upgrade": "a path that lets no upgrade pass",
}


Kind = Literal["browsers", "offer", "overload", "deliveries", "survives", "slo", "late"]


@dataclass(frozen=True)
class Exclusion:
    """One thing that rules a technique out: of which kind, in words, and by which measure with which value, if any."""

    kind: Kind
    text: str
    metric: str = ""
    value: Estimate = UNKNOWN


TOLERATED = 0.001  # share of the deliveries owed that may go missing
OWED = "messages.expected"


def by_settings(technique: Technique[Any], scenario: Scenario) -> Iterator[Exclusion]:
    """Give what a technique does not survive by its settings, and loses, where the scenario has no such fault."""
    for fault in scenario.needs.survives:
        away = _stays_away(technique, scenario, fault)
        if HAPPENS[fault](scenario):
            if away and fault == "outage":
                yield Exclusion("survives", f"does not survive {NAMED[fault]}: {away}")
        elif why := away or _loses(technique, scenario, fault):
            yield Exclusion("survives", f"does not survive {NAMED[fault]}: {why} (by its settings: none is simulated)")


def by_measures(evidence: Evidence, name: str) -> Iterator[Exclusion]:
    """Give what a technique did not survive of the faults that the scenario has."""
    simulated = [fault for fault in evidence.scenario.needs.survives if HAPPENS[fault](evidence.scenario)]
    if not simulated:
        return
    faults = " and ".join(NAMED[fault] for fault in simulated)
    lost = evidence.estimate(name, "messages.lost")
    if any(evidence.values(name, "messages.lost")):
        text = f"does not survive {faults}: {spread(lost, _count)} of its messages are lost"
        yield Exclusion("survives", text, "messages.lost", lost)
    if set(simulated) != {"blocked-upgrade"} and _leaves_some_away(evidence, name):
        text, metric = f"does not survive {faults}: some clients never come back", "faults.recovery_s.all"
        yield Exclusion("survives", text, metric, evidence.estimate(name, metric))
    if "blocked-upgrade" in simulated and _has_nothing_else(evidence.scenario, techniques()[name]):
        text, metric = f"does not survive {NAMED['blocked-upgrade']}: {_NOTHING_ELSE}", "faults.dark_share"
        yield Exclusion("survives", text, metric, evidence.estimate(name, metric))


def survived(evidence: Evidence, name: str) -> Iterator[str]:
    """Say what a technique that is not ruled out gets through, and how that is known."""
    for fault in evidence.scenario.needs.survives:
        if not HAPPENS[fault](evidence.scenario):
            yield f"it survives {NAMED[fault]} by its settings: none is simulated"
            continue
        back = evidence.estimate(name, "faults.recovery_s.p95")
        within = f", and 95 % are back after {spread(back, time_text)}" if isfinite(back.mean) else ""
        yield f"it survives {NAMED[fault]}: no message is lost, all clients come back{within}"


def _leaves_some_away(evidence: Evidence, name: str) -> bool:
    """Tell whether paths were cut that were not all opened again, in any replication."""
    ways = zip(evidence.values(name, "faults.recovery_s.all"), evidence.values(name, "faults.dark_share"), strict=True)
    return any(not isfinite(back) and dark > 0 for back, dark in ways)


def _stays_away(technique: Technique[Any], scenario: Scenario, fault: Fault) -> str:
    """Say why a technique's clients would not come back from a fault; nothing where they would."""
    mechanism = carry(scenario, technique).mechanism
    if isinstance(mechanism, Push):
        policy = mechanism.reconnect or scenario.clients.reconnecting.policy()
        if policy.tries == 0 and not _prevented(mechanism, fault):
            return "its clients do not come back"
    waits = isinstance(mechanism, Push) or mechanism.hold > 0
    outages = scenario.faults.outages
    silent = not outages or any(one.notice == "silent" for one in outages)  # where there is none, one is as usual
    if fault == "outage" and waits and mechanism.detect == inf and silent:
        return f"its clients do not notice that they hear nothing any more (techniques.{technique.name}.detect)"
    return ""


def _loses(technique: Technique[Any], scenario: Scenario, fault: Fault) -> str:
    """Say why a fault would lose a technique's messages; nothing where it would not."""
    if fault == "blocked-upgrade":
        return _NOTHING_ELSE if _has_nothing_else(scenario, technique) else ""
    mechanism, log = carry(scenario, technique).mechanism, scenario.server.log
    if isinstance(mechanism, Push):
        if _prevented(mechanism, fault):
            return ""
        if not mechanism.replay:
            return "what comes while a client is away is not sent again"
    if fault == "restart" and log.survives != "restart":
        return "the server's log does not survive one (server.log.survives)"
    return ""


def _has_nothing_else(scenario: Scenario, technique: Technique[Any]) -> bool:
    """Tell whether a technique needs an upgrade and there is nothing that its clients fall back to without one."""
    upgrades = isinstance(carry(scenario, technique).carrier, Socket)
    return upgrades and technique.fallback(settings_of(scenario, technique)) is None


def _prevented(push: Push, fault: Fault) -> bool:
    return fault == "idle-cut" and push.heartbeat < IDLE


def _count(number: float) -> str:
    return f"{number:,.0f}"


def exclusions(evidence: Evidence, name: str) -> tuple[Exclusion, ...]:
    """Give all that rules a technique out; what only follows from an overload is not said beside it."""
    found = [*unavailable(evidence.techniques[name], evidence.scenario), *_overload(evidence, name)]
    if not evidence.overloaded[name]:
        found += _shortfall(evidence, name)
        found += by_measures(evidence, name)
    if not any(one.kind == "deliveries" for one in found):
        found += [_missed(check) for check in evidence.checks(name) if not check.met and check.steady]
    return tuple(found)


def lateness(evidence: Evidence, name: str) -> Exclusion:
    """Say that a technique's messages come too late where real time is needed."""
    late, limit = evidence.estimate(name, "latency_s.mean"), time_text(evidence.scenario.needs.in_time)
    text = f"messages come {spread(late, time_text)} late on average, not within {limit}"
    return Exclusion("late", text, "latency_s.mean", late)


def unavailable(technique: Technique[Any], scenario: Scenario) -> Iterator[Exclusion]:
    """Give what rules a technique out before anything is measured: browsers, faults, and what a provider carries."""
    lacking = [browser for browser in scenario.needs.browsers if browser in technique.traits.unsupported]
    if lacking:
        yield Exclusion("browsers", f"not supported by {', '.join(lacking)}")
    yield from by_settings(technique, scenario)
    prices = scenario.prices
    if prices is not None and not (said := offer(technique, scenario, prices.terms)).offered:
        yield Exclusion("offer", f"not offered by {prices.book}: {said.note}")


def _overload(evidence: Evidence, name: str) -> Iterator[Exclusion]:
    if evidence.overloaded[name]:
        busy = evidence.estimate(name, "server.utilisation")
        cores = not busy.known or max(evidence.values(name, "server.utilisation")) >= BUSY
        what = "the server is overloaded" if cores else "a link, or the server's network card, is overloaded"
        how = (
            f" ({'its' if cores else 'the'} cores are busy {spread(busy, share_text)} of the time)"
            if busy.known
            else ""
        )
        yield Exclusion("overload", f"{what}{how}", "server.utilisation", busy)


def _shortfall(evidence: Evidence, name: str) -> Iterator[Exclusion]:
    """Say how much of what is owed is missing, if it is too much."""
    if not evidence.estimate(name, "messages.published").mean:
        yield Exclusion("deliveries", "no message was published", "messages.published")
        return
    if not evidence.estimate(name, "messages.delivered").mean:
        yield Exclusion("deliveries", "nothing was delivered", "messages.delivered")
        return
    pairs = zip(evidence.values(name, "messages.delivered"), evidence.values(name, OWED), strict=True)
    missing = estimate([1 - delivered / owed for delivered, owed in pairs if owed])
    if missing.mean > TOLERATED:
        text = f"{spread(missing, share_text)} of the deliveries owed are missing"
        yield Exclusion("deliveries", text, "messages.delivered", missing)


def _missed(check: Check) -> Exclusion:
    metric, limit = check.limit.metric, check.limit.text
    if not check.value.known:
        return Exclusion("slo", f"{metric} is undefined and so not {limit}", metric)
    doubt = " beyond doubt" if check.limit.met_by(check.value.mean) else ""
    text = f"{metric} is {spread(check.value, Measure(metric).text)}, not {limit}{doubt}"
    return Exclusion("slo", text, metric, check.value)
