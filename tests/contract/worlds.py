"""The worlds in which the contract is tried: traffic, links, and who writes to whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rtsim.scenario import Scenario
from rtsim.techniques import techniques
from tests.contract.settings import usual
from tests.contract.trials import AnyTechnique, scenario_for

CLIENTS = 12

LINKS: dict[str, dict[str, Any]] = {
    "plain": {"latency": {"up": 0.03, "down": 0.04}},
    "jittery": {
        "latency": {"dist": "uniform", "low": 0.03, "high": 0.09},
        "jitter": {"dist": "uniform", "low": -0.02, "high": 0.06},
        "up": 5e6,
        "down": 20e6,
    },
}

TRAFFIC = {"quiet": 10, "busy": 400}
"""Messages between the third second, when all connections are open, and the ninth."""

ORIGINS, AUDIENCES = ("server", "senders", "clients"), ("one", "room", "everyone")


@dataclass(frozen=True)
class World:
    """One choice of each."""

    traffic: str
    link: str
    origin: str
    audience: str

    def __str__(self) -> str:
        return f"{self.traffic} {self.link} {self.origin} to {self.audience}"

    def scenario(
        self, technique: AnyTechnique, folder: Path, settings: Mapping[str, Any] | None = None, **sections: Any
    ) -> Scenario:
        """Give the scenario for one technique, whose trace is written to `folder`."""
        senders = {"senders": {"count": 2}} if self.origin == "senders" else {}
        messages = {"from": self.origin, "to": self.audience, "room_size": 4, "process": "trace"}
        messages |= sections.pop("messages", {})
        parts = {
            "clients": {"count": CLIENTS, "connect_over": 1, "network": LINKS[self.link]},
            "messages": messages | senders | {"trace": {"file": str(self._trace(folder))}},
            "warmup": 0,
            "duration": 30,
        }
        return scenario_for(technique, settings or usual(technique.name), **(parts | sections))

    def _trace(self, folder: Path) -> Path:
        """Write instants and sizes, drawn once and for all."""
        generator, count = np.random.default_rng(3), TRAFFIC[self.traffic]
        times, sizes = np.sort(generator.uniform(3, 9, count)), generator.integers(0, 2_000, count)
        rows = (f"{time!r},{size}" for time, size in zip(times.tolist(), sizes.tolist(), strict=True))
        path = folder / f"{self.traffic}.csv"
        path.write_text("\n".join(["time_s,payload_bytes", *rows]), encoding="utf-8")
        return path


def worlds() -> Sequence[World]:
    """Give every world there is."""
    return [World(*choice) for choice in product(TRAFFIC, LINKS, ORIGINS, AUDIENCES)]


BUSY = World("busy", "jittery", "server", "everyone")
CHAT = World("busy", "jittery", "clients", "room")
FROM_SENDERS = World("busy", "jittery", "senders", "everyone")
TO_ONE = World("busy", "jittery", "senders", "one")
FEW = World("quiet", "jittery", "senders", "everyone")

every_technique = pytest.mark.parametrize(
    "technique", list(techniques().values()), ids=lambda technique: technique.name
)
