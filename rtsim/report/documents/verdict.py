"""The JSON of a verdict: what `rtsim recommend --json` writes."""

from typing import Any

from rtsim import __version__
from rtsim.advice.advice import Advice
from rtsim.advice.confidence import Confidence
from rtsim.advice.decision import behind
from rtsim.advice.flow import Walk
from rtsim.advice.growth import Growth
from rtsim.advice.search import Change, Side, Steady
from rtsim.advice.verdict import Verdict
from rtsim.advice.worlds import Worlds
from rtsim.analysis.budget import Budget
from rtsim.report.documents.numbers import plain, repeated
from rtsim.scenario import Scenario

_BULK = {
    "latency_s": "latency",
    "cores": "cores",
    "memory_bytes": "memory",
    "bytes_per_month": "traffic",
    "client_bytes_per_month": "client_traffic",
    "usd_per_month": "money",
}
"""The keys of what a technique costs for all clients together, with their fields."""


def walk_document(walked: Walk) -> dict[str, Any]:
    """Give a way through a flow."""
    return {
        "rtsim": __version__,
        "flow_technique": walked.technique,
        "flow": list(walked.steps),
        "use_cases": list(walked.use_cases),
    }


def verdict_document(
    scenario: Scenario, advice: Advice, warnings: list[str], budget: Budget | None = None
) -> dict[str, Any]:
    """Give the verdict with all that it rests on; numbers in base units, null where there is none."""
    verdict, found = advice.verdict, advice.flips
    told = {
        **repeated(scenario),
        "technique": verdict.technique,
        "reasons": verdict.reasons,
        "flow_technique": verdict.flow.technique,
        "flow": verdict.flow.steps,
        "sentence": verdict.sentence,
        "decision": _decision(verdict),
        "population": {
            name: {key: getattr(of, field) for key, field in _BULK.items()} for name, of in verdict.population.items()
        },
        "weights": verdict.weights,
        "scores": verdict.scores,
        "confidence": _confidence(verdict.confidence),
        "pareto": verdict.pareto,
        "dominated": verdict.dominated,
        "excluded": {
            name: [{"kind": one.kind, "text": one.text, "metric": one.metric or None, "value": one.value} for one in of]
            for name, of in verdict.excluded.items()
        },
        "flips": [
            {
                "input": turn.lever.path,
                "now": turn.lever.now,
                "below": _side(turn.below),
                "above": _side(turn.above),
            }
            for turn in found.turns
        ],
        "flip_search": {
            "replications": found.replications[0],
            "replications_at_change": found.replications[1],
            "window_s": found.window,
            "runs": found.runs,
            "not_searched": found.doubt or None,
        },
        "worlds": worlds_document(advice.worlds),
        "growth": growth_document(advice.growth),
        "budget": None if budget is None else budget.document(),
        "not_modelled": verdict.not_modelled,
        "warnings": warnings,
    }
    return dict(plain(told))


def _decision(verdict: Verdict) -> dict[str, Any]:
    """Give what decided: the step, who will do, who is next, and each cost with how many steps that matter it is."""
    found, of = verdict.decision, verdict.terms
    costs = {
        name: {
            one: {
                "cost": verdict.costs[name][one],
                "steps": steps,
                "worse": one in found.worse(name, verdict.technique or name),
            }
            for one, steps in all_steps.items()
        }
        for name, all_steps in found.steps.items()
    }
    return {
        "step": found.step,
        "any_of": found.taken,
        "runner_up": found.runner_up or None,
        "late": found.late,
        "in_time_s": of.in_time,
        "matters": {one: stake.matter for one, stake in of.stakes.items()} | {"share": of.share},
        "costs": costs,
        "behind": {name: behind(found, name, of) for name in found.total},
    }


def _side(side: Side) -> dict[str, Any]:
    match side:
        case Change():
            return {
                "kind": "change",
                "holds": side.holds,
                "changes": side.changes,
                "technique": side.technique,
                "confidence": _confidence(side.confidence),
            }
        case Steady():
            return {"kind": "steady", "reached": side.reached, "why": side.why or None}
    return {"kind": "unsettled", "low": side.low, "high": side.high}


def _confidence(known: Confidence) -> dict[str, Any]:
    return {
        "word": known.word,
        "runner_up": known.runner_up or None,
        "ratio": known.ratio,
        "tied_with": known.tied,
    }


def worlds_document(found: Worlds) -> dict[str, Any]:
    """Give the share of the worlds in which a verdict holds, where it falls, and each unknown with what it moves.

    Values are in base units. Each world is a list of the unknowns' values, in their order.
    """
    if not found.worlds:
        return {"worlds": 0, "not_asked": found.doubt or None}
    where, ranks = found.fall, dict(found.sensitivities)
    told = {
        "worlds": len(found.worlds),
        "not_asked": None,
        "sought": found.sought,
        "simulated": found.simulated,
        "holds": found.share,
        "falls": where
        and {
            "input": found.unknowns[where.place].path,
            "side": "above" if where.above else "below",
            "value": where.value,
            "of_the_falls": where.caught,
            "falls_there": where.there,
        },
        "unknowns": [
            {
                "input": one.path,
                "now": one.now,
                "low": one.low,
                "high": one.high,
                "why": one.why,
                "rank_correlation": ranks[one],
            }
            for one in found.unknowns
        ],
        "results": found.worlds,
    }
    return dict(plain(told))


def growth_document(found: Growth) -> dict[str, Any]:
    """Give each point of the map: clients, messages, what to take there, and how that is known."""
    if found.axis is None or not found.spots:
        return {"input": None, "not_mapped": found.doubt or None, "points": []}
    return {
        "input": found.axis.path,
        "now": found.axis.now,
        "clients": found.clients,
        "grows_with_clients": found.axis.grows,
        "not_mapped": None,
        "points": [
            {
                "clients": spot.clients,
                "value": spot.value,
                "technique": spot.technique,
                "any_of": list(spot.taken),
                "how": spot.how,
            }
            for spot in found.spots
        ],
    }
