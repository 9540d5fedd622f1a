"""Measures: what each is called, how its values are written, and how an axis writes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rtsim import units
from rtsim.advice.wording import measure_text
from rtsim.analysis.comparison import GROWING
from rtsim.breakeven.lines import TOTAL_BYTES
from rtsim.scenario.slo import kind_of
from rtsim.units import Kind, Text

SECONDS = {"tickformat": "~s", "ticksuffix": "s"}
BYTES = {"tickformat": "~s", "ticksuffix": "B"}
BIT_RATE = {"tickformat": "~s", "ticksuffix": "bit/s"}
SHARE = {"tickformat": ".3~p"}
"""How an axis writes its ticks: SI prefixes, whatever the reader zooms into."""
_AXES: Mapping[Kind, Mapping[str, str]] = MappingProxyType(
    {units.TIME: SECONDS, units.SIZE: BYTES, units.BANDWIDTH: BIT_RATE, units.SHARE: SHARE}
)
_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "latency_s.mean": "Latency, mean",
        "latency_s.p95": "Latency, p95",
        "age_s.mean": "Age of information",
        "server.cpu_s": "CPU time",
        "server.utilisation": "Cores busy",
        "server.memory_mean_bytes": "Memory",
        "traffic.up_bytes": "Traffic up",
        "traffic.down_bytes": "Traffic down",
        "traffic.per_client_bit_s": "Traffic per client",
        TOTAL_BYTES: "Traffic",
    }
)


@dataclass(frozen=True)
class Measure:
    """A measure by its dotted path; all else follows from that."""

    path: str

    @property
    def title(self) -> str:
        """What it is called."""
        return _TITLES[self.path]

    @property
    def text(self) -> Text:
        """What writes its values with their unit."""
        return measure_text(self.path)

    @property
    def axis(self) -> Mapping[str, str]:
        """How an axis writes it."""
        return _AXES[kind_of(self.path)]

    @property
    def grows(self) -> bool:
        """Whether it grows as long as an overloaded run lasts."""
        return self.path.startswith(GROWING)
