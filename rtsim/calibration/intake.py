"""Intake: what one file adds to the traffic; what does not match, or was not answered, is counted and left out."""

from collections import Counter

from rtsim.calibration.exchange import Exchange
from rtsim.calibration.requests import HANDSHAKES, Match, Requests
from rtsim.calibration.sample import Sample
from rtsim.calibration.summaries import Summary
from rtsim.calibration.traffic import Source, Traffic
from rtsim.chance import Array
from rtsim.scenario.rows import WrongRowError


class Intake:
    """Takes in what a file's reader finds; of what has URLs or labels only what `match` likes."""

    def __init__(self, traffic: Traffic, match: Match) -> None:
        self.traffic = traffic
        self.match = match
        self.left_out = 0
        """Requests that were not answered, or not over the network."""
        self._used = 0
        self._told: Counter[str] = Counter()
        self._unmatched = 0

    @property
    def used(self) -> int:
        """How many requests or times were taken in."""
        told = (count for thing, count in self._told.items() if thing != HANDSHAKES)
        return self._used + max(told, default=0) + self._told[HANDSHAKES]

    def likes(self, *names: str, count: int = 1) -> bool:
        """Tell whether one of the names of so many requests matches; those of which none does are counted."""
        likes = any(self.match(name) for name in names)
        self._unmatched += 0 if likes else count
        return likes

    def add_exchange(self, exchange: Exchange) -> None:
        """Take one exchange in."""
        self._used += 1
        self.traffic.add(exchange)

    def add_requests(self, requests: Requests) -> None:
        """Take those of some rows in that match and were answered."""
        matching = requests.matching(self.match)
        good = matching & requests.answered
        self._unmatched += int((requests.each & ~matching).sum())
        self.left_out += int((requests.each & matching & ~requests.answered).sum())
        self._told.update(requests.add_to(self.traffic, good))

    def add_summary(self, sample: Sample, summary: Summary, *names: str) -> None:
        """Take a summary into the traffic's waits or durations; where its requests have names, one of them matches."""
        if not names or self.likes(*names, count=summary.count):
            self._used += summary.count
            self.traffic.add_summary(sample, summary)

    def add_round_trips(self, times: Array) -> None:
        """Take round trips in, in seconds."""
        self._used += len(times)
        self.traffic.round_trips.add_each(times)

    def source(self, file: str, kind: str) -> Source:
        """Say what the file gave; raises `WrongRowError` when that is nothing."""
        total = self.used + self.left_out + self._unmatched
        if not self.used and self._unmatched:
            raise WrongRowError(f"none of its {total:,} requests is an answered one whose URL or label matches")
        if not self.used:
            raise WrongRowError(f"none of its {total:,} requests was answered over the network")
        return Source(file, kind, self.used, self.left_out + self._unmatched)
