"""The network: an empirical link from round trips, of which one way is taken for half."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

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


def network_lessons(traffic: Traffic, spread: Spread) -> Iterator[Lesson]:
    """Say what is known of the link."""
    trips, origin = round_trips(traffic)
    if not trips.count:
        yield Unknown("clients.network", "no round trip: no connection was opened, and no answer tells its wait")
    elif spread is Spread.CLIENTS:
        yield from _by_client(trips, origin)
    else:
        yield from _by_transfer(trips, origin)
    for way in ("up", "down"):
        yield Unknown(f"clients.network.{way}", "bandwidth shows in transfers of many kilobytes, not in latency")
    yield Unknown(
        "clients.network.loss", "a capture above TCP shows a lost packet as a late answer, which jitter holds"
    )


def round_trips(traffic: Traffic) -> tuple[Sample, str]:
    """Give the best round trips that were seen, and what they are.

    Those that a user measured come first, then TCP's own, which hold no work of the server.
    """
    answers = "from request to answer, the server's time among it: an upper limit"
    if traffic.held:
        answers += f" ({counted(traffic.held, 'wait')} of more than a second left out as held)"
    connections = "opened, a round trip each"
    candidates = [
        (traffic.round_trips, "measured"),
        (traffic.connects if traffic.connects.count >= FEW else Sample(), connections),
        (traffic.waits, answers),
        (traffic.durations, answers),
        (traffic.connects, connections),
        (traffic.handshakes, "of opening a WebSocket, two or with TLS three round trips each"),
    ]
    return next(((sample, origin) for sample, origin in candidates if sample.count), (Sample(), ""))


def _by_client(trips: Sample, origin: str) -> Iterator[Lesson]:
    note = f"{_origin(trips, origin)}; one way is taken for half; each client draws one way up and one down for itself"
    yield Finding(
        "clients.network.latency", _link([trip / 2 for trip in trips.groups()]), trips.count, note + _grouped(trips)
    )


def _by_transfer(trips: Sample, origin: str) -> Iterator[Lesson]:
    least = trips.least / 2
    yield Finding(
        "clients.network.latency",
        _exact(least),
        trips.count,
        f"{_origin(trips, origin)}; one way is taken for half; this is the least",
    )
    if trips.most > trips.least:
        beyond = [max(0.0, trip / 2 - least) for trip in trips.groups()]
        note = "half of what each round trip took beyond the least; drawn for each transfer, each way for itself"
        yield Finding("clients.network.jitter", _link(beyond), trips.count, note + _grouped(trips))


def _origin(trips: Sample, origin: str) -> str:
    kind = (
        "connection" if origin.startswith("opened") else "time" if origin.startswith(("from", "of")) else "round trip"
    )
    return f"{counted(trips.count, kind)} {origin}: {time_range(trips)}"


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
    unit, worth = next(
        ((unit, worth) for unit, worth in (("s", 1), ("ms", 1e-3), ("us", 1e-6)) if rounded >= worth), ("s", 1)
    )
    return f"{significant(rounded / worth, _DIGITS).replace(',', '')} {unit}"
