"""The network: an empirical link from round trips, of which one way is taken for half."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from rtsim.calibration.lessons import Finding, Lesson, Unknown, counted, time_range
from rtsim.calibration.sample import GROUPS, Sample
from rtsim.calibration.traffic import Traffic
from rtsim.units import significant

FEW = 5
"""Fewer connections than this say less about a link than many answers do, although these hold the server's time."""

_DIGITS = 4  # of a time: a thousandth is finer than any capture


class Spread(StrEnum):
    """What round trips differ between."""

    TRANSFERS = "transfers"
    """From transfer to transfer: one client, measured often."""
    CLIENTS = "clients"
    """From client to client: many clients, each measured once or a few times."""


class RoundTrips(NamedTuple):
    """Round trips in seconds, and in words what they are and what is to be known about them."""

    sample: Sample
    one: str = ""
    caution: str = ""

    @property
    def note(self) -> str:
        """How many there are, and how long they take."""
        many = self.one.replace("time ", "times ").replace("trip ", "trips ").replace("connection ", "connections ")
        summed_up, count = self.sample.summed_up, self.sample.count
        some = "" if summed_up == count else f"{summed_up:,} "
        how = f" ({some}from percentiles or counts, not one by one)" if summed_up else ""
        return f"{counted(count, self.one, many)}{how}: {time_range(self.sample)}{self.caution}"


def network_lessons(traffic: Traffic, spread: Spread) -> Iterator[Lesson]:
    """Say what is known of the link."""
    trips = round_trips(traffic)
    if not trips.sample.count:
        yield Unknown("clients.network", "no round trip: no connection was opened, and no answer tells its wait")
    else:
        yield from _by_client(trips) if spread is Spread.CLIENTS else _by_transfer(trips)
    for way in ("up", "down"):
        yield Unknown(f"clients.network.{way}", "bandwidth shows in transfers of many kilobytes, not in latency")
    yield Unknown(
        "clients.network.loss", "a capture above TCP shows a lost packet as a late answer, which jitter holds"
    )


def round_trips(traffic: Traffic) -> RoundTrips:
    """Give the best round trips that were seen.

    Those that a user measured come first, then TCP's own, which hold no work of the server.
    """
    held = f"; {counted(traffic.held, 'wait')} of more than a second left out as held" if traffic.held else ""
    caution = f" (an upper limit: the server's time is in it{held})"
    whole = f" (an upper limit: the server's time is in it, and may be the time to connect{held})"
    answers, connections = "time from request to answer", "connection opened, a round trip each"
    few = traffic.connects.count < FEW
    candidates = [
        RoundTrips(traffic.round_trips, "round trip measured"),
        RoundTrips(Sample() if few else traffic.connects, connections),
        RoundTrips(traffic.waits, answers, caution),
        RoundTrips(traffic.durations, answers, whole),
        RoundTrips(traffic.connects, connections),
        RoundTrips(traffic.handshakes, "time to open a WebSocket, over its two round trips (with TLS three)"),
    ]
    return next((trips for trips in candidates if trips.sample.count), RoundTrips(Sample()))


def _by_client(trips: RoundTrips) -> Iterator[Lesson]:
    note = f"{trips.note}; one way is taken for half; each client draws its way up and its way down"
    ways = [trip / 2 for trip in trips.sample.groups()]
    yield Finding("clients.network.latency", _link(ways), trips.sample.count, note + _grouped(trips.sample))


def _by_transfer(trips: RoundTrips) -> Iterator[Lesson]:
    sample, least = trips.sample, trips.sample.least / 2
    note = f"{trips.note}; one way is taken for half; this is the least"
    yield Finding("clients.network.latency", _exact(least), sample.count, note)
    if sample.most > sample.least:
        beyond = [max(0.0, trip / 2 - least) for trip in sample.groups()]
        note = "half of what each round trip took beyond the least; drawn for each transfer, each way for itself"
        yield Finding("clients.network.jitter", _link(beyond), sample.count, note + _grouped(sample))


def _grouped(trips: Sample) -> str:
    return f"; {GROUPS} values stand for all, with their mean" if len(trips.kept) > GROUPS else ""


def _link(seconds: list[float]) -> dict[str, Any]:
    return {"dist": "empirical", "values": [_exact(value) for value in seconds]}


def _exact(seconds: float) -> str:
    """Write a time for YAML.

    >>> _exact(0.01234567), _exact(2e-05), _exact(0.0)
    ('12.35 ms', '20 us', '0 s')
    """
    rounded = float(f"{seconds:.{_DIGITS - 1}e}")
    fitting = [(unit, worth) for unit, worth in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)) if rounded >= worth]
    unit, worth = fitting[0] if fitting else ("s", 1.0)
    return f"{significant(rounded / worth, _DIGITS).replace(',', '')} {unit}"
