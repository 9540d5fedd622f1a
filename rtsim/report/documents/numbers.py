"""Numbers as JSON has them: null in place of what is not finite."""

from math import isfinite

from rtsim.analysis.estimates import Estimate


def number(value: float) -> float | None:
    """Give a number that JSON has."""
    return value if isfinite(value) else None


def interval(found: Estimate) -> dict[str, float | None]:
    """Give an estimate with the ends of its interval."""
    return {name: number(getattr(found, name)) for name in ("mean", "low", "high")}
