"""Requests: the one table that every tool's rows are brought into, some rows at a time."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence, Sized
from math import nan
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from rtsim.calibration.exchange import BY_METHOD, Part, Sizes
from rtsim.calibration.traffic import Traffic
from rtsim.chance import Array

Match = Callable[[str], bool]
Flags = NDArray[np.bool_]

HANDSHAKES = "handshakes"
"""What is told of WebSockets, which are requests of their own where rows are metrics."""

_UNKNOWN: Array = np.empty(0)
_ALL: Flags = np.empty(0, np.bool_)
_SCHEMES = {"https": True, "wss": True, "http": False, "ws": False}


class Requests(NamedTuple):
    """Some requests and their answers, a column for each thing; one that the tool does not tell has no values.

    Times are seconds and sizes bytes, nan in the rows that do not tell them.
    """

    urls: Sequence[str]
    """The URL of each, or nothing."""
    answered: Flags
    """Whether an answer came."""
    names: Sequence[str] = ()
    """What the tool calls each: a label, or a name."""
    whole: Flags = _ALL
    """Which rows stand for a request; where rows are metrics, some of them do. All of them by default."""
    waits: Array = _UNKNOWN
    """From request to the answer's first byte."""
    durations: Array = _UNKNOWN
    """From request to the answer's last byte."""
    connects: Array = _UNKNOWN
    """How long TCP took to connect."""
    set_ups: Array = _UNKNOWN
    """How long it took to have a connection, whatever was done for it; 0 where one was open."""
    handshakes: Array = _UNKNOWN
    """How long it took to open a WebSocket, over the round trips that it takes."""
    versions: Sequence[str] = ()
    """HTTP versions."""
    tls_versions: Sequence[str] = ()
    methods: Sequence[str] = ()
    statuses: Array = _UNKNOWN
    request_bodies: Array = _UNKNOWN
    response_bodies: Array = _UNKNOWN

    @property
    def each(self) -> Flags:
        """Which rows stand for a request."""
        return self.whole if self.whole.size else np.ones(len(self.urls), np.bool_)

    def matching(self, match: Match) -> Flags:
        """Tell which rows have a URL or a name that matches."""
        matches = {text: match(text) for text in {*self.urls, *self.names}}
        names = self.names or self.urls
        pairs = zip(self.urls, names, strict=True)
        return np.fromiter((matches[url] or matches[name] for url, name in pairs), np.bool_, len(self.urls))

    def add_to(self, traffic: Traffic, rows: Flags) -> Counter[str]:
        """Add these rows to what was seen, and say of how many requests each thing was told."""
        whole = np.flatnonzero(rows & self.each).tolist()
        self._add_protocols(traffic, whole)
        if self.methods:
            self._add_sizes(traffic, whole)
        waits, durations, set_ups = (_known(column, rows) for column in (self.waits, self.durations, self.set_ups))
        connects, handshakes = _known(self.connects, rows), _known(self.handshakes, rows)
        traffic.add_waits(waits)
        traffic.add_durations(durations)
        traffic.connects.add_each(connects[connects > 0])
        traffic.connections.opened += int((set_ups > 0).sum())
        traffic.connections.reused += int((set_ups == 0).sum())
        traffic.handshakes.add_each(handshakes)
        told: dict[str, Sized] = {"requests": whole, "waits": waits, "durations": durations, "connects": connects}
        return Counter({thing: len(values) for thing, values in told.items()} | {HANDSHAKES: len(handshakes)})

    def _add_protocols(self, traffic: Traffic, rows: list[int]) -> None:
        nothing = [""] * len(self.urls)
        versions, tls_versions = self.versions or nothing, self.tls_versions or nothing
        told = Counter((self.urls[row].partition(":")[0], versions[row], tls_versions[row]) for row in rows)
        for (scheme, version, tls), count in told.items():
            traffic.versions[version] += count
            if tls or scheme in _SCHEMES:
                traffic.encrypted[bool(tls) or _SCHEMES[scheme]] += count
            if tls:
                traffic.tls_versions[tls] += count

    def _add_sizes(self, traffic: Traffic, rows: list[int]) -> None:
        fetched: defaultdict[str, list[Sizes]] = defaultdict(list)
        posted: list[Sizes] = []
        for row in rows:
            sizes = Sizes("", int(self.statuses[row]), nan, nan, self.request_bodies[row], self.response_bodies[row])
            part = BY_METHOD.get(self.methods[row], Part.OTHER)
            if part is Part.FETCH:
                fetched[self.urls[row]].append(sizes)
            elif part is Part.PUBLISH:
                posted.append(sizes)
        for url, several in fetched.items():
            traffic.paths.add_each(_path(url), several)
        traffic.rows[Part.PUBLISH].add_each(posted)


def _path(url: str) -> str:
    """Give a URL's path without its query; the URL itself where it is none."""
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return url


def _known(column: Array, rows: Flags) -> Array:
    """Give what a column has in some rows."""
    if not column.size:
        return column
    values = column[rows]
    return values[~np.isnan(values)]
