"""Forecasts: what is expected of a technique before anything runs, row by row, and what stands in its way."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum


class Unit(Enum):
    """What a row's value counts in."""

    TIME = "s"
    SIZE = "B"
    RATE = "per second"
    BYTE_RATE = "B/s"
    BANDWIDTH = "bit/s"
    SHARE = "share"
    COUNT = "count"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One quantity: its key and name, its value in base units, the formula with its source, and what that leaves out.

    The value is infinite where there is no bound or no steady state. `doubts` are the assumptions of the formula that
    the scenario breaks; the value then is an estimate.
    """

    key: str
    quantity: str
    value: float
    unit: Unit
    formula: str
    source: str
    doubts: tuple[str, ...] = ()

    @property
    def applies(self) -> bool:
        """Whether the scenario is what the formula assumes."""
        return not self.doubts


class Severity(Enum):
    """How bad it is."""

    CLOSE = "close"
    UNSTABLE = "unstable"
    FAILING = "failing"
    """Only where something breaks."""


@dataclass(frozen=True, kw_only=True)
class Caution:
    """Something that has too much to do, or soon will: `load` is the share of what it can do that is asked of it."""

    limit: str
    severity: Severity
    load: float
    text: str


def failure(limit: str, load: float, text: str) -> Caution:
    """Warn of what comes only where something breaks."""
    return Caution(limit=limit, severity=Severity.FAILING, load=load, text=text)


@dataclass(frozen=True)
class Demand:
    """What is asked of a limit, as a share of it; a limit that can be met exactly is only passed beyond 1."""

    limit: str
    load: float
    text: str
    exact: bool = False


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """All that is expected of one technique: values, what is asked of each limit, and where that is too much."""

    technique: str
    title: str
    rows: tuple[Row, ...]
    demands: tuple[Demand, ...]
    cautions: tuple[Caution, ...]

    @property
    def stable(self) -> bool:
        """Whether there is a steady state at all."""
        return all(caution.severity is not Severity.UNSTABLE for caution in self.cautions)

    @property
    def quantities(self) -> dict[str, float]:
        """The values by key."""
        return {row.key: row.value for row in self.rows}


def unique(*groups: Iterable[str]) -> tuple[str, ...]:
    """Give each doubt of some groups once, in order.

    >>> unique(["a", "b"], ["b", "c"])
    ('a', 'b', 'c')
    """
    return tuple(dict.fromkeys(doubt for group in groups for doubt in group))


_QUANTITIES = {
    "published_per_s": ("messages published", Unit.RATE),
    "deliveries_per_s": ("deliveries", Unit.RATE),
    "requests_per_s": ("requests", Unit.RATE),
    "empty_share": ("empty answers", Unit.SHARE),
    "messages_per_response": ("messages per full answer", Unit.COUNT),
    "latency_mean_s": ("latency, mean", Unit.TIME),
    "latency_sup_s": ("latency, at most", Unit.TIME),
    "held_s": ("request held for", Unit.TIME),
    "held": ("requests held", Unit.COUNT),
    "fan_out_s": ("fan-out of a message", Unit.TIME),
    "connections_open": ("connections open", Unit.COUNT),
    "connections_opened_per_s": ("connections opened", Unit.RATE),
    "set_up_s": ("set-up, first answer", Unit.TIME),
    "utilisation": ("cores busy", Unit.SHARE),
    "queue_wait_s": ("wait for a core", Unit.TIME),
    "up_bytes_per_s": ("traffic up", Unit.BYTE_RATE),
    "down_bytes_per_s": ("traffic down", Unit.BYTE_RATE),
    "per_client_bit_s": ("traffic per client", Unit.BANDWIDTH),
    "memory_bytes": ("memory per node", Unit.SIZE),
    "compressed_bytes": ("a message, compressed", Unit.SIZE),
    "compression_saves": ("compression saves", Unit.BYTE_RATE),
    "compression_cpu": ("- it keeps cores busy", Unit.SHARE),
    "compression_memory": ("- it keeps memory", Unit.SIZE),
    "recovery_p50_s": ("restart: half back", Unit.TIME),
    "recovery_p95_s": ("restart: 95 % back", Unit.TIME),
    "recovery_all_s": ("restart: all back", Unit.TIME),
    "dark_s": ("restart: dark, mean", Unit.TIME),
    "storm_per_s": ("restart: come back, most", Unit.RATE),
    "storm_wait_s": ("restart: longest wait", Unit.TIME),
    "storm_waiting": ("restart: waiting, most", Unit.COUNT),
    "lost_messages": ("restart: lost", Unit.COUNT),
    "outage_detect_s": ("outage: noticed after, mean", Unit.TIME),
    "outage_late_s": ("outage: back after its end", Unit.TIME),
    "outage_dark": ("outages: time dark", Unit.SHARE),
    "outage_lost_per_s": ("outages: lost", Unit.RATE),
    "cuts_idle": ("idle cuts, client and hour", Unit.COUNT),
    "cuts_age": ("cuts by age, client, hour", Unit.COUNT),
    "cuts_dark": ("dark because of cuts", Unit.SHARE),
    "cuts_per_s": ("come back after cuts", Unit.RATE),
    "goes_over_s": ("on a WebSocket after", Unit.TIME),
    "fallback_share": ("fall back", Unit.SHARE),
    "fallback_latency_s": ("- their latency, mean", Unit.TIME),
    "fallback_opens_s": ("- first path after", Unit.TIME),
}


def row(key: str, value: float, formula: str, source: str, *doubts: Iterable[str]) -> Row:
    """Make the row of a known quantity, or of the share of the cores that one kind of work takes.

    >>> row("utilisation.push", 0.5, "rate x seconds", "the utilisation law").quantity
    '- of it push'
    """
    kind = key.removeprefix("utilisation.")
    quantity, unit = _QUANTITIES.get(key) or (f"- of it {kind}", Unit.SHARE)
    return Row(
        key=key,
        quantity=quantity,
        value=value,
        unit=unit,
        formula=formula,
        source=source,
        doubts=unique(*doubts),
    )


def of_kind(expected: Row, kind: str) -> Row:
    """Give a restart's row as that of another kind of restart.

    >>> of_kind(row("dark_s", 1.0, "mean", "theory"), "drain").key
    'dark_s.drain'
    """
    quantity = f"{kind}: {expected.quantity.removeprefix('restart: ')}"
    return replace(expected, key=f"{expected.key}.{kind}", quantity=quantity)


def place(expected: Row) -> tuple[int, str]:
    """Give what rows are sorted by: the order of reading, kinds of work after the whole of it, and of restarts last."""
    keys = list(_QUANTITIES)
    key, _, kind = expected.key.partition(".")
    if kind and key != "utilisation":
        return keys.index("lost_messages"), f"{kind} {keys.index(key):03}"
    if not kind and key in _QUANTITIES:
        return keys.index(key), ""
    return keys.index("utilisation"), expected.key
