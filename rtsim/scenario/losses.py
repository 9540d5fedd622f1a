"""Losses: the share of a link's packets that are lost, one by one or in bursts."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from rtsim import units
from rtsim.scenario.fields import LOSSES, LossShare, Plain, Quantity, Reader
from rtsim.scenario.values import Value

MOST = 1_000_000  # packets a burst


_PACKETS = Plain(
    f"{{}} is not how many packets a burst has: a number from 1 to {MOST:,}, as in 5",
    lambda written: 1 <= written <= MOST,
)


class Bursts(Value):
    """Packets that are lost in bursts, by the model of Gilbert (1960) and Elliott (1963) as netem has it (gemodel).

    The link loses every packet, or none, and changes its mind from packet to packet: time does not count. A packet that
    is sent again is the next one, and is lost with the probability 1 - 1 / burst as any that follows a lost one.
    """

    rate: LossShare
    """Share of all packets that are lost, those that are sent again among them."""
    burst: Annotated[float, _PACKETS]
    """How many packets in a row are lost, on average. Losses that know nothing of each other have 1 / (1 - rate)."""


@dataclass(frozen=True)
class _Loss(Reader):
    """Reads a share, or what bursts are."""

    share = Quantity(units.SHARE, LOSSES)

    def read(self, written: Any) -> float | Bursts:
        """Read what a user wrote."""
        if isinstance(written, Bursts):
            return written
        return Bursts.model_validate(written) if isinstance(written, dict) else self.share.read(written)

    def __get_pydantic_json_schema__(self, _core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [*self.share.schema()["anyOf"], handler(Bursts.__pydantic_core_schema__)]}


Loss = Annotated[float | Bursts, _Loss()]
