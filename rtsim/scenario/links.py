"""Links: the path between one client and the server, each way."""

from math import inf
from typing import Any

from pydantic import model_validator

from rtsim.chance import Constant
from rtsim.scenario.distributions import JitterTime, RandomTime
from rtsim.scenario.errors import Refusals
from rtsim.scenario.fields import UnlimitedBandwidth
from rtsim.scenario.losses import Bursts, Loss
from rtsim.scenario.values import Value
from rtsim.units import time_text


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
