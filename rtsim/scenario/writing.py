"""Writing: a scenario as the YAML that it could have been read from, all defaults resolved, in base units."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from math import inf
from typing import Any

import numpy as np
import yaml
from pydantic import BaseModel

from rtsim.chance import Constant, Empirical, Rectified
from rtsim.scenario.messages import Messages
from rtsim.scenario.scenario import Scenario
from rtsim.scenario.slo import Limit
from rtsim.scenario.traces import Trace
from rtsim.scenario.wire import Heads

_WIDTH = 110
_NORMAL = "normal"


def written(scenario: Scenario) -> str:
    """Give the scenario's YAML.

    Read again it has the same digest, unless it replays a trace, whose times stay in their own file.
    """
    return yaml.safe_dump(_plain(scenario), width=_WIDTH, sort_keys=False, allow_unicode=True, default_flow_style=False)


def _plain(value: Any) -> Any:
    """Reduce a value to what YAML holds."""
    for kind, write in _WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    return _distribution(value) if is_dataclass(value) else _number(value)


def _model(value: BaseModel) -> dict[str, Any]:
    """Write a section by the keys that it is read by; what is absent by default, or without bound, is left out."""
    parts: dict[str, Any] = {}
    for name, field in type(value).model_fields.items():
        part = getattr(value, name)
        if name == "slo":
            part = {limit.metric: limit for limit in part}
        absent = part is None and field.default is None
        if not absent and not (isinstance(part, float) and part == inf):
            parts[field.alias or name] = _plain(part)
    return parts


def _applies(messages: Messages, key: str) -> bool:
    """Tell whether a key of messages says anything of these: some are refused where they do not."""
    if key == "senders":
        return messages.origin == "senders"
    return key != "rate" or messages.rate > 0


def _distribution(value: Any) -> Any:
    if isinstance(value, Constant):
        return _number(value.value)
    if isinstance(value, Empirical):
        return {"dist": "empirical", "values": np.asarray(value.values).tolist()}
    name = _NORMAL if isinstance(value, Rectified) else type(value).__name__.lower()
    return {"dist": name, **{field.name: _number(getattr(value, field.name)) for field in fields(value)}}


_WRITERS: dict[Any, Callable[[Any], Any]] = {
    Heads: lambda heads: {key: size for key, size in heads.sizes if size is not None} or heads.name,
    Messages: lambda messages: {key: part for key, part in _model(messages).items() if _applies(messages, key)},
    Limit: lambda limit: limit.text,
    BaseModel: _model,
    Trace: lambda trace: {"file": f"(a trace with the digest {trace.digest})"},
    dict: lambda parts: {key: _plain(part) for key, part in parts.items()},
    list: lambda parts: [_plain(part) for part in parts],
    tuple: lambda parts: [_plain(part) for part in parts],
}
"""How values are written, the more special kinds before those that they are kinds of."""


def _number(value: Any) -> Any:
    """Write whole numbers as such; the rest keeps every digit."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value
