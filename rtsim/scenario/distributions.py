"""Random quantities: a constant, or a distribution written as a mapping, read into `chance.Distribution`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from rtsim import units
from rtsim.chance import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Normal,
    Pareto,
    Rectified,
    Uniform,
)
from rtsim.scenario.errors import Refusals, choices_text, refusal, refused_at, unknown_key
from rtsim.scenario.fields import ANY, NOT_NEGATIVE, Quantity, Reader
from rtsim.scenario.files import read_text
from rtsim.units import Kind, shown

_MOMENTS: Mapping[str, Callable[[float, float], Distribution]] = {
    "normal": Normal,
    "lognormal": Lognormal,
    "gamma": Gamma,
    "pareto": Pareto,
}
_KEYS = dict.fromkeys(_MOMENTS, ("mean", "sd")) | {
    "exponential": ("mean",),
    "uniform": ("low", "high"),
    "empirical": ("values", "file"),
}
_POSITIVE_MEAN = ("lognormal", "exponential", "gamma", "pareto")
_MOST_VALUES = 1_000_000  # a measured distribution of more values says nothing more


@dataclass(frozen=True)
class RandomQuantity(Reader):
    """Reads a quantity that may be random: never negative, unless it is jitter around a latency."""

    kind: Kind

    @property
    def each(self) -> Quantity:
        """How a single value is read."""
        return Quantity(self.kind, NOT_NEGATIVE)

    def read(self, written: Any, info: ValidationInfo) -> Distribution:
        """Read what a user wrote; a mapping needs `dist`."""
        if isinstance(written, Distribution):
            return written
        if not isinstance(written, dict):
            return Constant(self.each.read(written))
        name = written.get("dist")
        if not isinstance(name, str) or name not in _KEYS:
            said = "is required" if name is None else f"{shown(name)} is not known"
            raise refused_at(f"{said}: {choices_text(name, _KEYS)}", "dist")
        numbers = self._numbers(written, name)
        if name == "empirical":
            return Empirical(self._measured(written, info))
        return self.made(name, numbers)

    def made(self, name: str, numbers: dict[str, float]) -> Distribution:
        """Make the distribution; a normal one is cut off at zero."""
        made = _distribution(name, numbers)
        return Rectified(made.mean, made.sd) if isinstance(made, Normal) else made

    def _numbers(self, written: Mapping[str, Any], name: str) -> dict[str, float]:
        refusals, numbers = Refusals(), {}
        for key in written:
            if key not in ("dist", *_KEYS[name]):
                refusals.add(unknown_key(key, _KEYS[name]), str(key))
        for key in _KEYS[name] if name != "empirical" else ():
            try:
                numbers[key] = self._number(written, key)
            except PydanticCustomError as error:
                refusals.add(str(error), key)
        refusals.raise_any()
        return numbers

    def _number(self, written: Mapping[str, Any], key: str) -> float:
        if key not in written:
            raise refusal(f"is required: write {self.kind.wanted()}")
        return (Quantity(self.kind) if key == "sd" else self.each).read(written[key])

    def _measured(self, written: Mapping[str, Any], info: ValidationInfo) -> tuple[float, ...]:
        if ("values" in written) == ("file" in written):
            raise refusal("an empirical distribution needs either 'values' or 'file'")
        place = "values" if "values" in written else "file"
        listed = written[place] if place == "values" else _lines(written[place], info)
        if not isinstance(listed, list) or not 0 < len(listed) <= _MOST_VALUES:
            raise refused_at(f"a list of 1 to {_MOST_VALUES:,} values is needed", place)
        refusals, values, each = Refusals(), [], self.each
        for number, value in enumerate(listed):
            try:
                values.append(each.read(value))
            except PydanticCustomError as error:
                refusals.add(str(error), place, *((number,) if place == "values" else ()))
                break  # one wrong value tells enough of a list of thousands
        refusals.raise_any()
        return tuple(values)

    def schema(self) -> dict[str, Any]:
        """Describe what a user may write, as JSON Schema."""
        one = self.each.schema()
        shapes = [_shape(name, one) for name in _KEYS]
        return {"anyOf": [*one["anyOf"], *shapes]}

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self.read)


class Jitter(RandomQuantity):
    """Reads what is added to a latency: it may be negative; normal jitter without a mean is centred on 0."""

    @property
    def each(self) -> Quantity:
        """How a single value is read."""
        return Quantity(self.kind, ANY)

    def made(self, name: str, numbers: dict[str, float]) -> Distribution:
        """Make the distribution, which may be negative."""
        return _distribution(name, numbers)

    def _number(self, written: Mapping[str, Any], key: str) -> float:
        if key == "mean" and key not in written and written["dist"] == "normal":
            return 0.0
        return super()._number(written, key)


def _distribution(name: str, numbers: dict[str, float]) -> Distribution:
    """Make the distribution, when there is one with such numbers."""
    if name == "uniform":
        if numbers["low"] > numbers["high"]:
            raise refused_at(f"{numbers['high']:g} is below low ({numbers['low']:g})", "high")
        return Uniform(**numbers)
    if name in _POSITIVE_MEAN and numbers["mean"] <= 0:
        raise refused_at(f"a distribution '{name}' has a mean above 0", "mean")
    if name == "exponential":
        return Exponential(numbers["mean"])
    return _MOMENTS[name](numbers["mean"], numbers["sd"]) if numbers["sd"] else Constant(numbers["mean"])


def _lines(written: Any, info: ValidationInfo) -> list[str]:
    lines = read_text(written, info, key="file").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _shape(name: str, one: dict[str, Any]) -> dict[str, Any]:
    parts = dict.fromkeys(_KEYS[name], one)
    if name == "empirical":
        parts = {"values": {"type": "array", "items": one, "minItems": 1}, "file": {"type": "string"}}
    properties = {"dist": {"const": name}, **parts}
    return {"type": "object", "properties": properties, "required": ["dist"], "additionalProperties": False}


RandomTime = Annotated[Distribution, RandomQuantity(units.TIME)]
RandomSize = Annotated[Distribution, RandomQuantity(units.SIZE)]
JitterTime = Annotated[Distribution, Jitter(units.TIME)]
