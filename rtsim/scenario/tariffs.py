"""Tariffs: prices by the piece, in steps; and how people write prices.

Inside rtsim a price is in US dollars per hour, per gigabyte (10^9 bytes) or per million.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import inf
from typing import Annotated, Any

from pydantic_core import PydanticCustomError

from rtsim import units
from rtsim.scenario.errors import Refusals, refusal, unknown_key
from rtsim.scenario.fields import POSITIVE, Quantity, Reader
from rtsim.units import Kind

GIGABYTE = 1e9
MILLION = 1e6

_GIBIBYTES = Decimal(10**9) / Decimal(2**30)


def _priced(name: str, example: str, quantities: Mapping[str, Decimal]) -> Kind:
    """Make a kind of price: the base unit comes first."""
    return Kind(name, example, {f"{sign} / {of}": worth for of, worth in quantities.items() for sign in ("USD", "$")})


PER_HOUR = _priced("a price per hour", "0.068 USD / h", {"h": Decimal(1), "month": 1 / Decimal(730)})
PER_GIGABYTE = _priced("a price per gigabyte", "0.09 USD / GB", {"GB": Decimal(1), "GiB": _GIBIBYTES})
PER_MILLION = _priced("a price per million", "1 USD / million", {"million": Decimal(1), "thousand": Decimal(1000)})
AMOUNT = Kind("an amount", "300 million", {"million": Decimal(10**6), "billion": Decimal(10**9)})


@dataclass(frozen=True)
class Tariff:
    """What an amount costs: `steps` are pairs of where a step ends and its price for each `piece`; the last is open."""

    steps: tuple[tuple[float, float], ...]
    piece: float

    def cost(self, amount: float) -> float:
        """Give what an amount costs: each part of it at the price of the step that it falls into.

        >>> Tariff(((300e6, 1.0), (inf, 0.9)), MILLION).cost(400e6)  # 300 million at 1 and 100 million at 0.9
        390.0
        """
        below, total = 0.0, 0.0
        for end, price in self.steps:
            total += price * max(0.0, min(amount, end) - below) / self.piece
            below = end
        return total

    def written(self) -> Any:
        """Give the tariff as a user would write it, in base units."""
        if len(self.steps) == 1:
            return self.steps[0][1]
        return [{"price": price} | ({"up_to": end} if end < inf else {}) for end, price in self.steps]

    @property
    def asks(self) -> bool:
        """Whether anything is asked at all."""
        return any(price for _, price in self.steps)


@dataclass(frozen=True)
class TariffField(Reader):
    """Reads a price, or a list of steps, each a price and the amount up to which it holds."""

    price: Kind
    amount: Kind
    piece: float

    def read(self, written: Any) -> Tariff:
        """Read what a user wrote; raises a refusal, with its place where it is inside a step."""
        if isinstance(written, Tariff):
            return written
        if not isinstance(written, list):
            return Tariff(((inf, Quantity(self.price).read(written)),), self.piece)
        if not written:
            raise refusal("the list is empty: write a price, or steps as in [{price: 1, up_to: 5e9}, {price: 0.9}]")
        return self._stepped(written)

    def _stepped(self, written: list[Any]) -> Tariff:
        refusals, steps, below = Refusals(), [], 0.0
        for number, step in enumerate(written):
            end, price = self._step(refusals, number, step)
            last = number == len(written) - 1
            if last != (end == inf):
                refusals.add("every step but the last has an end", number, "up_to")
            elif end <= below < inf:
                refusals.add("a step ends above the one before it", number, "up_to")
            steps.append((end, price))
            below = end
        refusals.raise_any()
        return Tariff(tuple(steps), self.piece)

    def _step(self, refusals: Refusals, number: int, step: Any) -> tuple[float, float]:
        """Read one step: where it ends, and its price."""
        found = {"up_to": inf, "price": 0.0}
        given = step if isinstance(step, dict) else {}  # so that its price is missed
        for key in given:
            if key not in found:
                refusals.add(unknown_key(key, ("price", "up_to")), number, str(key))
        if given.get("price") is None:
            refusals.add("is required: a step is a mapping such as {price: 1, up_to: 300 million}", number, "price")
        for key, field in (("price", Quantity(self.price)), ("up_to", Quantity(self.amount, POSITIVE))):
            try:
                found[key] = found[key] if given.get(key) is None else field.read(given[key])
            except PydanticCustomError as error:
                refusals.add(str(error), number, key)
        return found["up_to"], found["price"]

    def schema(self) -> dict[str, Any]:
        """Describe what a user may write, as JSON Schema."""
        price, up_to = Quantity(self.price).schema(), Quantity(self.amount, POSITIVE).schema()
        step = {
            "type": "object",
            "properties": {"price": price, "up_to": up_to},
            "required": ["price"],
            "additionalProperties": False,
        }
        return {"anyOf": [*price["anyOf"], {"type": "array", "minItems": 1, "items": step}]}


def price_text(dollars: float) -> str:
    """Write a price for people.

    >>> price_text(0.068), price_text(1.0)
    ('0.068 USD', '1 USD')
    """
    return f"{units.significant(dollars, 4)} USD"


HourlyPrice = Annotated[float, Quantity(PER_HOUR)]
TrafficTariff = Annotated[Tariff, TariffField(PER_GIGABYTE, units.SIZE, GIGABYTE)]
PieceTariff = Annotated[Tariff, TariffField(PER_MILLION, AMOUNT, MILLION)]
