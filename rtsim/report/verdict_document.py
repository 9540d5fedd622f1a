"""The JSON of a verdict: what `rtsim recommend --json` writes."""

from math import isfinite
from typing import Any

from rtsim import __version__
from rtsim.advice.confidence import Confidence
from rtsim.advice.flips import Flips, Turn
from rtsim.advice.flow import Walk
from rtsim.advice.search import Change, Side, Steady
from rtsim.advice.verdict import Verdict
from rtsim.analysis.budget import Budget
from rtsim.analysis.estimates import Estimate
from rtsim.scenario import Scenario


def walk_document(walked: Walk) -> dict[str, Any]:
    """Give a way through a flow."""
    return {
        "rtsim": __version__,
        "flow_technique": walked.technique,
        "flow": list(walked.steps),
        "use_cases": list(walked.use_cases),
    }


def verdict_document(
    scenario: Scenario, verdict: Verdict, found: Flips, warnings: list[str], budget: Budget | None = None
) -> dict[str, Any]:
    """Give the verdict with all that it rests on; numbers in base units, null where there is none."""
    return {
        "rtsim": __version__,
        "scenario": scenario.name,
        "digest": scenario.digest(),
        "seed": scenario.seed,
        "replications": scenario.replications,
        "technique": verdict.technique,
        "reasons": list(verdict.reasons),
        "flow_technique": verdict.flow.technique,
        "flow": list(verdict.flow.steps),
        "weights": dict(verdict.weights),
        "scores": {name: _estimate(score) for name, score in verdict.scores.items()},
        "confidence": _confidence(verdict.confidence),
        "pareto": list(verdict.pareto),
        "dominated": dict(verdict.dominated),
        "excluded": {
            name: [
                {"kind": one.kind, "text": one.text, "metric": one.metric or None, "value": _estimate(one.value)}
                for one in of
            ]
            for name, of in verdict.excluded.items()
        },
        "flips": [_turn(turn) for turn in found.turns],
        "flip_search": {
            "replications": found.replications[0],
            "replications_at_change": found.replications[1],
            "window_s": found.window,
            "runs": found.runs,
            "not_searched": found.doubt or None,
        },
        "budget": None if budget is None else budget.document(),
        "not_modelled": list(verdict.not_modelled),
        "warnings": warnings,
    }


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "input": turn.lever.path,
        "now": turn.lever.now,
        "below": _side(turn.below),
        "above": _side(turn.above),
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
        "ratio": _estimate(known.ratio),
        "tied_with": list(known.tied),
    }


def _estimate(value: Estimate) -> dict[str, float | None]:
    ends = {key: getattr(value, key) for key in ("mean", "low", "high")}
    return {key: number if isfinite(number) else None for key, number in ends.items()}
