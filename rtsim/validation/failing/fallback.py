"""Fallback: clients whose upgrades do not pass, beside those whose do; two crowds that come to a mixture.

Nothing takes time but the ways, and what the case is about.
"""

from typing import Any

from rtsim.recording import Recording
from rtsim.theory import long_polling, short_polling
from rtsim.theory.mixtures import mixture, opens_after
from rtsim.validation.case import FAULTS
from rtsim.validation.check import Check
from rtsim.validation.measures import Measured, dark_mean
from rtsim.validation.rules import Exact, Interval, Near
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import NEVER, PERIODIC_TO_EVERYONE, POISSON_TO_ONE, link, world

SOURCE = "closed form: rtsim.theory.mixtures"
UP, DOWN, AFTER, HOLD = 0.04, 0.06, 10.0, 30.0
CLIENTS, SHARE, RATE = 200, 0.03, 0.5  # of which 6 are blocked; messages a second and client
BLOCKED = round(CLIENTS * SHARE)


def _case(name: str, *checks: Check[Recording], to: dict[str, Any] | None, **sections: Any) -> SimulatedCase:
    fallback = None if to is None else {"after": AFTER, **to}
    clients = {"count": CLIENTS, "connect_over": 1.0, "network": link(UP, DOWN)} | sections.pop("clients", {})
    usual: dict[str, Any] = {"messages": NEVER, "warmup": 30.0, "duration": 300.0, "replications": 2}
    own = {"websocket": {"heartbeat": None, "fallback": fallback}}
    path = sections.pop("path", [{"upgrade": 1 - SHARE}])
    scenario = world(clients=clients, techniques=own, path=path, **(usual | sections))
    return SimulatedCase(name=f"faults/fallback/{name}", source=SOURCE, scenario=scenario, checks=checks, group=FAULTS)


def _check(quantity: str, unit: str, expected: float, measure: Any, rule: Any = None) -> Check[Recording]:
    return Check(quantity=quantity, unit=unit, expected=expected, measure=measure, rule=rule or Exact())


def _latency() -> SimulatedCase:
    """Let messages come at random to all, pushed to most and polled for by the others."""
    gap = long_polling.gap(to_server=UP, to_client=DOWN)
    polled = long_polling.poisson(rate=RATE, hold=HOLD, gap=gap, to_client=DOWN)
    expected = mixture(SHARE, of=polled.latency_mean, rest=DOWN)
    return _case(
        "mean-latency",
        _check("mean latency", "s", expected, Measured("latency_s.mean"), Interval()),
        _check("fell back", "count", BLOCKED, Measured("faults.fell_back")),
        _check("polls a second", "per second", BLOCKED * polled.rate, Measured("requests.per_second"), Interval()),
        to={"to": "long-polling", "settings": {"timeout": HOLD}},
        messages=POISSON_TO_ONE | {"rate": RATE * CLIENTS},
        replications=12,
    )


def _opens() -> SimulatedCase:
    """Let clients wait for upgrades to pass that do not."""
    dark = opens_after(after=AFTER, set_up=UP)  # two round trips less, of each one the set-up
    return _case(
        "first-path",
        _check("dark each time", "s", dark, dark_mean),
        _check("connections opened, a client", "count", 1 + SHARE, Measured("connections.opened", per=CLIENTS)),
        _check("open, mean", "count", CLIENTS, Measured("connections.open_mean"), Near(0.01)),
        to={"to": "long-polling"},
        clients={"connect_over": 0.0},
        warmup=0.0,
    )


def _polled() -> SimulatedCase:
    """Let those who fall back poll at intervals for messages that come at random."""
    polled = short_polling.after_response(pause=2.0, round_trip=UP + DOWN, rate=RATE, to_client=DOWN)
    expected = mixture(SHARE, of=polled.latency_mean, rest=DOWN)
    return _case(
        "mean-latency/short-polling",
        _check("mean latency", "s", expected, Measured("latency_s.mean"), Interval()),
        _check("polls a second", "per second", BLOCKED * polled.rate, Measured("requests.per_second"), Near(0.01)),
        to={"to": "short-polling", "settings": {"interval": 2.0}},
        messages=POISSON_TO_ONE | {"rate": RATE * CLIENTS},
        replications=12,
    )


def _streamed() -> SimulatedCase:
    """Let all be pushed to, on one kind of connection or the other."""
    return _case(
        "latency/sse",
        _check("mean latency", "s", DOWN, Measured("latency_s.mean")),
        _check("messages lost", "count", 0, Measured("messages.lost")),
        _check("open, mean", "count", CLIENTS, Measured("connections.open_mean")),
        to={"to": "sse"},
        messages=PERIODIC_TO_EVERYONE | {"rate": 1.0},
    )


def _nothing() -> SimulatedCase:
    """Let those whose upgrades do not pass have nothing to fall back to."""
    return _case(
        "nothing",
        _check("lost, of those expected", "share", SHARE, _lost_share),
        _check("time without a path", "share", SHARE, Measured("faults.dark_share")),
        to=None,
        messages=PERIODIC_TO_EVERYONE | {"rate": 1.0},
    )


def _lost_share(recording: Recording) -> float:
    return recording.lost / recording.expected


CASES = (_latency(), _polled(), _streamed(), _opens(), _nothing())
