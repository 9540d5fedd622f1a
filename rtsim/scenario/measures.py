"""Measures: what runs are measured by, each described once for limits, comparisons, tables, pages and documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rtsim import units
from rtsim.units import Kind, Text, significant

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "latency_s": "mean p50 p90 p95 p99 p999 max",
        "age_s": "mean",
        "publish_s": "mean p50 p95 min max",
        "messages": "published expected delivered undelivered lost duplicates out_of_order",
        "requests": "total per_second empty empty_share messages_per_response",
        "connections": "opened open_mean open_max held_mean refused reconnects",
        "traffic": "up_bytes down_bytes payload_bytes overhead_share wire_up_bytes wire_down_bytes per_client_bit_s "
        "thrown_away_bytes",
        "server": "utilisation cpu_s memory_mean_bytes memory_max_bytes",
        "server.queue_wait_s": "mean p95 max",
        "faults": "dark_share replayed cut_idle cut_lifetime fell_back syns_dropped waiting_for_connection",
        "faults.reconnects": "attempts succeeded peak_per_second",
        "faults.recovery_s": "p50 p95 p99 all",
        "faults.dark_s": "mean p95 max",
        "faults.detect_s": "mean max",
    }
)
"""The names of measures, by what their paths begin with."""

METRICS: tuple[str, ...] = tuple(f"{group}.{name}" for group, names in GROUPS.items() for name in names.split())
"""The measures that a limit may be set on: dotted paths into a technique's block of the JSON."""

TOTAL_BYTES = "traffic.total_bytes"
"""What all bytes on connections come to, both ways: a sum of two measures."""

_NUMBER = Kind("a number", "0", {})
_GROWING = ("latency_s.", "age_s.", "publish_s.", "server.queue_wait_s.")
_NEUTRAL = frozenset(
    {
        "messages.published",
        "messages.expected",
        "messages.delivered",
        "requests.messages_per_response",
        "connections.open_mean",
        "connections.open_max",
        "connections.held_mean",
        "traffic.payload_bytes",
    }
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
        """What it is called; its path, where it has no name in words."""
        return _TITLES.get(self.path, self.path)

    @property
    def kind(self) -> Kind:
        """The kind of quantity that it is.

        >>> Measure("latency_s.p95").kind.name, Measure("messages.lost").kind.name
        ('a time', 'a number')
        """
        if self.path.endswith("per_client_bit_s"):
            return units.BANDWIDTH
        if self.path.endswith("per_second"):
            return units.RATE
        if "_bytes" in self.path:
            return units.SIZE
        if self.path.endswith(("_share", "utilisation")):
            return units.SHARE
        return units.TIME if "_s." in self.path or self.path.endswith("_s") else _NUMBER

    @property
    def text(self) -> Text:
        """What writes its values with their unit.

        >>> Measure("latency_s.p95").text(0.2), Measure("messages.lost").text(3)
        ('200 ms', '3')
        """
        return units.TEXTS.get(self.kind, significant)

    @property
    def grows(self) -> bool:
        """Whether it grows as long as an overloaded run lasts."""
        return self.path.startswith(_GROWING)

    @property
    def neutral(self) -> bool:
        """Whether neither more nor less of it is better; of all others less is. What is not delivered has its own."""
        return self.path in _NEUTRAL
