"""Restarts: when clients are back, how long they were dark, and what is lost, replayed and refused meanwhile.

Unless said otherwise nothing takes time but what the case is about, and the server crashes at `AT` for `DOWN` seconds.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any

from rtsim.theory import reconnects
from rtsim.validation.case import Case, Check, case
from rtsim.validation.measures import BackAfter, Tries, back_mean, dark_mean
from rtsim.validation.rules import interval, near
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, SOCKET, at, clients

SOURCE = "closed form: rtsim.theory.reconnects"
AT, DOWN, UP_LATENCY, DOWN_LATENCY = 20.0, 10.0, 0.04, 0.06
CRASH = {"restarts": [{"at": AT, "kind": "crash", "down": DOWN}]}
RESUMED = {"websocket": {"heartbeat": None, "resume": True}}
CLIENTS = 200


def _case(name: str, *checks: Check, count: int = CLIENTS, reconnect: Any = None, **sections: Any) -> Case:
    usual = {"clients": clients(count, 2, reconnect=reconnect), "warmup": 10, "duration": 80, "drain": 60}
    return case(f"faults/{name}", SOURCE, *checks, **({"faults": CRASH} | usual | sections))


def _backoff(first: float, **capped: float) -> Case:
    """Let all come back by a doubling delay without jitter: in lockstep, at first (2^k - 1)."""
    expected = reconnects.backoff_return(outage=DOWN, base=first, **capped)
    return _case(
        f"backoff/{first:g}-s" + "".join(f"-capped-{cap:g}-s" for cap in capped.values()),
        Check("all back, from the server's being up", "s", expected - DOWN, BackAfter()),
        Check("dark", "s", expected, dark_mean),
        count=20,
        reconnect={"first": first, "factor": 2, **capped},
    )


def _storm() -> Case:
    """Let all come back at once after the same delay to a server that opens so many per second."""
    delay, rate = 12.0, 50.0
    first, last = (reconnects.kth_return(k=k, accept_rate=rate, delay=delay) for k in (1, CLIENTS))
    return _case(
        "storm/at-once",
        Check("last back", "s", last - DOWN, BackAfter()),
        Check("mean back", "s", (first + last) / 2 - DOWN, back_mean),
        Check("longest wait for a core", "s", (CLIENTS - 1) / rate, "server.queue_wait_s.max"),
        reconnect={"first": delay},
        costs={"open": 1 / rate},
        duration=120,
    )


def _window() -> Case:
    """Let all come back at random within a window that is too short for the server."""
    count, rate, window = 10_000, 500.0, 5.0
    wait = reconnects.uniform_window_wait_mean(clients=count, accept_rate=rate, window=window)
    reconnect = {"first": DOWN, "jitter": {"kind": "additive", "width": window}}
    return _case(
        "storm/window",
        Check("mean back: half the window, and the wait", "s", window / 2 + wait, back_mean, near(0.005)),
        clients=clients(count, 15, reconnect=reconnect),
        costs={"open": 1 / rate},
        server={"cores": 1},
        faults={"restarts": [{"at": 45.0, "kind": "crash", "down": DOWN}]},
        warmup=19,
        replications=6,
    )


def _latencies() -> Case:
    """Count the ways: the reset down, SYN and request up, their answers down."""
    up, down, delay = UP_LATENCY, DOWN_LATENCY, 12.0
    dark = Check("dark: reset, delay, two round trips", "s", down + delay + 2 * (up + down), dark_mean)
    return _case("ways/crash", dark, clients=clients(CLIENTS, 2, up, down, reconnect={"first": delay}))


def _held() -> Case:
    """Let held requests fail, and be asked again each so many seconds until the server is up."""
    retry = 3.0
    back = Check("all back: the first try after that", "s", ceil(DOWN / retry) * retry - DOWN, BackAfter())
    return _case("polls/long-polling", back, techniques={"long-polling": {"retry": retry}})


def _polls(timing: str) -> Case:
    """Let polls go on at their interval: each client is back with its next one."""
    every = 5.0
    return _case(
        f"polls/short-polling-{timing}",
        Check("mean back: half the interval", "s", every / 2, back_mean, interval()),
        Check("dark on average", "s", DOWN + every / 2, dark_mean, interval()),
        clients=clients(1000, every),
        techniques={"short-polling": {"interval": every, "timing": timing}},
    )


def _loss(name: str, log: Mapping[str, Any], kept: float, *, resume: bool = True, rate: float = 4.0) -> Case:
    """Let messages come while clients are dark for 15 s: what the log keeps of them is replayed, the rest is lost.

    The server is at once up again, so that it goes on publishing.
    """
    dark, count, lost = 15.0, 20, "messages lost by a client: rate x time dark, less what is kept"
    return _case(
        f"log/{name}",
        Check(lost, "count", rate * dark - kept, "messages.lost", per=count),
        Check("messages replayed to a client", "count", kept, "faults.replayed", per=count),
        count=count,
        reconnect={"first": dark},
        techniques=RESUMED if resume else SOCKET,
        server={"log": log},
        messages=PERIODIC_TO_EVERYONE | {"rate": rate},
        faults={"restarts": [{"at": AT, "kind": "crash", "down": 0}]},
    )


def _drain() -> Case:
    """Let a node close its connections evenly: so many openings per second, each client dark for one try."""
    count, over, soon = 1000, 20.0, 0.001
    openings, even = Tries(int(AT) + 1, 18), near(0.002)
    dark = DOWN_LATENCY + soon + 2 * (UP_LATENCY + DOWN_LATENCY)
    return _case(
        "drain/openings",
        Check("openings per second: clients over the time", "per second", count / over, openings, even),
        Check("dark: notice, delay, two round trips", "s", dark, dark_mean),
        clients=clients(count, 2, UP_LATENCY, DOWN_LATENCY, reconnect={"first": soon}),
        faults={"restarts": [{"at": AT, "kind": "drain", "over": over}]},
    )


def _refused() -> Case:
    """Count the tries of a crowd that asks each second: so many fail until the server is up."""
    every = 0.8
    tries = ceil(DOWN / every)
    return _case(
        "refused/each-try",
        Check("connections refused", "count", CLIENTS * (tries - 1), "connections.refused"),
        Check("tries", "count", CLIENTS * tries, "faults.reconnects.attempts"),
        Check("connections opened", "count", CLIENTS, "connections.opened"),
        reconnect={"first": every},
    )


def _publishing() -> Case:
    """Let a publish be sent again each 0.7 s until the server is up."""
    every, born = 0.7, 21.0
    waits = ceil((AT + DOWN - born) / every) * every
    return _case(
        "publish/again",
        Check("latency of a message born while the server is down", "s", waits, "latency_s.mean"),
        count=5,
        reconnect={"first": 1.0},
        techniques=RESUMED,
        messages=at(born) | {"retry": {"first": every}},
    )


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
