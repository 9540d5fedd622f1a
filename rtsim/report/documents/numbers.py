"""Values as JSON has them."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from math import isfinite
from typing import Any

from rtsim import __version__
from rtsim.scenario import Scenario


def plain(value: Any) -> Any:
    """Give a value as JSON has it, all that it holds too: null for what is not finite, and records as mappings.

    >>> from rtsim.analysis.estimates import Estimate
    >>> plain({"a": (1, Estimate(2.0, float("nan"), float("inf")))})
    {'a': [1, {'mean': 2.0, 'low': None, 'high': None}]}
    """
    match value:
        case float():
            return value if isfinite(value) else None
        case Mapping():
            return {key: plain(of) for key, of in value.items()}
        case tuple() | list():
            return [plain(of) for of in value]
    return {one.name: plain(getattr(value, one.name)) for one in fields(value)} if is_dataclass(value) else value


def identity(scenario: Scenario) -> dict[str, Any]:
    """Give what says which scenario a document is about, and which rtsim wrote it."""
    return {"rtsim": __version__, "scenario": scenario.name, "digest": scenario.digest()}


def repeated(scenario: Scenario) -> dict[str, Any]:
    """Give the same of a scenario that was simulated: its seed and its replications too."""
    return {**identity(scenario), "seed": scenario.seed, "replications": scenario.replications}
