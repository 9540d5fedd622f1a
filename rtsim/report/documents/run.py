"""The JSON of runs: every number with its interval, null where there is none, and what two of them differ in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rtsim.advice.verdict import Verdict
from rtsim.analysis.comparison import Comparison
from rtsim.analysis.contrast import Contrast
from rtsim.analysis.estimates import Estimate, estimate
from rtsim.analysis.warmup import Steadiness
from rtsim.failures import Outcome
from rtsim.money.bill import Bill, bills, cost_differences
from rtsim.recording import Recording
from rtsim.report.documents.numbers import plain, repeated
from rtsim.results import measures, outcome_measures
from rtsim.scenario.pricing import CURRENCY


def document(comparison: Comparison, verdict: Verdict, warnings: list[str]) -> dict[str, Any]:
    """Give the document; techniques stand in the order of the catalogue, numbers in base units."""
    scenario, costs = comparison.scenario, bills(comparison)
    told = {
        **repeated(scenario),
        "window": {"warmup_s": scenario.warmup, "duration_s": scenario.duration},
        "techniques": {
            name: {
                **_with_events(nested(estimates), comparison.outcome.recordings[name]),
                "overloaded": comparison.overloaded[name],
                **({"cost": _cost(costs[name])} if name in costs else {}),
                "runs": [
                    {"replication": run.replication, "messages": run.messages, "measures": measures(run)}
                    for run in comparison.outcome.recordings[name]
                ],
            }
            for name, estimates in comparison.estimates.items()
        },
        "differences": [
            {
                "a": found.a,
                "b": found.b,
                "metric": found.metric,
                "difference": found.difference,
                "verdict": found.verdict,
            }
            for found in (*comparison.differences, *cost_differences(costs))
        ],
        "slo": [
            {
                "technique": check.technique,
                "metric": check.limit.metric,
                "limit": check.limit.value,
                "value": check.value,
                "met": check.met,
            }
            for check in comparison.checks
        ],
        "verdict": {
            "technique": verdict.technique,
            "reasons": verdict.reasons,
            "flow_technique": verdict.flow.technique,
            "flow": verdict.flow.steps,
        },
        "warnings": warnings,
    }
    return dict(plain(told))


def _with_events(block: dict[str, Any], runs: Sequence[Recording]) -> dict[str, Any]:
    """Add to the measures of faults what became of the clients after each that all runs have at the same time."""
    found = [_told_apart(run.failures.outcomes) for run in runs if run.failures is not None]
    if found:
        shared = [which for which in found[0] if all(which in each for each in found)]
        block["faults"]["events"] = [_event([each[which] for each in found]) for which in shared]
    return block


def _told_apart(outcomes: Sequence[Outcome]) -> dict[tuple[float, str, int], Outcome]:
    """Give each outcome by its time, its kind, and its number among those alike, as of nodes that restart together."""
    seen: Counter[tuple[float, str]] = Counter()
    told: dict[tuple[float, str, int], Outcome] = {}
    for outcome in outcomes:
        told[outcome.at, outcome.kind, seen[outcome.at, outcome.kind]] = outcome
        seen[outcome.at, outcome.kind] += 1
    return told


def _event(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    rows = [outcome_measures(outcome) for outcome in outcomes]
    estimates = {path: estimate([row[path] for row in rows]) for path in rows[0]}
    return {"at_s": outcomes[0].at, "kind": outcomes[0].kind, **nested(estimates)}


def _cost(bill: Bill) -> dict[str, Any]:
    """Give a month's cost with its parts; null where there is none, and then the note says why."""
    return {
        "currency": CURRENCY,
        "offered": bill.offered,
        "note": bill.note,
        "per_month": bill.per_month,
        "per_client_month": bill.per_client_month,
        "parts": bill.parts,
        "servers": {"count": bill.servers, "bound_by": bill.bound_by or None},
    }


def nested(estimates: Mapping[str, Estimate]) -> dict[str, Any]:
    """Turn dotted paths into nested mappings."""
    whole: dict[str, Any] = {}
    for path, value in estimates.items():
        *groups, name = path.split(".")
        place = whole
        for group in groups:
            place = place.setdefault(group, {})
        place[name] = value
    return whole


def warmup_document(found: Sequence[Steadiness]) -> list[dict[str, Any]]:
    """Give from when on each technique is steady: seconds from the run's start, null where no steady state was seen."""
    return [
        {
            "technique": one.technique,
            "measure": one.measure,
            "warmup_s": one.chosen,
            "steady_from_s": plain(one.steady_from),
            "shift_s": one.shift,
            "long_enough": one.enough,
            "proposed_s": plain(one.proposed),
        }
        for one in found
    ]


def contrast_document(found: Sequence[Contrast]) -> list[dict[str, Any]]:
    """Give what changed from A to B in each measure, in base units; what is unknown is null."""
    return [
        plain({
            **({"point": one.part.point} if one.part.point else {}),
            "technique": one.part.technique,
            "metric": one.metric,
            "a": one.a,
            "b": one.b,
            "difference": one.difference,
            "paired": one.paired,
            **({"unpaired": one.unpaired} if one.unpaired else {}),
            "verdict": one.verdict,
        })
        for one in found
    ]  # fmt: skip
