"""Restarts: when clients are back, how long they were dark, and what is lost, replayed and refused meanwhile.

Unless said otherwise nothing takes time but what the case is about, and the server crashes at `AT` for `DOWN` seconds.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any

from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.scenario.traces import read_trace
from rtsim.theory import reconnects
from rtsim.validation.case import FAULTS
from rtsim.validation.check import Check
from rtsim.validation.measures import BackAfter, Measured, Tries, back_mean, dark_mean
from rtsim.validation.rules import Exact, Interval, Near
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import NEVER, PERIODIC_TO_EVERYONE, link, world

SOURCE = "closed form: rtsim.theory.reconnects"
AT, DOWN, UP_LATENCY, DOWN_LATENCY = 20.0, 10.0, 0.04, 0.06
CRASH = {"restarts": [{"at": AT, "kind": "crash", "down": DOWN}]}
SOCKET = {"websocket": {"heartbeat": None}}
RESUMED = {"websocket": {"heartbeat": None, "resume": True}}
CLIENTS = 200


def _world(reconnect: Mapping[str, Any] | None = None, **sections: Any) -> Scenario:
    count, network = sections.pop("count", CLIENTS), sections.pop("network", link(0, 0))
    usual: dict[str, Any] = {
        "clients": {"count": count, "connect_over": 2, "network": network},
        "messages": NEVER, "techniques": SOCKET, "faults": CRASH, "warmup": 10, "duration": 80, "drain": 60,
    }  # fmt: skip
    if reconnect:
        usual["clients"]["reconnect"] = reconnect
    return world(**(usual | sections))


def _case(name: str, scenario: Scenario, *checks: Check[Recording], source: str = SOURCE) -> SimulatedCase:
    return SimulatedCase(name=f"faults/{name}", source=source, scenario=scenario, checks=checks, group=FAULTS)


def _seconds(quantity: str, expected: float, measure: Any = back_mean, rule: Any = None) -> Check[Recording]:
    return Check(quantity=quantity, unit="s", expected=expected, measure=measure, rule=rule or Exact())


def _count(quantity: str, expected: float, path: str, rule: Any = None, per: float = 1.0) -> Check[Recording]:
    measure = Measured(path, per=per)
    return Check(quantity=quantity, unit="count", expected=expected, measure=measure, rule=rule or Exact())


def _backoff(first: float, cap: float | None = None) -> SimulatedCase:
    """Let all come back by a doubling delay without jitter: in lockstep, at first (2^k - 1)."""
    expected = reconnects.backoff_return(outage=DOWN, base=first, **({} if cap is None else {"cap": cap}))
    reconnect = {"first": first, "factor": 2} | ({} if cap is None else {"cap": cap})
    return _case(
        f"backoff/{first:g}-s" + ("" if cap is None else f"-capped-{cap:g}-s"),
        _world(reconnect, count=20),
        _seconds("all back, from the server's being up", expected - DOWN, BackAfter()),
        _seconds("dark", expected, dark_mean),
    )


def _storm() -> SimulatedCase:
    """Let all come back at once after the same delay to a server that opens so many per second."""
    delay, rate = 12.0, 50.0
    last = reconnects.kth_return(k=CLIENTS, accept_rate=rate, delay=delay)
    first = reconnects.kth_return(k=1, accept_rate=rate, delay=delay)
    return _case(
        "storm/at-once",
        _world({"first": delay}, costs={"open": 1 / rate}, duration=120),
        _seconds("last back", last - DOWN, BackAfter()),
        _seconds("mean back", (first + last) / 2 - DOWN, back_mean),
        _seconds("longest wait for a core", (CLIENTS - 1) / rate, Measured("server.queue_wait_s.max")),
    )


def _window() -> SimulatedCase:
    """Let all come back at random within a window that is too short for the server."""
    count, rate, window = 10_000, 500.0, 5.0
    wait = reconnects.uniform_window_wait_mean(clients=count, accept_rate=rate, window=window)
    reconnect = {"first": DOWN, "jitter": {"kind": "additive", "width": window}}
    return _case(
        "storm/window",
        _world(reconnect, count=count, costs={"open": 1 / rate}, warmup=19, replications=6,
               clients={"count": count, "connect_over": 15, "network": link(0, 0), "reconnect": reconnect},
               server={"cores": 1}, faults={"restarts": [{"at": 45.0, "kind": "crash", "down": DOWN}]}),
        _seconds("mean back: half the window, and the wait", window / 2 + wait, back_mean, Near(share=0.005)),
    )  # fmt: skip


def _latencies() -> SimulatedCase:
    """Count the ways: the reset down, SYN and request up, their answers down."""
    up, down, delay = UP_LATENCY, DOWN_LATENCY, 12.0
    return _case(
        "ways/crash",
        _world({"first": delay}, network=link(up, down)),
        _seconds("dark: reset, delay, two round trips", down + delay + 2 * (up + down), dark_mean),
    )


def _held() -> SimulatedCase:
    """Let held requests fail, and be asked again each so many seconds until the server is up."""
    retry = 3.0
    return _case(
        "polls/long-polling",
        _world(techniques={"long-polling": {"retry": retry}}),
        _seconds("all back: the first try after that", ceil(DOWN / retry) * retry - DOWN, BackAfter()),
    )


def _polls(timing: str) -> SimulatedCase:
    """Let polls go on at their interval: each client is back with its next one."""
    interval = 5.0
    return _case(
        f"polls/short-polling-{timing}",
        _world(clients={"count": 1000, "connect_over": interval, "network": link(0, 0)},
               techniques={"short-polling": {"interval": interval, "timing": timing}}),
        _seconds("mean back: half the interval", interval / 2, back_mean, Interval()),
        _seconds("dark on average", DOWN + interval / 2, dark_mean, Interval()),
    )  # fmt: skip


def _loss(name: str, log: Mapping[str, Any], kept: float, *, resume: bool = True, rate: float = 4.0) -> SimulatedCase:
    """Let messages come while clients are dark for 15 s: what the log keeps of them is replayed, the rest is lost.

    The server is at once up again, so that it goes on publishing.
    """
    dark = 15.0
    due = rate * dark
    return _case(
        f"log/{name}",
        _world({"first": dark}, techniques=RESUMED if resume else SOCKET, server={"log": log}, count=20,
               messages=PERIODIC_TO_EVERYONE | {"rate": rate},
               faults={"restarts": [{"at": AT, "kind": "crash", "down": 0}]}),
        _count("messages lost by a client: rate x time dark, less what is kept", due - kept, "messages.lost", per=20),
        _count("messages replayed to a client", kept, "faults.replayed", per=20),
    )  # fmt: skip


def _drain() -> SimulatedCase:
    """Let a node close its connections evenly: so many openings per second, each client dark for one try."""
    over, soon = 20.0, 0.001
    return _case(
        "drain/openings",
        _world({"first": soon}, count=1000, faults={"restarts": [{"at": AT, "kind": "drain", "over": over}]},
               network=link(UP_LATENCY, DOWN_LATENCY)),
        Check(quantity="openings per second: clients over the time", unit="per second", expected=1000 / over,
              measure=Tries(int(AT) + 1, 18), rule=Near(share=0.002)),
        _seconds("dark: notice, delay, two round trips", DOWN_LATENCY + soon + 2 * (UP_LATENCY + DOWN_LATENCY),
                 dark_mean),
    )  # fmt: skip


def _refused() -> SimulatedCase:
    """Count the tries of a crowd that asks each second: so many fail until the server is up."""
    tries = ceil(DOWN / 0.8)
    return _case(
        "refused/each-try",
        _world({"first": 0.8}),
        _count("connections refused", CLIENTS * (tries - 1), "connections.refused"),
        _count("tries", CLIENTS * tries, "faults.reconnects.attempts"),
        _count("connections opened", CLIENTS, "connections.opened"),
    )


def _publishing() -> SimulatedCase:
    """Let a publish be sent again each 0.7 s until the server is up."""
    every, born = 0.7, 21.0
    waits = ceil((AT + DOWN - born) / every) * every
    return _case(
        "publish/again",
        _world({"first": 1.0}, techniques=RESUMED, count=5,
               messages={"from": "server", "to": "everyone", "process": "trace", "trace": read_trace(f"time_s\n{born}"),
                         "retry": {"first": every}}),
        _seconds("latency of a message born while the server is down", waits, Measured("latency_s.mean")),
    )  # fmt: skip


CASES = (
    _backoff(1.0),
    _backoff(0.3),
    _backoff(1.0, cap=4.0),
    _storm(),
    _window(),
    _latencies(),
    _held(),
    _polls("after-response"),
    _polls("fixed-rate"),
    _loss("no-resume", {}, 0, resume=False),
    _loss("all-kept", {}, 60),
    _loss("ten-messages", {"messages": 10}, 10),
    _loss("five-seconds", {"age": 5}, 20),
    _loss("begins-anew", {"survives": "nothing"}, 0),
    _drain(),
    _refused(),
    _publishing(),
)
"""The cases of restarts."""
