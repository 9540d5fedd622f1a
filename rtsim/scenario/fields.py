"""The types of a scenario's fields: quantities with units, random quantities, counts.

Each is an `Annotated` type whose annotation reads what a user wrote and describes it to the JSON Schema.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from rtsim import units
from rtsim.scenario.errors import refusal
from rtsim.units import Kind, shown


@dataclass(frozen=True, eq=False)
class Bounds:
    """Which values are accepted, and how that is said."""

    words: str
    accept: Callable[[float], bool]
    schema: Mapping[str, float]


ANY = Bounds("of any size", lambda value: value == value, {})  # noqa: PLR0124 - true of every number there is
NOT_NEGATIVE = Bounds("of at least 0", lambda value: value >= 0, {"minimum": 0})
POSITIVE = Bounds("above 0", lambda value: value > 0, {"exclusiveMinimum": 0})
PART = Bounds("from 0 to 100 %", lambda value: 0 <= value <= 1, {"minimum": 0, "maximum": 1})
SOME = Bounds("above 0 %, at most 100 %", lambda value: 0 < value <= 1, {"exclusiveMinimum": 0, "maximum": 1})
FRAME = Bounds("of at least 16,384 B", lambda value: value >= 16_384, {"minimum": 16_384})
LOSSES = Bounds("from 0 to less than 50 %", lambda value: 0 <= value < 0.5, {"minimum": 0, "exclusiveMaximum": 0.5})


class Reader:
    """The base class of a field's annotation: `read` reads what a user wrote, `schema` describes it as JSON Schema."""

    read: Callable[..., Any]
    schema: Callable[[], dict[str, Any]]

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, _core: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return self.schema()


@dataclass(frozen=True)
class Quantity(Reader):
    """Reads a quantity of one kind within bounds."""

    kind: Kind
    bounds: Bounds = NOT_NEGATIVE

    def read(self, written: Any) -> float:
        """Read what a user wrote: a number in the base unit."""
        try:
            value = units.read(written, self.kind)
        except ValueError as error:
            raise refusal(str(error)) from None
        if not self.bounds.accept(value):
            raise refusal(f"{shown(written)} is out of range: write {self.kind.name} {self.bounds.words}")
        return value

    def schema(self) -> dict[str, Any]:
        """Describe what a user may write, as JSON Schema."""
        text = {"type": "string", "pattern": self.kind.pattern(), "examples": [self.kind.example]}
        return {"anyOf": [{"type": "number", **self.bounds.schema}, text]}


@dataclass(frozen=True)
class Unlimited(Reader):
    """Reads a bandwidth, or null for an unlimited one."""

    def read(self, written: Any) -> float:
        """Read what a user wrote: bit/s, infinite for null."""
        return inf if written is None else Quantity(units.BANDWIDTH, POSITIVE).read(written)

    def schema(self) -> dict[str, Any]:
        """Describe what a user may write, as JSON Schema."""
        return {"anyOf": [*Quantity(units.BANDWIDTH, POSITIVE).schema()["anyOf"], {"type": "null"}]}


@dataclass(frozen=True)
class Whole(Reader):
    """Reads a whole number between two limits."""

    least: int = 0
    most: int = 2**53

    def read(self, written: Any) -> int:
        """Read what a user wrote; `1e3` is a whole number too."""
        if isinstance(written, float) and written.is_integer():
            written = int(written)
        if isinstance(written, bool) or not isinstance(written, int):
            raise refusal(f"{shown(written)} is not a whole number: write one {self.wanted()}")
        if not self.least <= written <= self.most:
            raise refusal(f"{shown(written)} is out of range: write a whole number {self.wanted()}")
        return written

    def wanted(self) -> str:
        """Say which numbers are accepted.

        >>> Whole(1).wanted(), Whole(1, 1000).wanted()
        ('of at least 1', 'from 1 to 1,000')
        """
        return f"of at least {self.least:,}" if self.most == 2**53 else f"from {self.least:,} to {self.most:,}"

    def schema(self) -> dict[str, Any]:
        """Describe what a user may write, as JSON Schema."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Plain(Reader):
    """Reads a number without a unit; `words` refuse anything else, with `{}` for what was written."""

    words: str
    accept: Callable[[float], bool]

    def read(self, written: Any) -> float:
        """Read what a user wrote."""
        if isinstance(written, bool) or not isinstance(written, int | float) or not self.accept(written):
            raise refusal(self.words.format(shown(written)))
        return float(written)

    def schema(self) -> dict[str, Any]:
        """Describe what a user may write, as JSON Schema."""
        return {"type": "number"}


Time = Annotated[float, Quantity(units.TIME)]
PositiveTime = Annotated[float, Quantity(units.TIME, POSITIVE)]
Size = Annotated[float, Quantity(units.SIZE)]
UnlimitedBandwidth = Annotated[float, Unlimited()]
PositiveRate = Annotated[float, Quantity(units.RATE, POSITIVE)]
Share = Annotated[float, Quantity(units.SHARE, PART)]
NotNegativeBandwidth = Annotated[float, Quantity(units.BANDWIDTH)]
NotNegativeShare = Annotated[float, Quantity(units.SHARE)]
Amount = Annotated[float, Quantity(units.MONTHLY)]
LossShare = Annotated[float, Quantity(units.SHARE, LOSSES)]


def number_text(written: Any) -> Any:
    """Take a number for its text, and anything else as it is: YAML takes `503` for a number."""
    return str(written) if isinstance(written, int) and not isinstance(written, bool) else written


def _nodes(written: Any) -> Any:
    try:
        return written if written == "all" else Whole(1).read(written)
    except PydanticCustomError:
        raise refusal(f"{shown(written)} is neither all nor a whole number of at least 1") from None


Nodes = Annotated[Literal["all"] | Annotated[int, Whole(1)], BeforeValidator(_nodes)]
"""How many nodes something strikes, the first ones; all of them, however many there are."""
Natural = Annotated[int, Whole(0)]
Count = Annotated[int, Whole(1)]
