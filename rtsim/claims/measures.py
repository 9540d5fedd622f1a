"""Measures: what the claims compare, each for one client so that worlds of any size compare."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rtsim.claims.evidence import Sample

Row = Mapping[str, float]


@dataclass(frozen=True)
class Measure:
    """A quantity by its name in tables, its unit, and how it is read from a replication."""

    name: str
    unit: str
    read: Callable[[Row, Sample], float]

    def values(self, sample: Sample) -> list[float]:
        """Read it from each replication."""
        return [self.read(row, sample) for row in sample.rows]


LATENCY = Measure("latency", "s", lambda row, _: row["latency_s.mean"])
LATE = Measure("95th percentile of latency", "s", lambda row, _: row["latency_s.p95"])
CPU = Measure("CPU per client", "s", lambda row, of: row["server.cpu_s"] / of.seconds / of.clients)
TRAFFIC = Measure("traffic per client", "bit/s", lambda row, _: row["traffic.per_client_bit_s"])
MEMORY = Measure(
    "memory per client", "bytes", lambda row, of: (row["server.memory_mean_bytes"] - of.base_memory) / of.clients
)
EMPTY = Measure("share of requests that bring nothing", "share", lambda row, _: row["requests.empty_share"])
OVERHEAD = Measure("share of bytes that is no payload", "share", lambda row, _: row["traffic.overhead_share"])
OPEN = Measure("open connections per client", "count", lambda row, of: row["connections.open_mean"] / of.clients)
OPENED = Measure(
    "connections opened per client and minute",
    "count",
    lambda row, of: 60 * row["connections.opened"] / of.seconds / of.clients,
)
REQUESTS = Measure(
    "requests per client and minute", "count", lambda row, of: 60 * row["requests.total"] / of.seconds / of.clients
)
LOST = Measure("share of deliveries lost", "share", lambda row, _: row["messages.lost"] / row["messages.expected"])
DUPLICATES = Measure("duplicates", "count", lambda row, _: row["messages.duplicates"])
DARK = Measure("time without a path after a cut", "s", lambda row, _: row["faults.dark_s.mean"])
CUT_IDLE = Measure(
    "connections cut for idleness, per client and hour",
    "count",
    lambda row, of: 3600 * row["faults.cut_idle"] / of.seconds / of.clients,
)
PUBLISH = Measure("round trip of sending", "s", lambda row, _: row["publish_s.mean"])
CLIENTS_PER_CORE = Measure(
    "clients of a core that is 70 % busy, in proportion",
    "count",
    lambda row, of: 0.7 * of.clients / row["server.utilisation"],
)

CRITERIA = (LATENCY, CPU, TRAFFIC)
"""What a choice weighs: how late, how much work, how many bytes."""

AT_ONCE = 1.0
"""Seconds within which a user's flow of thought stays whole: Nielsen, Usability Engineering (1993), chapter 5."""
