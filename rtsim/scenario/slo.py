"""Service-level objectives: limits on the measures of a run."""

import re
from collections.abc import Callable, Mapping
from operator import ge, gt, le, lt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from rtsim import units
from rtsim.scenario.errors import Refusals, choices_text, nearest, refusal
from rtsim.scenario.fields import NOT_NEGATIVE, PART, Quantity
from rtsim.scenario.measures import GROUPS, METRICS, Measure
from rtsim.scenario.values import Value
from rtsim.units import shown

Operator = Literal["<=", "<", ">=", ">"]

_KEEPS: Mapping[Operator, Callable[[float, float], bool]] = {"<=": le, "<": lt, ">=": ge, ">": gt}
_LIMIT = re.compile(r"\s*(<=|>=|<|>)\s*(\S.*?)\s*", re.DOTALL)


class Limit(Value):
    """One limit: a measure must stand in this relation to a value in its base unit."""

    metric: str
    operator: Operator
    value: float
    text: str

    def met_by(self, measured: float) -> bool:
        """Tell whether a measured value keeps the limit."""
        return _KEEPS[self.operator](measured, self.value)


def read_limit(metric: str, written: Any) -> Limit:
    """Read a limit such as `<= 500 ms` on a measure."""
    kind = Measure(metric).kind
    found = _LIMIT.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        raise refusal(f"{shown(written)} is not a limit: write <=, <, >= or > and a value, as in '<= {kind.example}'")
    operator, value = found.groups()
    number = Quantity(kind, PART if kind is units.SHARE else NOT_NEGATIVE).read(value)
    return Limit.model_validate(
        {"metric": metric, "operator": operator, "value": number, "text": f"{operator} {value}"}
    )


def _limits(written: Any) -> tuple[Limit, ...]:
    if isinstance(written, tuple):
        return written
    if written is None or written == {}:
        return ()
    if not isinstance(written, dict):
        raise refusal(f"{shown(written)} is not a mapping from measures to limits, as in {{latency_s.p95: <= 500 ms}}")
    refusals, limits = Refusals(), []
    for metric, limit in _flat(written).items():
        try:
            limits.append(_limit(metric, limit))
        except PydanticCustomError as error:
            refusals.add(str(error), *((metric,) if metric in written else tuple(metric.split("."))))
    refusals.raise_any()
    return tuple(sorted(limits, key=lambda limit: METRICS.index(limit.metric)))


def _flat(written: Mapping[Any, Any], prefix: str = "") -> dict[str, Any]:
    """Write nested measures as dotted paths."""
    flat: dict[str, Any] = {}
    for key, value in written.items():
        path = f"{prefix}{key}"
        flat |= _flat(value, f"{path}.") if isinstance(value, dict) else {path: value}
    return flat


def _limit(metric: str, written: Any) -> Limit:
    if metric in METRICS:
        return read_limit(metric, written)
    group = metric.partition(".")[0]
    if group in GROUPS:
        inside = [name for name in METRICS if name.startswith(f"{group}.")]
        raise refusal(f"is not a measure: {choices_text(metric, inside)}")
    hint = nearest(metric, METRICS, f"choose from those of {', '.join(GROUPS)}")
    raise refusal(f"unknown measure {shown(metric)}; {hint}")


_SCHEMA = {
    "type": "object",
    "propertyNames": {"enum": list(METRICS)},
    "additionalProperties": {"type": "string", "pattern": r"^\s*(<=|>=|<|>)\s*\S.*$", "examples": ["<= 500 ms"]},
}
Limits = Annotated[tuple[Limit, ...], BeforeValidator(_limits), WithJsonSchema(_SCHEMA)]
