"""Paths: how long clients have none, who notices when, and when first packets come again.

Unless said otherwise nothing takes time but what the case is about.
"""

from collections.abc import Mapping
from typing import Any

from rtsim.recording import Recording
from rtsim.scenario.traces import read_trace
from rtsim.theory import outages, reconnects
from rtsim.validation.case import FAULTS
from rtsim.validation.check import Check
from rtsim.validation.measures import Measured, dark_mean
from rtsim.validation.rules import Between, Exact, Interval, Near
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import NEVER, PERIODIC_TO_EVERYONE, link, world

SOURCE = "closed form: rtsim.theory.outages"
LINUX = "Linux 5.2 on the wire: blog.cloudflare.com/when-tcp-sockets-refuse-to-die"
AT, CLIENTS = 20.0, 20
GIVES_UP = 924.6  # Linux, networking/ip-sysctl.rst: tcp_retries2
CRASH = {"restarts": [{"at": AT, "kind": "crash", "down": 0}]}
SOCKET = {"websocket": {"heartbeat": None}}
MEASURED = (1.03, 3.04, 7.24, 15.43, 31.56, 64.32)
"""Seconds at which Linux 5.2 sent a first packet again."""


def _case(name: str, *checks: Check[Recording], source: str = SOURCE, **sections: Any) -> SimulatedCase:
    clients = {"count": CLIENTS, "connect_over": 0.0, "network": link(0, 0)} | sections.pop("clients", {})
    usual: dict[str, Any] = {"messages": NEVER, "techniques": SOCKET, "warmup": 0, "duration": 100, "replications": 2}
    scenario = world(clients=clients, **(usual | sections))
    return SimulatedCase(name=f"faults/{name}", source=source, scenario=scenario, checks=checks, group=FAULTS)


def _seconds(quantity: str, expected: float, measure: Any = dark_mean, rule: Any = None) -> Check[Recording]:
    return Check(quantity=quantity, unit="s", expected=expected, measure=measure, rule=rule or Exact())


def _count(quantity: str, expected: float, path: str, per: float = 1.0) -> Check[Recording]:
    return Check(quantity=quantity, unit="count", expected=expected, measure=Measured(path, per=per), rule=Exact())


def _again_and_again() -> SimulatedCase:
    """Let each client lose its path again and again, by itself."""
    up, lasts, every = 60.0, 8.2, 0.5
    late = outages.back_after(lasts=lasts, every=every) - lasts
    share = Check(
        quantity="share of time without a path",
        unit="share",
        expected=outages.dark_share(up=up, lasts=lasts, late=late),
        measure=Measured("faults.dark_share"),
        rule=Interval(),
    )
    outage = {"every": {"dist": "exponential", "mean": up}, "lasts": lasts, "notice": "reset"}
    return _case("outages/renewal", share, clients={"count": 500, "reconnect": {"first": every}},
                 faults={"outages": outage}, warmup=300, duration=1500, drain=10, replications=8)  # fmt: skip


def _client_detects() -> SimulatedCase:
    """Let clients hear heartbeats in all phases when they lose their paths silently."""
    heartbeat, detect = 10.0, 15.0
    mean, longest = outages.silence(detect=detect, heartbeat=heartbeat)
    return _case(
        "outages/client-detects",
        _seconds("notice: from the cut on", mean, Measured("faults.detect_s.mean"), Interval()),
        _seconds("longest", longest, Measured("faults.detect_s.max"),
                 Between(longest - 0.1, longest, "at most that, and 0.1 s less at least")),
        clients={"count": 1000, "connect_over": heartbeat, "reconnect": {"first": 1}},
        techniques={"websocket": {"heartbeat": heartbeat, "detect": detect}},
        faults={"outages": [{"at": 30, "lasts": 1}]},
        replications=8,
    )  # fmt: skip


def _server_detects() -> SimulatedCase:
    """Let a server ping in all phases clients that have gone for good."""
    heartbeat, detect, at, count, duration = 10.0, 12.0, 30.0, 1000, 100.0
    law = reconnects.heartbeat_detection(interval=heartbeat, timeout=detect)
    stands = at - heartbeat / 2  # from its opening to the cut, on average
    return _case(
        "outages/server-detects",
        _seconds("connections stand after the cut", law.mean,
                 Measured("connections.open_mean", less=stands * count / duration, per=count / duration), Interval()),
        clients={"count": count, "connect_over": heartbeat},
        techniques={"websocket": {"heartbeat": heartbeat}},
        server={"detect": detect},
        faults={"outages": [{"at": at, "lasts": 1}]},
        duration=duration,
        replications=8,
    )  # fmt: skip


