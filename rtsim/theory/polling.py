"""Polling: what pull costs one client, in the numbers that short and long polling share."""

from dataclasses import dataclass

from rtsim.theory.uniform_mixture import UniformMixture


@dataclass(frozen=True, kw_only=True)
class Polling:
    """The steady state of one client that asks again and again.

    `cycle` is the mean time in seconds from one request to the next, `empty_share` the share of requests
    that bring nothing, `batch_mean` the mean number of messages in an answer that brings any, `latency` the
    law of the time in seconds from a message's birth at the server to the client having it.
    """

    cycle: float
    empty_share: float
    batch_mean: float
    latency: UniformMixture

    @property
    def rate(self) -> float:
        """Requests per second of this client; N clients make N times as many."""
        return 1 / self.cycle

    @property
    def latency_mean(self) -> float:
        """The mean latency in seconds."""
        return self.latency.mean

    @property
    def latency_sup(self) -> float:
        """The bound of the latency in seconds, which no message passes and some come arbitrarily close to."""
        return self.latency.sup

    def latency_quantile(self, share: float) -> float:
        """Give the latency in seconds that the share `share` of the messages does not pass."""
        return self.latency.quantile(share)


@dataclass(frozen=True, kw_only=True)
class LongPolling(Polling):
    """Polling whose requests are held: `gap_share` of the messages come while no request is there to answer.

    `held_share` is the share of time that a request waits at the server, so N clients keep N times as many
    requests there on average (Little's law).
    """

    gap_share: float
    held_share: float
