"""Losses: the share of a link's packets that are lost, one by one or in bursts."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from rtsim import units
from rtsim.scenario.errors import refusal
from rtsim.scenario.fields import LOSSES, LossShare, Quantity
from rtsim.scenario.values import Value
from rtsim.units import shown

MOST = 1_000_000  # packets a burst


def _packets(written: Any) -> float:
    if isinstance(written, bool) or not isinstance(written, int | float) or not 1 <= written <= MOST:
        raise refusal(f"{shown(written)} is not how many packets a burst has: a number from 1 to {MOST:,}, as in 5")
    return float(written)


class Bursts(Value):
    """Packets that are lost in bursts, by the model of Gilbert (1960) and Elliott (1963) as netem has it (gemodel).

    The link loses every packet, or none, and changes its mind from packet to packet: time does not count. A packet that
    is sent again is the next one, and is lost with the probability 1 - 1 / burst as any that follows a lost one.
    """

    rate: LossShare
    """Share of all packets that are lost, those that are sent again among them."""
    burst: Annotated[float, BeforeValidator(_packets, json_schema_input_type=float)]
    """How many packets in a row are lost, on average. Losses that know nothing of each other have 1 / (1 - rate)."""


@dataclass(frozen=True)
class _Loss:
    """Reads a share, or what bursts are."""

    share = Quantity(units.SHARE, LOSSES)

    def read(self, written: Any) -> float | Bursts:
        """Read what a user wrote."""
        if isinstance(written, Bursts):
            return written
        return Bursts.model_validate(written) if isinstance(written, dict) else self.share.read(written)

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, _core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [*self.share.schema()["anyOf"], handler(Bursts.__pydantic_core_schema__)]}


Loss = Annotated[float | Bursts, _Loss()]
