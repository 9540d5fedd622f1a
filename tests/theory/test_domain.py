import math
from collections.abc import Callable
from typing import cast

import pytest

from rtsim.theory import (
    fan_out,
    framing,
    long_polling,
    loss,
    periodic_sources,
    queues,
    reconnects,
    set_up,
    short_polling,
)
from rtsim.theory.closed_loop import closed_loop

OUTSIDE: dict[str, Callable[[], object]] = {
    "no interval": lambda: short_polling.fixed_rate(interval=0.0, rate=1.0),
    "no messages": lambda: short_polling.fixed_rate(interval=1.0, rate=0.0),
    "negative link": lambda: short_polling.fixed_rate(interval=1.0, rate=1.0, to_client=-0.1),
    "negative pause": lambda: short_polling.after_response(pause=-1.0, round_trip=0.1, rate=1.0),
    "impossible moment": lambda: short_polling.residual_mean(mean=2.0, second_moment=3.9),
    "jitter above one": lambda: short_polling.uniform_residual_mean(interval=1.0, jitter=1.5),
    "no period": lambda: short_polling.missed_share(interval=1.0, period=0.0),
    "quantile in per cent": lambda: short_polling.fixed_rate(interval=1.0, rate=1.0).latency_quantile(95),
    "no hold": lambda: long_polling.poisson(rate=1.0, hold=0.0, gap=0.1, to_client=0.1),
    "not a number": lambda: long_polling.poisson(rate=math.nan, hold=1.0, gap=0.1, to_client=0.1),
    "time-outs": lambda: long_polling.periodic(period=60.0, hold=30.0, gap=0.1, to_client=0.1),
    "overload by clients": lambda: fan_out.periodic(clients=10_000, send=0.001, period=5.0),
    "overload by rate": lambda: fan_out.poisson(clients=1000, send=0.001, rate=1.0),
    "nobody": lambda: fan_out.periodic(clients=0, send=0.001, period=5.0),
    "no publisher": lambda: closed_loop(concurrency=0, service=1.0),
    "M/M/1 at its limit": lambda: queues.mm1_wait_mean(rate=1.0, service_rate=1.0),
    "M/D/1 beyond it": lambda: queues.md1_wait_mean(rate=2.0, service=1.0),
    "M/G/1 with a moment too small": lambda: queues.mg1_wait_mean(
        rate=0.5, service_mean=1.0, service_second_moment=0.5
    ),
    "M/M/4 beyond its limit": lambda: queues.mmc_wait_mean(rate=4.1, service_rate=1.0, servers=4),
    "the longest wait": lambda: queues.mm1_wait_quantile(rate=0.5, service_rate=1.0, share=1.0),
    "no server": lambda: queues.erlang_c(servers=0, offered=0.1),
    "more pollers than room": lambda: periodic_sources.random_phase_wait_mean(sources=11, period=10.0, service=1.0),
    "window without backlog": lambda: reconnects.uniform_window_wait_mean(clients=100, accept_rate=50.0, window=2.0),
    "shrinking back-off": lambda: reconnects.backoff_return(outage=60.0, base=1.0, factor=0.5),
    "outage without end": lambda: reconnects.backoff_return(outage=math.inf, base=1.0, cap=5.0),
    "infinite mean": lambda: loss.retransmission_delay_mean(loss=0.5, timeout=0.2),
    "unknown TLS": lambda: set_up.connect_round_trips(tls=cast("set_up.Tls", "1.1")),
    "empty chunk": lambda: framing.chunk(size=0),
    "negative payload": lambda: framing.websocket_frame(payload=-1),
}


@pytest.mark.parametrize("outside", OUTSIDE.values(), ids=OUTSIDE.keys())
def test_outside_its_domain_a_form_says_so_in_one_sentence(outside: Callable[[], object]) -> None:
    """A closed form that does not hold raises ValueError with one sentence on one line, and gives no number."""
    with pytest.raises(
        ValueError, match=r"^[A-Za-z][^\n]+ (be|is|are|need|has) [^\n]*\.$|^The queue is unstable: [^\n]+\.$"
    ):
        outside()
