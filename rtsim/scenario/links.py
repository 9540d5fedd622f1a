"""Links: the path between one client and the server, each way."""

from dataclasses import dataclass
from math import inf
from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from rtsim import units
from rtsim.chance import Constant
from rtsim.scenario.distributions import JitterTime, RandomTime
from rtsim.scenario.errors import Refusals
from rtsim.scenario.fields import LOSSES, LossShare, Plain, Quantity, Reader, UnlimitedBandwidth
from rtsim.scenario.values import Value
from rtsim.units import time_text

_MOST_IN_A_BURST = 1_000_000  # packets
_PACKETS = Plain(
    f"{{}} is not how many packets a burst has: a number from 1 to {_MOST_IN_A_BURST:,}, as in 5",
    lambda written: 1 <= written <= _MOST_IN_A_BURST,
)


def _each_way(written: Any) -> Any:
    """Take one quantity for both ways; a mapping that names a way is left as it is."""
    if isinstance(written, dict) and "dist" not in written:
        return written
    return {"up": written, "down": written}


class Latencies(Value):
    """One-way latency each way, in seconds: drawn once per client when it is random."""

    up: RandomTime
    """From the client to the server."""
    down: RandomTime
    """From the server to the client."""

    _spread = model_validator(mode="before")(_each_way)


class Jitters(Value):
    """What is added to the latency of each transfer, in seconds; sums below zero count as zero."""

    up: JitterTime = Constant(0.0)
    """From the client to the server."""
    down: JitterTime = Constant(0.0)
    """From the server to the client."""

    _spread = model_validator(mode="before")(_each_way)


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


class Link(Value):
    """The path between one client and the server."""

    latency: Latencies = Latencies(up=Constant(0.0), down=Constant(0.0))
    """One-way latency: one for both ways, or {up: ..., down: ...}. A round trip is the sum of both ways."""
    jitter: Jitters = Jitters()
    """Noise around the latency, drawn per transfer: one for both ways, or {up: ..., down: ...}."""
    up: UnlimitedBandwidth = inf
    """Bandwidth from the client; unlimited when it is left out."""
    down: UnlimitedBandwidth = inf
    """Bandwidth to the client; unlimited when it is left out."""
    loss: Loss = 0.0
    """Share of the packets that are lost, each with the same probability; or {rate: 1 %, burst: 5} for bursts of
    so many packets on average."""

    @model_validator(mode="after")
    def _check_jitter(self) -> "Link":
        refusals = Refusals()
        for way in ("up", "down"):
            latency, jitter = getattr(self.latency, way).mean, getattr(self.jitter, way).mean
            if latency + jitter < 0:
                refusals.add(
                    f"jitter of {time_text(jitter)} on average takes more than the latency of {time_text(latency)}: "
                    "nothing arrives before it is sent",
                    "jitter",
                    way,
                )
        refusals.raise_any()
        return self

    @property
    def loss_rate(self) -> float:
        """Share of the packets that are lost."""
        return self.loss.rate if isinstance(self.loss, Bursts) else self.loss

    @property
    def burst(self) -> float:
        """How many packets in a row are lost on average; 0 where each is lost or not on its own."""
        return self.loss.burst if isinstance(self.loss, Bursts) else 0.0
