"""Needs: what the application asks of a technique, for the decision flow."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, StrictBool

from rtsim.scenario.errors import refusal
from rtsim.scenario.values import Value
from rtsim.units import shown

Browser = Literal["chrome", "firefox", "safari", "edge", "opera", "ie", "samsung", "android"]
Fault = Literal["restart", "outage", "idle-cut", "blocked-upgrade"]


def _weight(written: object) -> float:
    if isinstance(written, bool) or not isinstance(written, int | float) or not 0 <= written <= 1e6:
        raise refusal(f"{shown(written)} is not a weight: write a number of at least 0, as in 1")
    return float(written)


Weight = Annotated[float, BeforeValidator(_weight)]


def _faults(written: Any) -> Any:
    if not isinstance(written, list | tuple):
        raise refusal(f"{shown(written)} is not a list: write the faults as in [restart]")
    return written


class Weights(Value):
    """How much each criterion counts against the others; equal unless something else is written."""

    latency: Weight = 1.0
    """How soon messages arrive."""
    load: Weight = 1.0
    """What the server spends."""
    traffic: Weight = 1.0
    """What the network carries."""
    complexity: Weight = 1.0
    """What it takes to build."""


class Needs(Value):
    """What the application asks of a technique."""

    later = frozenset({"survives"})

    real_time: StrictBool = True
    """Must messages arrive as they happen?"""
    direction: Literal["bidirectional", "server-to-client"] = "bidirectional"
    """Do clients send through the same channel, or only receive?"""
    simple: StrictBool = False
    """Does a simple implementation matter more than anything else? Asked by the flow; the verdict has `weights`."""
    browsers: tuple[Browser, ...] = ("chrome", "firefox", "safari", "edge")
    """Browsers that must be supported."""
    survives: Annotated[tuple[Fault, ...], BeforeValidator(_faults)] = ()
    """Faults after which nobody may miss a message and all must be back. One that the scenario has is judged by what is
    simulated, another one by the technique's settings, as is whether clients notice an outage. How soon clients must be
    back is a limit on `faults.recovery_s.p95` under `slo`."""
    weights: Weights = Weights()
    """How much each criterion counts against the others."""
