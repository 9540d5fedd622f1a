"""Long polling: the server holds a request until there is news or a time-out, and the client asks again at once.

The gap is the time in which the server has no request of this client to answer: from the moment an answer
leaves to the moment the next request is parked. Messages born in it wait for its end; a server that keeps
them answers with all of them.
"""

from math import exp, expm1, inf

from rtsim.theory.domain import require_not_negative, require_positive
from rtsim.theory.polling import LongPolling
from rtsim.theory.uniform_mixture import Piece, UniformMixture


def gap(*, to_server: float, to_client: float, pause: float = 0.0, service: float = 0.0) -> float:
    """Give the gap G = d1 + d2 + pause + s in seconds.

    `service` is the work done on a request before the server looks for news, `pause` the client's own
    between an answer and its next request.

    >>> round(gap(to_server=0.05, to_client=0.08), 6)
    0.13
    """
    require_not_negative(to_server=to_server, to_client=to_client, pause=pause, service=service)
    return to_server + to_client + pause + service


def poisson(*, rate: float, hold: float, gap: float, to_client: float, respond: float = 0.0) -> LongPolling:
    """Give the steady state under Poisson messages, `rate` per second for this client.

    With p0 = exp(-rate G) and q = 1 - exp(-rate H): cycle G + p0 q / rate, empty share p0 exp(-rate H),
    mean latency d2 + G^2 / (2 cycle), bound d2 + G (which is d1 + 2 d2 without pause and service), gap
    share G / cycle, mean batch rate cycle / (1 - empty share), held share 1 - G / cycle. `respond` is the
    work of answering a held request: it lengthens the cycle by p0 q respond, the message that set it off
    waits for all of it, those born meanwhile join the answer. Assumes an idle server that keeps what comes
    in the gap and a free time-out. All times in seconds; `hold` may be infinite. Source: renewal-reward
    over one cycle (Ross, Stochastic Processes, section 3.6) of the loop of RFC 6202, section 2.1.

    >>> polling = poisson(rate=2.0, hold=3.0, gap=0.13, to_client=0.08)
    >>> round(polling.rate, 5), round(polling.latency_mean, 6), round(polling.latency_sup, 6)
    (1.94337, 0.096421, 0.21)
    >>> round(polling.batch_mean, 4), round(polling.held_share, 5)
    (1.0311, 0.74736)
    >>> polling = poisson(rate=20.0, hold=30.0, gap=0.1, to_client=0.06)
    >>> round(polling.rate, 4), round(polling.latency_mean, 6), round(polling.batch_mean, 4)
    (9.3662, 0.106831, 2.1353)
    >>> polling = poisson(rate=0.02, hold=25.0, gap=0.2, to_client=0.1)
    >>> round(polling.empty_share, 5), round(polling.latency_mean, 5)
    (0.60411, 0.10101)
    """
    require_positive(rate=rate, hold=hold)
    require_not_negative(gap=gap, to_client=to_client, respond=respond)
    held_answers = exp(-rate * gap) * -expm1(-rate * hold)  # cycles in which news finds a request that is held
    cycle = gap + held_answers * (1 / rate + respond)
    first, joined = held_answers / (rate * cycle), held_answers * respond / cycle
    latency = UniformMixture(
        (
            Piece(gap / cycle, to_client, to_client + gap),
            Piece(first, to_client + respond, to_client + respond),
            Piece(joined, to_client, to_client + respond),
        )
    )
    return LongPolling(
        cycle=cycle,
        empty_share=exp(-rate * (gap + hold)),
        batch_mean=rate * cycle / -expm1(-rate * (gap + hold)),
        latency=latency,
        gap_share=gap / cycle,
        held_share=1 - gap / cycle,
    )


def periodic(*, period: float, gap: float, to_client: float, hold: float = inf) -> LongPolling:
    """Give the steady state under a message every `period` seconds.

    P >= G: every message finds a held request: latency d2, one request each P. P < G: news is always
    waiting: one request each G, latency uniform on d2 to d2 + G, G/P messages each. Assumes that requests
    never time out (ValueError when `hold` is below P - G), an idle server, and, for P < G, no lock-step
    between P and G. Source: the loop of RFC 6202, section 2.1, followed by hand.

    >>> polling = periodic(period=0.25, gap=0.1, to_client=0.05)
    >>> polling.rate, polling.latency_mean, polling.held_share
    (4.0, 0.05, 0.6)
    >>> polling = periodic(period=0.25, gap=0.4, to_client=0.2)
    >>> polling.rate, round(polling.latency_mean, 6), round(polling.latency_sup, 6), polling.batch_mean
    (2.5, 0.4, 0.6, 1.6)
    """
    require_positive(period=period, hold=hold)
    require_not_negative(gap=gap, to_client=to_client)
    if hold < period - gap:
        raise ValueError(f"hold must be at least period - gap = {period - gap:.6g}, not {hold}.")
    waits = gap if period < gap else 0.0
    cycle = max(period, gap)
    return LongPolling(
        cycle=cycle,
        empty_share=0.0,
        batch_mean=cycle / period,
        latency=UniformMixture((Piece(1.0, to_client, to_client + waits),)),
        gap_share=1.0 if waits else 0.0,
        held_share=1 - gap / cycle,
    )


def knee_delay(*, period: float) -> float:
    """Give the one-way delay in seconds beyond which messages every `period` seconds outrun long polling: P / 2.

    Assumes the same delay both ways, no pause and no service. Source: G = 2 d = P in `periodic`.

    >>> knee_delay(period=0.25)
    0.125
    """
    require_positive(period=period)
    return period / 2
