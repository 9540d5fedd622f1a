"""A point: one place at which an experiment looks at its scenario."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rtsim.scenario import Scenario, TechniqueSettings
from rtsim.scenario.document import Document
from rtsim.scenario.experiment import in_base_unit
from rtsim.scenario.loader import validate
from rtsim.scenario.overrides import apply

Settings = Mapping[str, type[TechniqueSettings]]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Base:
    """The scenario that points change: its document, and the classes of each technique's settings, by name."""

    document: Document
    techniques: Settings

    def scenario(self, changes: Sequence[str]) -> Scenario:
        """Give the scenario with the changes, as `--set` takes them, laid over it; raises `InputErrors`."""
        return validate(apply(self.document, changes, list(self.techniques)), self.techniques)


@dataclass(frozen=True)
class Point:
    """One place: its number from 1, what varies as written and in base units, and the key of each technique's runs."""

    number: int
    written: Values
    digests: Mapping[str, str]
    base: Base

    @property
    def parameters(self) -> dict[str, Any]:
        """What varies, numbers in base units."""
        return {path: in_base_unit(value) for path, value in self.written.items()}

    @property
    def scenario(self) -> Scenario:
        """The scenario at this point, made anew: a hundred thousand of them would fill the memory."""
        return self.base.scenario(overrides(self.written))


def overrides(values: Values) -> list[str]:
    """Write values as what `--set` takes: JSON is YAML, and keeps every digit."""
    return [override(path, value) for path, value in values.items()]


def override(path: str, value: Any) -> str:
    """Write one value as what `--set` takes.

    >>> override("clients.network", "wifi")
    'clients.network="wifi"'
    """
    return f"{path}={json.dumps(value, default=str)}"


def values_text(values: Values) -> str:
    """Write what varies for people.

    >>> values_text({"clients.count": 10, "messages.rate": "2 / min"})
    'clients.count = 10, messages.rate = 2 / min'
    """
    return ", ".join(f"{path} = {text(value)}" for path, value in values.items())


def text(value: Any) -> str:
    """Write one value for people."""
    if isinstance(value, float):
        return f"{value:.6g}"
    return value if isinstance(value, str) else json.dumps(value, default=str)
