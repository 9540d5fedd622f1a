"""Paths before anything runs: what one transfer takes on average, each way, on links that nobody else uses."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil, expm1, inf, log1p

from rtsim.chance import Distribution
from rtsim.forecast.cut_off import mean_above_zero
from rtsim.model.kernel.links import LEAST_TIMEOUT, SEGMENT, slow_start_rounds
from rtsim.scenario import Scenario
from rtsim.scenario.intermediaries import together
from rtsim.scenario.links import Link

MOST_TRIES = 200  # of a segment: at the greatest loss that is accepted, 50 %, the rest is still below 1 %
Mix = tuple[tuple[float, Link], ...]  # each link with the share of the endpoints that are on it


@dataclass(frozen=True, kw_only=True)
class Way:
    """One direction, in the mean over endpoints: seconds, and seconds per byte; `narrowest` is the least bit/s.

    `variance` is that of jitter from transfer to transfer, in seconds squared; `losses` have shares of the endpoints
    with the share of their packets that are lost, and the time-out until one is sent again.
    """

    latency: float
    variance: float
    per_byte: float
    narrowest: float
    losses: tuple[tuple[float, float, float], ...]

    def retransmission(self, size: float) -> float:
        """Give the mean seconds that lost segments add: RTO times the sum over k of 2^(k - 1) (1 - (1 - p^k)^n).

        It is the longest wait among n segments; `theory.loss.retransmission_delay_mean` for one.
        """
        segments = max(1, ceil(size / SEGMENT))
        return sum(share * timeout * _doublings(loss, segments) for share, loss, timeout in self.losses)


UNBROKEN = "faults are not counted: this holds while nothing breaks"


@dataclass(frozen=True, kw_only=True)
class Path:
    """Both directions between a mean endpoint and the server; `doubts` say what the means leave out.

    No more than `flow` bytes of one transfer are under way at a time.
    """

    up: Way
    down: Way
    doubts: tuple[str, ...]
    flow: float = inf

    @property
    def broken_doubts(self) -> tuple[str, ...]:
        """What the means leave out of what is said of faults themselves."""
        return tuple(doubt for doubt in self.doubts if doubt != UNBROKEN)

    @property
    def bounded(self) -> bool:
        """Whether a transfer's time has a bound: neither jitter nor loss."""
        return not (self.up.variance or self.down.variance or self.up.losses or self.down.losses)

    @property
    def round_trip(self) -> float:
        """Seconds there and back."""
        return self.up.latency + self.down.latency

    def up_time(self, size: float) -> float:
        """Give the seconds that `size` bytes take to the server."""
        return self._time(self.up, size)

    def down_time(self, size: float) -> float:
        """Give the seconds that `size` bytes take from the server."""
        return self._time(self.down, size)

    def _time(self, way: Way, size: float) -> float:
        rounds = slow_start_rounds(round(size), self.flow) if size else 0
        return way.latency + size * way.per_byte + rounds * self.round_trip + way.retransmission(size)


def clients_path(scenario: Scenario) -> Path:
    """Give the recipients' path."""
    path = _path(scenario.clients.mix, scenario)
    return replace(path, doubts=(*path.doubts, UNBROKEN)) if scenario.faults or scenario.path else path


def senders_path(scenario: Scenario) -> Path:
    """Give the publishers' path, which is the recipients' unless senders have a link of their own."""
    own = scenario.messages.senders.mix if scenario.messages.origin == "senders" else ()
    return _path(own or scenario.clients.mix, scenario)


def _path(mix: Mix, scenario: Scenario) -> Path:
    links = [link for _, link in mix]
    ways_up = [(share, link.latency.up, link.jitter.up, link.up, link) for share, link in mix]
    ways_down = [(share, link.latency.down, link.jitter.down, link.down, link) for share, link in mix]
    between = together(scenario.path).latency
    return Path(up=_way(ways_up, between), down=_way(ways_down, between), doubts=tuple(_doubts(links)))


def _way(ways: list[tuple[float, Distribution, Distribution, float, Link]], between: float) -> Way:
    latency = (share * mean_above_zero(lag, jitter) for share, lag, jitter, _, _ in ways)
    return Way(
        latency=sum(latency) + between,
        variance=sum(share * jitter.variance for share, _, jitter, _, _ in ways),
        per_byte=sum(share * 8 / bandwidth for share, _, _, bandwidth, _ in ways),
        narrowest=min((bandwidth for share, _, _, bandwidth, _ in ways if share), default=inf),
        losses=tuple(
            (share, link.loss_rate, link.latency.up.mean + link.latency.down.mean + LEAST_TIMEOUT)
            for share, _, _, _, link in ways
            if link.loss_rate
        ),
    )


def _doublings(loss: float, segments: int) -> float:
    terms = (2 ** (tries - 1) * -expm1(segments * log1p(-(loss**tries))) for tries in range(1, MOST_TRIES))
    return sum(terms) if loss else 0.0


def _doubts(links: list[Link]) -> Iterable[str]:
    latencies = [latency for link in links for latency in (link.latency.up, link.latency.down)]
    if len(links) > 1 or any(latency.variance for latency in latencies):
        yield "links differ; the mean link is taken for all"
    if any(link.jitter.up.variance or link.jitter.down.variance for link in links):
        yield "jitter, of which the mean is taken; that nothing overtakes is not counted"
    if any(link.up < inf or link.down < inf for link in links):
        yield "transfers that wait for each other on a link are not counted"
    if any(link.loss_rate for link in links):
        yield "lost packets: what waits behind them is not counted"
    if any(link.burst for link in links):
        yield "bursts of lost packets are taken for as many that are lost one by one"
