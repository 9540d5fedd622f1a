"""Loss: what a lost segment adds to a message's latency."""

from rtsim.theory.domain import require_not_negative


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
