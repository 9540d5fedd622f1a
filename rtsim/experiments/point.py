"""A point: one place at which an experiment looks at its scenario."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rtsim.scenario import Scenario
from rtsim.scenario.document import Document
from rtsim.scenario.experiment import in_base_unit
from rtsim.scenario.loader import validate
from rtsim.scenario.overrides import apply
from rtsim.scenario.values import Settings, usual_techniques

Values = Mapping[str, Any]
Varied = Mapping[int, Values]
"""What varies at each point, by its number."""

_LONG = re.compile(r"^\d*\.\d{6,}(?= |$)")  # a number of more digits than a reader needs


@dataclass(frozen=True)
class Base:
    """The scenario that points change: its document, and the classes of each technique's settings, by name."""

    document: Document
    techniques: Settings

    def scenario(self, changes: Sequence[str]) -> Scenario:
        """Give the scenario with the changes, as `--set` takes them, laid over it; raises `InputErrors`."""
        return validate(apply(self.document, changes, usual_techniques(self.techniques)), self.techniques)


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


def parted(written: Varied) -> tuple[Values, Varied]:
    """Part the settings that are the same at all points, if there are several, from those that differ.

    >>> parted({1: {"a": 1, "b": 5}, 2: {"a": 2, "b": 5}})
    ({'b': 5}, {1: {'a': 1}, 2: {'a': 2}})
    """
    first = next(iter(written.values()), {})
    alike = {path for path, value in first.items() if all(varied[path] == value for varied in written.values())}
    shared = alike if len(written) > 1 else set()
    differing = {
        number: {path: value for path, value in varied.items() if path not in shared}
        for number, varied in written.items()
    }
    return {path: value for path, value in first.items() if path in shared}, differing


def values_text(values: Values) -> str:
    """Write what varies for people.

    >>> values_text({"clients.count": 10, "messages.rate": "2 / min"})
    'clients.count = 10, messages.rate = 2 / min'
    """
    return ", ".join(f"{path} = {text(value)}" for path, value in values.items())


def text(value: Any) -> str:
    """Write one value for people: a number with six significant digits at most, lists and mappings as YAML has them.

    >>> text("0.6324555320336759 / min"), text(["sse"]), text({"latency": "40 ms"}), text(True)
    ('0.632456 / min', '[sse]', '{latency: 40 ms}', 'true')
    """
    match value:
        case dict():
            return f"{{{', '.join(f'{key}: {text(part)}' for key, part in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(text, value))}]"
        case str():
            return _LONG.sub(lambda found: f"{float(found[0]):.6g}", value)
        case float():
            return f"{value:.6g}"
    return json.dumps(value, default=str)
