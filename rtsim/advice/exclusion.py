"""Exclusions: what rules a technique out whatever it costs, each with its number and interval.

Direction rules none out: what has no way up of its own is simulated with HTTP POST beside it, whose cost counts.
"""

from collections.abc import Iterator
from typing import Any

from rtsim.advice.evidence import Evidence
from rtsim.advice.survival import Exclusion, by_measures, by_settings
from rtsim.advice.wording import measure_spread, spread
from rtsim.analysis.comparison import Check
from rtsim.analysis.estimates import estimate
from rtsim.model.backlog import BUSY
from rtsim.money.cost import offer
from rtsim.scenario import Scenario
from rtsim.techniques import Technique
from rtsim.units import share_text, time_text

TOLERATED = 0.001  # share of the deliveries owed that may go missing
OWED = "messages.expected"


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
    text = f"{metric} is {measure_spread(metric, check.value)}, not {limit}{doubt}"
    return Exclusion("slo", text, metric, check.value)
