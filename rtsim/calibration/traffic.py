"""Traffic: what was seen of a user's exchanges, collected one by one in memory that does not grow with them."""

from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from rtsim.calibration.exchange import Exchange, Part, Sizes
from rtsim.calibration.sample import Reservoir, Sample
from rtsim.calibration.summaries import Summary
from rtsim.chance import Array

HELD = 1.0
"""Seconds of waiting beyond which a request is taken for a held one: no round trip on Earth takes as long."""

MOST_PATHS = 100  # an application polls a handful
ROWS_PER_PATH = 500
_MOST_CONNECTIONS = 1_000  # a browser opens six per host; a proxy sees many browsers


@dataclass(frozen=True)
class Source:
    """A file that was read: its name, what it is, how many exchanges or values it gave, and how many it did not."""

    file: str
    kind: str
    used: int
    left_out: int


class Connections:
    """Which exchanges came on new connections, which on open ones, and how long those had been idle."""

    def __init__(self) -> None:
        self.opened = 0
        self.reused = 0
        self.idle = Sample()
        self._ends: OrderedDict[str, float] = OrderedDict()

    def add(self, exchange: Exchange) -> None:
        """Take one exchange in; one that does not tell is left out.

        A time to connect says that it was new (0, or HAR's -1, that it was not); a connection's name says that it was
        not when it comes again.
        """
        known = exchange.connection in self._ends
        if exchange.connect > 0:
            self.opened += 1
        elif known or (not exchange.connection and exchange.connect == 0):
            self.reused += 1
        if known and not exchange.connect > 0:
            self.idle.add(max(0.0, exchange.started - self._ends[exchange.connection]))
        if exchange.connection:
            self._ends[exchange.connection] = exchange.ended
            self._ends.move_to_end(exchange.connection)
        if len(self._ends) > _MOST_CONNECTIONS:
            self._ends.popitem(last=False)


class Paths:
    """The GETs of each path; when there are too many paths, the one asked least is forgotten."""

    def __init__(self) -> None:
        self._rows: dict[str, Reservoir[Sizes]] = {}

    def add_each(self, path: str, sizes: Sequence[Sizes]) -> None:
        """Take some GETs of a path in."""
        if path not in self._rows:
            if len(self._rows) == MOST_PATHS:
                del self._rows[min(self._rows, key=lambda known: self._rows[known].count)]
            self._rows[path] = Reservoir(ROWS_PER_PATH)
        self._rows[path].add_each(sizes)

    def repeated(self) -> dict[str, Reservoir[Sizes]]:
        """Give the paths that were asked more than once, the most often asked first."""
        often = sorted(self._rows.items(), key=lambda item: -item[1].count)
        return {path: rows for path, rows in often if rows.count > 1}


class Traffic:
    """All that was seen, over all files; times in seconds, sizes in bytes."""

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self.versions: Counter[str] = Counter()
        self.encrypted: Counter[bool] = Counter()
        self.tls_versions: Counter[str] = Counter()
        self.paths = Paths()
        self.rows: dict[Part, Reservoir[Sizes]] = {
            part: Reservoir() for part in (Part.PUBLISH, Part.STREAM, Part.UPGRADE)
        }
        self.connections = Connections()
        self.keep_alive = Sample()
        self.round_trips = Sample()
        """Round trips that a user measured."""
        self.connects = Sample()
        """Times to open a TCP connection: one round trip each."""
        self.secured = Sample()
        """Times to set up TLS, each as a multiple of the TCP connection's own time."""
        self.waits = Sample()
        """From request to answer, held requests left out: a round trip and the server's time."""
        self.durations = Sample()
        """From request to the answer's last byte, held requests left out, where no wait is told."""
        self.handshakes = Sample()
        """Times to open a WebSocket, each divided by the round trips it takes."""
        self.held = 0
        self.received = Sample()
        """Sizes of WebSocket messages from the server."""
        self.sent = Sample()
        """Sizes of WebSocket messages from the client."""

    def add(self, exchange: Exchange) -> None:
        """Take one exchange in."""
        part = exchange.part
        self.encrypted[exchange.encrypted] += 1
        self.keep_alive.add(exchange.keep_alive)
        self.add_set_up(exchange.connect, exchange.secure)
        if part in self.rows:
            self.rows[part].add(exchange.sizes)
        if part is Part.FETCH:
            self.paths.add_each(exchange.path, [exchange.sizes])
        if part is not Part.UPGRADE:
            self.versions[exchange.sizes.version] += 1
        if part in (Part.FETCH, Part.PUBLISH):
            self.add_waits(np.array([] if isnan(exchange.wait) else [exchange.wait]))
            self.connections.add(exchange)

    def add_waits(self, waits: Array) -> None:
        """Take waits in, but for those of requests that were held."""
        self.held += int((waits > HELD).sum())
        self.waits.add_each(waits[waits <= HELD])

    def add_durations(self, durations: Array) -> None:
        """Take durations in, but for those of requests that were held."""
        self.durations.add_each(durations[durations <= HELD])

    def add_summary(self, sample: Sample, summary: Summary) -> None:
        """Take a summary into the sample of waits or of durations, but for requests that were held."""
        passed = summary.times <= HELD
        self.held += round(float(summary.weights[~passed].sum()))
        sample.add_weighed(summary.times[passed], summary.weights[passed])

    def add_set_up(self, connect: float, secure: float) -> None:
        """Take the set-up of one connection in, if there was one."""
        if connect > 0:
            self.connects.add(connect)
            if not isnan(secure) and secure > 0:
                self.secured.add(secure / connect)
