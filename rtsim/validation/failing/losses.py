"""Losses: what lost packets do to messages on one ordered connection, alone or in bursts."""

from collections.abc import Iterable
from typing import Any

from rtsim.recording import Recording
from rtsim.theory import loss
from rtsim.validation.case import FAULTS
from rtsim.validation.check import Check
from rtsim.validation.measures import Measure, Measured, ShareLater
from rtsim.validation.rules import Between, Interval
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import POISSON_TO_ONE, link, world

FORM = "closed form: rtsim.theory.loss"
FLACH = "Flach et al., Reducing Web Latency: the Virtue of Gentle Aggression, SIGCOMM 2013"
TIMEOUT = 0.2  # above the round trip
HAIR = 1e-6  # seconds
WARM_UP = 10.0


def _case(name: str, checks: Iterable[Check[Recording]], source: str = FORM, **sections: Any) -> SimulatedCase:
    """Give a case whose server pushes Poisson messages unless told otherwise."""
    usual: dict[str, Any] = {"techniques": {"websocket": {"heartbeat": None}}, "warmup": WARM_UP}
    scenario = world(**(usual | sections))
    return SimulatedCase(name=f"losses/{name}", source=source, group=FAULTS, scenario=scenario, checks=tuple(checks))


def _clients(count: int, trip: float, lost: Any) -> dict[str, Any]:
    """Give clients whose links have a round trip and lose packets."""
    return {"count": count, "connect_over": 1, "network": link(trip / 2, trip / 2) | {"loss": lost}}


def _messages(rate: float) -> dict[str, Any]:
    return POISSON_TO_ONE | {"rate": rate, "payload": 100}


def _check(quantity: str, expected: float, measure: Measure, unit: str = "s") -> Check[Recording]:
    return Check(quantity=quantity, unit=unit, expected=expected, measure=measure, rule=Interval())


def _ordered(rate: float, share: float, wait: float, connections: int, lasts: float = 2000.0) -> SimulatedCase:
    """Let what follows a lost packet wait behind it, on so many connections that share the messages.

    Bursts of one packet are losses that are not lost again: after a lost packet one gets through.
    """
    trip = wait - TIMEOUT
    form = {"rate": rate / connections, "loss": share, "wait": wait}
    return _case(
        f"ordered-{rate:g}-per-s-on-{connections}",
        (
            _check("latency that loss adds, mean", loss.ordered_delay_mean(**form),
                   Measured("latency_s.mean", less=trip / 2)),
            _check("late", loss.ordered_delay_share(**form), ShareLater(trip / 2 + HAIR, WARM_UP), "share"),
            _check("late by more than half the wait", loss.ordered_delay_share(**form, beyond=wait / 2),
                   ShareLater((trip + wait) / 2, WARM_UP), "share"),
        ),
        clients=_clients(connections, trip, {"rate": share / (1 + share), "burst": 1}),
        messages=_messages(rate), duration=lasts,
    )  # fmt: skip


def _bursts(share: float, burst: float, trip: float = 0.1) -> SimulatedCase:
    """Let sparse messages meet bursts: few of them, each for long."""
    begins, again = loss.burst_begins(loss=share, burst=burst), 1 - 1 / burst
    timeout = trip + TIMEOUT
    checks = [
        _check(f"late by {2**times - 1} time-outs or more", begins * again ** (times - 1),
               ShareLater(trip / 2 + (2**times - 1) * timeout - HAIR, WARM_UP), "share")
        for times in (1, 2)
    ]  # fmt: skip
    if burst < 4 / 3:  # where the variance is finite, so that there is an interval
        mean = loss.burst_delay_mean(loss=share, burst=burst, timeout=timeout)
        checks.append(_check("latency that loss adds, mean", mean, Measured("latency_s.mean", less=trip / 2)))
    return _case(
        f"bursts-of-{burst:g}", checks,
        clients=_clients(5_000, trip, {"rate": share, "burst": burst}),
        messages=_messages(25.0), duration=6000.0, drain=3600.0,
    )  # fmt: skip


def delayed_share(recording: Recording) -> float:
    """Give the share of acknowledgements that took longer than the least time."""
    times = recording.publish
    return 1 - int(times.buckets[times.buckets.nonzero()[0][0]]) / times.count


def _streams(http: str, streams: int, share: float = 0.02) -> SimulatedCase:
    """Let a sender have so many requests under way at a time, on one connection or on one each."""
    together = streams if http == "2" else 1
    expected = loss.streams_delay_share(streams=together, loss=share)
    sender = {"count": 1, "connections": streams}
    return _case(
        f"streams-http-{http}",
        (_check(f"delayed of {streams} at a time", expected, delayed_share, "share"),),
        source="RFC 9113, section 5; RFC 9000, section 2.2; closed form: rtsim.theory.loss",
        clients=_clients(1, 0.1, share), duration=20_000.0, techniques={"sse": {"heartbeat": None}},
        messages={"from": "senders", "to": "everyone", "process": "bursts", "bursts": {"size": streams, "every": 4},
                  "senders": sender, "payload": 100},
        wire={"http": http, "tls": "1.3"}, server={"keep_alive": 3600.0},
    )  # fmt: skip


def lossy_share(recording: Recording) -> float:
    """Give how many times as long short requests took that met a loss as those that met none, on average."""
    times = recording.publish
    without = times.buckets.argmax()
    assert without == times.buckets.nonzero()[0][0], "the usual time is not the shortest"
    usual = int(times.buckets[without])
    return (times.total - usual * times.minimum) / (times.count - usual) / times.minimum


def _short(trip: float) -> SimulatedCase:
    """Let clients ask for short responses, of one packet each way, of which some are lost."""
    return _case(
        f"short-responses-{1000 * trip:g}-ms",
        (
            Check(quantity="time with a loss, in times of that without", unit="share", expected=5.0,
                  measure=lossy_share, rule=Between(3.0, 8.0, "3 to 8 times")),
        ),
        source=FLACH, clients=_clients(10, trip, 0.01), duration=600.0,
        messages={"from": "senders", "to": "one", "process": "poisson", "rate": 40, "payload": 500,
                  "senders": {"count": 200, "connections": 8}},
        techniques={"sse": {"heartbeat": None}}, server={"keep_alive": 3600.0}, replications=4,
    )  # fmt: skip


CASES = (
    *(_ordered(50.0, 0.02, 0.25, connections) for connections in (1, 2, 5, 10)),
    _ordered(10.0, 0.01, 0.3, 1, 20_000.0),
    _bursts(0.05, 1.25),
    _bursts(0.05, 1.6),
    _streams("1.1", 8),
    _streams("2", 8),
    _streams("3", 8),
    _short(0.05),
    _short(0.1),
)
"""The cases of losses."""
