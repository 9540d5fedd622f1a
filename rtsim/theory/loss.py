"""Loss: what a lost segment adds to a message's latency."""

from math import expm1

from rtsim.theory.domain import require_not_negative, require_positive


def retransmission_delay_mean(*, loss: float, timeout: float) -> float:
    """Give the mean extra seconds that loss adds to a message of one segment: RTO p / (1 - 2 p).

    Each of its transmissions is lost with probability `loss` p, independently; after `timeout` RTO, then
    twice, four times that, it is sent again. Assumes messages so sparse that no later segment reveals the
    loss, and RTO without a cap; the mean is infinite from p = 1/2 on: ValueError. Source: RFC 6298,
    sections 5.5 and 5.6, and the sum over k of p^k (1 - p) RTO (2^k - 1).

    >>> retransmission_delay_mean(loss=0.25, timeout=1.0)
    0.5
    """
    require_not_negative(loss=loss, timeout=timeout)
    if not loss < 0.5:
        raise ValueError(f"loss must be below 0.5, not {loss}: the mean of the doubling time-outs is infinite.")
    return timeout * loss / (1 - 2 * loss)


def ordered_delay_mean(*, rate: float, loss: float, wait: float) -> float:
    """Give the mean extra seconds that loss adds to messages on one ordered connection.

    That is p R + (1 - p) (R - (1 - e^(-lambda p R)) / (lambda p)): the lost one waits `wait` R until it comes again,
    not lost a second time, and what follows on the connection waits behind it. Assumes Poisson messages, `rate` lambda
    a second, each of one packet that is lost with the probability `loss` p. Source: `ordered_delay_share`, integrated.

    >>> round(ordered_delay_mean(rate=50.0, loss=0.02, wait=0.25), 4)
    0.0332
    """
    require_positive(rate=rate, loss=loss, wait=wait)
    lost = rate * loss
    return loss * wait + (1 - loss) * (wait + expm1(-lost * wait) / lost)


def ordered_delay_share(*, rate: float, loss: float, wait: float, beyond: float = 0.0) -> float:
    """Give the share of messages on one ordered connection that loss delays by more than `beyond` x seconds.

    That is p + (1 - p) (1 - e^(-lambda p (R - x))) for 0 <= x < R: a message is lost itself, or one before it was lost
    in the last R - x seconds.

    >>> round(ordered_delay_share(rate=10.0, loss=0.01, wait=0.3), 4)
    0.0393
    """
    require_positive(rate=rate, loss=loss, wait=wait)
    require_not_negative(beyond=beyond)
    return loss - (1 - loss) * expm1(-rate * loss * max(0.0, wait - beyond)) if beyond < wait else 0.0


def streams_delay_share(*, streams: int, loss: float) -> float:
    """Give the share of requests delayed by loss that leave at one instant on `streams` n streams of one connection.

    That is 1 - q (1 - q^n) / (n (1 - q)) for q = (1 - p)^2: the k-th is not delayed if neither it nor one of the k - 1
    before it is lost (`loss` p), nor one of their answers, each of one packet, for TCP hands on what comes in order. On
    connections of their own, or on streams of QUIC (RFC 9000, section 2.2), n = 1: 1 - q. Assumes answers at once.

    >>> [round(streams_delay_share(streams=streams, loss=0.01), 4) for streams in (1, 10)]
    [0.0199, 0.1032]
    """
    require_positive(streams=streams, loss=loss)
    through = (1 - loss) ** 2
    return 1 - through * (1 - through**streams) / (streams * (1 - through))


def burst_begins(*, loss: float, burst: float) -> float:
    """Give the probability that a packet which follows one that got through is lost: p / ((1 - p) b).

    Bursts have b packets on average (`burst`), and p of all packets are lost (`loss`). Source: Gilbert, Capacity of a
    burst-noise channel, 1960: the long-run shares of a chain of two states.

    >>> burst_begins(loss=0.2, burst=2.5)
    0.1
    """
    require_not_negative(loss=loss)
    require_positive(burst=burst)
    return loss / ((1 - loss) * burst)


def burst_delay_mean(*, loss: float, burst: float, timeout: float) -> float:
    """Give the mean extra seconds that bursts add to sparse messages of one segment: a RTO / (1 - 2 s) for s = 1 - 1/b.

    The first transmission is lost with the probability a of `burst_begins`, for the one before got through; each that
    follows with s, after a time-out that doubles. Infinite from b = 2 on: ValueError.

    >>> round(burst_delay_mean(loss=0.2, burst=1.25, timeout=0.3), 6)
    0.1
    """
    stays = 1 - 1 / burst
    if not stays < 0.5:
        raise ValueError(f"burst must be below 2, not {burst}: the mean of the doubling time-outs is infinite.")
    return burst_begins(loss=loss, burst=burst) * timeout / (1 - 2 * stays)
