"""Losses: what lost packets do to messages on one ordered connection, alone or in bursts."""

from typing import Any

from rtsim.recording import Recording
from rtsim.theory import loss
from rtsim.validation.case import Case, Check, case
from rtsim.validation.measures import ShareLater
from rtsim.validation.rules import between, interval
from rtsim.validation.worlds import POISSON_TO_ONE, STREAM, clients, link

FORM = "closed form: rtsim.theory.loss"
FLACH = "Flach et al., Reducing Web Latency: the Virtue of Gentle Aggression, SIGCOMM 2013"
STREAMS = "RFC 9113, section 5; RFC 9000, section 2.2; closed form: rtsim.theory.loss"
TIMEOUT = 0.2  # above the round trip
HAIR = 1e-6  # seconds
WARM_UP = 10.0
KEPT = {"keep_alive": 3600.0}


def _case(name: str, source: str, *checks: Check, count: int, trip: float, lost: Any, **sections: Any) -> Case:
    """Give clients whose links have a round trip and lose packets; to WebSocket unless told otherwise."""
    crowd = clients(count, 1, network=link(trip / 2, trip / 2, loss=lost))
    return case(f"losses/{name}", source, *checks, clients=crowd, **({"warmup": WARM_UP} | sections))


def _messages(rate: float) -> dict[str, Any]:
    return POISSON_TO_ONE | {"rate": rate, "payload": 100}


def _added(expected: float, trip: float) -> Check:
    return Check("latency that loss adds, mean", "s", expected, "latency_s.mean", interval(), less=trip / 2)


def _late(quantity: str, expected: float, seconds: float) -> Check:
    return Check(quantity, "share", expected, ShareLater(seconds, WARM_UP), interval())


def _ordered(rate: float, share: float, wait: float, connections: int, lasts: float = 2000.0) -> Case:
    """Let what follows a lost packet wait behind it, on so many connections that share the messages.

    Bursts of one packet are losses that are not lost again: after a lost packet one gets through.
    """
    trip = wait - TIMEOUT
    form = {"rate": rate / connections, "loss": share, "wait": wait}
    half = loss.ordered_delay_share(**form, beyond=wait / 2)
    return _case(
        f"ordered-{rate:g}-per-s-on-{connections}",
        FORM,
        _added(loss.ordered_delay_mean(**form), trip),
        _late("late", loss.ordered_delay_share(**form), trip / 2 + HAIR),
        _late("late by more than half the wait", half, (trip + wait) / 2),
        count=connections,
        trip=trip,
        lost={"rate": share / (1 + share), "burst": 1},
        messages=_messages(rate),
        duration=lasts,
    )


def _bursts(share: float, burst: float, trip: float = 0.1) -> Case:
    """Let sparse messages meet bursts: few of them, each for long."""
    begins, again = loss.burst_begins(loss=share, burst=burst), 1 - 1 / burst
    timeout = trip + TIMEOUT
    checks = [
        _late(f"late by {more} time-outs or more", begins * again**times, trip / 2 + more * timeout - HAIR)
        for times, more in ((0, 1), (1, 3))
    ]
    if burst < 4 / 3:  # where the variance is finite, so that there is an interval
        checks.append(_added(loss.burst_delay_mean(loss=share, burst=burst, timeout=timeout), trip))
    return _case(
        f"bursts-of-{burst:g}",
        FORM,
        *checks,
        count=5_000,
        trip=trip,
        lost={"rate": share, "burst": burst},
        messages=_messages(25.0),
        duration=6000.0,
        drain=3600.0,
    )


def delayed_share(recording: Recording) -> float:
    """Give the share of acknowledgements that took longer than the least time."""
    times = recording.publish
    return 1 - int(times.buckets[times.buckets.nonzero()[0][0]]) / times.count


def _streams(http: str, streams: int = 8, share: float = 0.02) -> Case:
    """Let a sender have so many requests under way at a time, on one connection or on one each."""
    expected = loss.streams_delay_share(streams=streams if http == "2" else 1, loss=share)
    bursts = {"process": "bursts", "bursts": {"size": streams, "every": 4}}
    return _case(
        f"streams-http-{http}",
        STREAMS,
        Check(f"delayed of {streams} at a time", "share", expected, delayed_share, interval()),
        count=1,
        trip=0.1,
        lost=share,
        messages={"from": "senders", "to": "everyone", "senders": {"count": 1, "connections": streams}, "payload": 100}
        | bursts,
        techniques=STREAM,
        wire={"http": http, "tls": "1.3"},
        server=KEPT,
        duration=20_000.0,
    )


def lossy_share(recording: Recording) -> float:
    """Give how many times as long short requests took that met a loss as those that met none, on average."""
    times = recording.publish
    without = times.buckets.argmax()
    assert without == times.buckets.nonzero()[0][0], "the usual time is not the shortest"
    usual = int(times.buckets[without])
    return (times.total - usual * times.minimum) / (times.count - usual) / times.minimum


def _short(trip: float) -> Case:
    """Let clients ask for short responses, of one packet each way, of which some are lost."""
    several = between(3.0, 8.0, "3 to 8 times")
    return _case(
        f"short-responses-{1000 * trip:g}-ms",
        FLACH,
        Check("time with a loss, in times of that without", "share", 5.0, lossy_share, several),
        count=10,
        trip=trip,
        lost=0.01,
        messages=POISSON_TO_ONE
        | {"from": "senders", "rate": 40, "payload": 500, "senders": {"count": 200, "connections": 8}},
        techniques=STREAM,
        server=KEPT,
        duration=600.0,
        replications=4,
    )


CASES = (
    *(_ordered(50.0, 0.02, 0.25, connections) for connections in (1, 2, 5, 10)),
    _ordered(10.0, 0.01, 0.3, 1, 20_000.0),
    _bursts(0.05, 1.25),
    _bursts(0.05, 1.6),
    *map(_streams, ("1.1", "2", "3")),
    *map(_short, (0.05, 0.1)),
)
