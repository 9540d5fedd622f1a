"""The JSON document of a run: every number with its interval, null where there is none."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from rtsim import __version__
from rtsim.advice.verdict import Verdict
from rtsim.analysis.comparison import Comparison
from rtsim.analysis.estimates import Estimate


def document(comparison: Comparison, verdict: Verdict, warnings: list[str]) -> dict[str, Any]:
    """Give the document; techniques stand in the order of the catalogue, numbers in base units."""
    scenario = comparison.scenario
    return {
        "rtsim": __version__,
        "scenario": scenario.name,
        "digest": scenario.digest(),
        "seed": scenario.seed,
        "replications": scenario.replications,
        "window": {"warmup_s": scenario.warmup, "duration_s": scenario.duration},
        "techniques": {
            name: {**nested(estimates), "overloaded": comparison.overloaded[name]}
            for name, estimates in comparison.estimates.items()
        },
        "differences": [
            {
                "a": found.a,
                "b": found.b,
                "metric": found.metric,
                "difference": _interval(found.difference),
                "verdict": found.verdict,
            }
            for found in comparison.differences
        ],
        "slo": [
            {
                "technique": check.technique,
                "metric": check.limit.metric,
                "limit": check.limit.value,
                "value": _interval(check.value),
                "met": check.met,
            }
            for check in comparison.checks
        ],
        "verdict": {
            "technique": verdict.technique,
            "reasons": list(verdict.reasons),
            "flow_technique": verdict.flow.technique,
            "flow": list(verdict.flow.steps),
        },
        "warnings": warnings,
    }


def nested(estimates: Mapping[str, Estimate]) -> dict[str, Any]:
    """Turn dotted paths into nested mappings, and estimates into their numbers."""
    whole: dict[str, Any] = {}
    for path, estimate in estimates.items():
        *groups, name = path.split(".")
        place = whole
        for group in groups:
            place = place.setdefault(group, {})
        place[name] = _interval(estimate)
    return whole


def _interval(estimate: Estimate) -> dict[str, float | None]:
    return {name: _number(getattr(estimate, name)) for name in ("mean", "low", "high")}


def _number(value: float) -> float | None:
    """Give a number that JSON has."""
    return value if isfinite(value) else None
