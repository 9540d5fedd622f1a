"""Paths: how long clients have none, who notices when, and when first packets come again.

Unless said otherwise nothing takes time but what the case is about.
"""

from typing import Any

from rtsim.theory import outages, reconnects
from rtsim.validation.case import Case, Check, case
from rtsim.validation.measures import dark_mean
from rtsim.validation.rules import between, interval, near
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, at, clients

SOURCE = "closed form: rtsim.theory.outages"
LINUX = "Linux 5.2 on the wire: blog.cloudflare.com/when-tcp-sockets-refuse-to-die"
AT, CLIENTS = 20.0, 20
GIVES_UP = 924.6  # Linux, networking/ip-sysctl.rst: tcp_retries2
OPEN = "connections.open_mean"
CRASH = {"restarts": [{"at": AT, "kind": "crash", "down": 0}]}
MEASURED = (1.03, 3.04, 7.24, 15.43, 31.56, 64.32)
"""Seconds at which Linux 5.2 sent a first packet again."""


def _case(name: str, *checks: Check, source: str = SOURCE, **sections: Any) -> Case:
    usual: dict[str, Any] = {"clients": clients(CLIENTS), "warmup": 0, "duration": 100, "replications": 2}
    return case(f"faults/{name}", source, *checks, **(usual | sections))


def _again_and_again() -> Case:
    """Let each client lose its path again and again, by itself."""
    up, lasts, every = 60.0, 8.2, 0.5
    late = outages.back_after(lasts=lasts, every=every) - lasts
    expected = outages.dark_share(up=up, lasts=lasts, late=late)
    outage = {"every": {"dist": "exponential", "mean": up}, "lasts": lasts, "notice": "reset"}
    return _case(
        "outages/renewal",
        Check("share of time without a path", "share", expected, "faults.dark_share", interval()),
        clients=clients(500, reconnect={"first": every}),
        faults={"outages": outage},
        warmup=300,
        duration=1500,
        drain=10,
        replications=8,
    )


def _client_detects() -> Case:
    """Let clients hear heartbeats in all phases when they lose their paths silently."""
    heartbeat, detect = 10.0, 15.0
    mean, longest = outages.silence(detect=detect, heartbeat=heartbeat)
    nearly = between(longest - 0.1, longest, "at most that, and 0.1 s less at least")
    return _case(
        "outages/client-detects",
        Check("notice: from the cut on", "s", mean, "faults.detect_s.mean", interval()),
        Check("longest", "s", longest, "faults.detect_s.max", nearly),
        clients=clients(1000, heartbeat, reconnect={"first": 1}),
        techniques={"websocket": {"heartbeat": heartbeat, "detect": detect}},
        faults={"outages": [{"at": 30, "lasts": 1}]},
        replications=8,
    )


def _server_detects() -> Case:
    """Let a server ping in all phases clients that have gone for good."""
    heartbeat, detect, gone, count, duration = 10.0, 12.0, 30.0, 1000, 100.0
    law = reconnects.heartbeat_detection(interval=heartbeat, timeout=detect)
    stands, each = gone - heartbeat / 2, count / duration  # seconds from its opening to the cut, on average
    return _case(
        "outages/server-detects",
        Check("connections stand after the cut", "s", law.mean, OPEN, interval(), less=stands * each, per=each),
        clients=clients(count, heartbeat),
        techniques={"websocket": {"heartbeat": heartbeat}},
        server={"detect": detect},
        faults={"outages": [{"at": gone, "lasts": 1}]},
        duration=duration,
        replications=8,
    )


def _tcp_detects() -> Case:
    """Let nobody look: the server keeps a connection until TCP gives a message up, the client for ever."""
    written, duration = 21.0, 1000.0
    return _case(
        "outages/tcp-gives-up",
        Check("connections stand", "s", written + GIVES_UP, OPEN, per=CLIENTS / duration),
        Check("lost by a client", "count", 1, "messages.lost", per=CLIENTS),
        messages=at(written),
        faults={"outages": [{"at": AT, "lasts": 10}]},
        duration=duration,
        drain=0,
    )


def _lost(name: str, *, resume: bool) -> Case:
    """Let messages come while clients have no path, and for as long as they stay away after that."""
    rate, dark = 4.0, 15.0
    lost, replayed = (0.0, rate * dark) if resume else (rate * dark, 0.0)
    return _case(
        f"outages/{name}",
        Check("messages lost by a client: rate x time dark", "count", lost, "messages.lost", per=CLIENTS),
        Check("messages replayed to a client", "count", replayed, "faults.replayed", per=CLIENTS),
        clients=clients(CLIENTS, reconnect={"first": dark}),
        techniques={"websocket": {"heartbeat": None, "resume": resume}},
        messages=PERIODIC_TO_EVERYONE | {"rate": rate},
        faults={"outages": [{"at": AT, "lasts": 10, "notice": "reset"}]},
    )


def _knocking(
    name: str, *checks: Check, until: float, dark: float, syn: str = "doubling", source: str = SOURCE
) -> Case:
    """Let clients that have been reset try after 1 s, when there is no path `until` an instant."""
    lost = {"outages": [{"at": AT + 0.5, "lasts": until - AT - 0.5}]}
    return _case(
        f"outages/{name}",
        *checks,
        source=source,
        clients=clients(CLIENTS, reconnect={"first": 1.0}, syn=syn),
        faults=CRASH | lost,
        duration=AT + dark + 10,
    )


def _schedule(number: int, syn: str, linear: int) -> Case:
    """Let there be a path again just before a first packet comes for so many times."""
    instant = outages.knocks(linear)[number]
    checks = [Check("dark: the delay, and until the packet comes again", "s", 1 + instant, dark_mean)]
    if not linear:
        again, seconds = "comes again, as measured", MEASURED[number]
        checks.append(Check(again, "s", seconds, "faults.dark_s.mean", near(0.035), less=1.0))
    return _knocking(
        f"syn-{syn}-{number + 1}",
        *checks,
        until=AT + 1 + instant - 0.25,
        dark=1 + instant,
        syn=syn,
        source=SOURCE if linear else LINUX,
    )


def _given_up() -> Case:
    """Let the kernel give up: the client tries anew after its delay, and is in with that try's second packet."""
    again = outages.knocks()
    dark = 1 + again[-1] + 1 + again[1]
    check = Check("dark: given up after 127 s, and tried again", "s", dark, dark_mean)
    return _knocking("syn-given-up", check, until=AT + dark - 1, dark=dark)


def _backlog() -> Case:
    """Let all come back at once to a server that is busy: so many wait in line, the others come again after 1 s."""
    backlog, busy = 8, 0.8
    mean = (backlog * (1 + busy) + (CLIENTS - backlog) * 2) / CLIENTS
    return _case(
        "outages/backlog",
        Check("dark: the delay and the queue, or a second more", "s", mean, dark_mean),
        Check("dark at most", "s", 2, "faults.dark_s.max"),
        Check("opened", "count", 2 * CLIENTS, "connections.opened"),
        clients=clients(CLIENTS, reconnect={"first": 1.0}),
        messages=at(AT + 1),
        costs={"publish": busy},
        server={"backlog": backlog},
        faults=CRASH,
    )


CASES = (
    _again_and_again(),
    _client_detects(),
    _server_detects(),
    _tcp_detects(),
    _lost("lost", resume=False),
    _lost("replayed", resume=True),
    *(_schedule(number, "doubling", 0) for number in range(6)),
    *(_schedule(number, "linear-first", 4) for number in (1, 3, 6)),
    _given_up(),
    _backlog(),
)
