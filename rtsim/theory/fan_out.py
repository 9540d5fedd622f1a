"""Fan-out: one core writes each message to one connection after the other."""

from dataclasses import dataclass, replace
from math import inf

from rtsim.theory.domain import require_not_negative, require_positive, require_stable
from rtsim.theory.queues import md1_wait_mean


@dataclass(frozen=True, kw_only=True)
class FanOut:
    """The steady state of broadcasts by one core: `utilisation` is a share, latencies are in seconds.

    `busy` is the time that one broadcast takes the core. Without waiting, latencies are spread evenly from
    `latency_least` to `latency_sup`.
    """

    utilisation: float
    busy: float
    latency_least: float
    latency_mean: float
    latency_sup: float


def kth_latency(*, k: int, send: float, to_client: float = 0.0, publish: float = 0.0) -> float:
    """Give the latency in seconds of the k-th recipient (from 1) when the core is free: publish + k c + d2.

    `send` is the core's time c per recipient, `publish` its time for taking the message in.

    >>> kth_latency(k=25_000, send=160e-6)
    4.0
    """
    require_positive(k=k)
    require_not_negative(send=send, to_client=to_client, publish=publish)
    return publish + k * send + to_client


def utilisation(*, clients: int, send: float, rate: float, publish: float = 0.0) -> float:
    """Give the share of one core that `rate` broadcasts per second to N clients take: rate (publish + N c).

    The queue is stable only below 1. Source: the utilisation law (Denning and Buzen 1978,
    doi:10.1145/356733.356735).

    >>> round(utilisation(clients=25_000, send=160e-6, rate=0.2), 6)
    0.8
    """
    require_not_negative(clients=clients, send=send, rate=rate, publish=publish)
    return rate * (publish + clients * send)


def periodic(*, clients: int, send: float, period: float, to_client: float = 0.0, publish: float = 0.0) -> FanOut:
    """Give the steady state of a broadcast every `period` seconds to N clients: mean (N + 1) c / 2 + publish + d2.

    Assumes one core and nothing else for it to do; ValueError unless publish + N c < P. Source: the k-th of
    N waits k c; measured by Van de Vyvere and others (2020) as evenly distributed between 0 s and 4 s for
    25,000 clients.

    >>> result = periodic(clients=25_000, send=160e-6, period=5.0)
    >>> result.utilisation, round(result.latency_mean, 5), result.latency_sup
    (0.8, 2.00008, 4.0)
    """
    require_positive(clients=clients, period=period)
    load = utilisation(clients=clients, send=send, rate=1 / period, publish=publish)
    require_stable(load)
    after = publish + to_client
    return FanOut(
        utilisation=load,
        busy=publish + clients * send,
        latency_least=after + send,
        latency_mean=after + (clients + 1) * send / 2,
        latency_sup=after + clients * send,
    )


def poisson(*, clients: int, send: float, rate: float, to_client: float = 0.0, publish: float = 0.0) -> FanOut:
    """Give the steady state of Poisson broadcasts, `rate` per second, to N clients.

    With D = publish + N c and load rate D: mean load D / (2 (1 - load)) + publish + (N + 1) c / 2 + d2;
    there is no bound. Assumes one core; ValueError when unstable. Source: the wait of M/D/1
    (`queues.md1_wait_mean`) before `periodic`.

    >>> result = poisson(clients=1000, send=100e-6, rate=5.0, to_client=0.02)
    >>> result.utilisation, round(result.latency_mean, 6)
    (0.5, 0.12005)
    """
    require_positive(clients=clients, send=send, rate=rate)
    busy = publish + clients * send
    require_stable(rate * busy)
    free = periodic(clients=clients, send=send, period=1 / rate, to_client=to_client, publish=publish)
    wait = md1_wait_mean(rate=rate, service=busy)
    return replace(free, latency_mean=free.latency_mean + wait, latency_sup=inf)