def _tcp_detects() -> SimulatedCase:
    """Let nobody look: the server keeps a connection until TCP gives a message up, the client for ever."""
    written, duration = 21.0, 1000.0
    message = {"process": "trace", "trace": read_trace(f"time_s\n{written}"), "from": "server", "to": "everyone"}
    return _case(
        "outages/tcp-gives-up",
        _seconds("connections stand", written + GIVES_UP, Measured("connections.open_mean", per=CLIENTS / duration)),
        _count("lost by a client", 1, "messages.lost", per=CLIENTS),
        messages=message,
        faults={"outages": [{"at": AT, "lasts": 10}]},
        duration=duration,
        drain=0,
    )


def _lost(name: str, *, resume: bool) -> SimulatedCase:
    """Let messages come while clients have no path, and for as long as they stay away after that."""
    rate, dark = 4.0, 15.0
    lost, replayed = (0.0, rate * dark) if resume else (rate * dark, 0.0)
    return _case(
        f"outages/{name}",
        _count("messages lost by a client: rate x time dark", lost, "messages.lost", per=CLIENTS),
        _count("messages replayed to a client", replayed, "faults.replayed", per=CLIENTS),
        clients={"reconnect": {"first": dark}},
        techniques={"websocket": {"heartbeat": None, "resume": resume}},
        messages=PERIODIC_TO_EVERYONE | {"rate": rate},
        faults={"outages": [{"at": AT, "lasts": 10, "notice": "reset"}]},
    )


def _knocking(name: str, until: float, dark: float, syn: str = "doubling") -> Mapping[str, Any]:
    """Give a world in which clients that have been reset try after 1 s, when there is no path `until` an instant."""
    lost = {"outages": [{"at": AT + 0.5, "lasts": until - AT - 0.5}]}
    return {
        "name": f"outages/{name}",
        "clients": {"reconnect": {"first": 1.0}, "syn": syn},
        "faults": CRASH | lost,
        "duration": AT + dark + 10,
    }


def _schedule(number: int, syn: str, linear: int) -> SimulatedCase:
    """Let there be a path again just before a first packet comes for so many times."""
    instant = outages.knocks(linear)[number]
    form = _knocking(f"syn-{syn}-{number + 1}", AT + 1 + instant - 0.25, 1 + instant, syn)
    checks = [_seconds("dark: the delay, and until the packet comes again", 1 + instant)]
    if not linear:
        measured = Measured("faults.dark_s.mean", less=1.0)
        checks.append(_seconds("comes again, as measured", MEASURED[number], measured, Near(share=0.035)))
    return _case(form["name"], *checks, source=SOURCE if linear else LINUX,
                 **{key: form[key] for key in ("clients", "faults", "duration")})  # fmt: skip


def _given_up() -> SimulatedCase:
    """Let the kernel give up: the client tries anew after its delay, and is in with that try's second packet."""
    again = outages.knocks()
    dark = 1 + again[-1] + 1 + again[1]
    form = _knocking("syn-given-up", AT + dark - 1, dark)
    return _case(form["name"], _seconds("dark: given up after 127 s, and tried again", dark),
                 **{key: form[key] for key in ("clients", "faults", "duration")})  # fmt: skip


def _backlog() -> SimulatedCase:
    """Let all come back at once to a server that is busy: so many wait in line, the others come again after 1 s."""
    backlog, busy = 8, 0.8
    message = {"process": "trace", "trace": read_trace(f"time_s\n{AT + 1}"), "from": "server", "to": "everyone"}
    mean = (backlog * (1 + busy) + (CLIENTS - backlog) * 2) / CLIENTS
    return _case(
        "outages/backlog",
        _seconds("dark: the delay and the queue, or a second more", mean),
        _seconds("dark at most", 2, Measured("faults.dark_s.max")),
        _count("opened", 2 * CLIENTS, "connections.opened"),
        clients={"reconnect": {"first": 1.0}},
        messages=message,
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
"""The cases of outages, and of first packets that come again."""
