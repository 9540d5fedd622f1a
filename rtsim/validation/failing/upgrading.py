"""Upgrading: clients that open a session by polls, and go over to a WebSocket where one passes.

Nothing takes time but the ways, and what the case is about.
"""

from typing import Any

from rtsim.theory import upgrading
from rtsim.upgrading import NUDGES
from rtsim.validation.case import Case, Check, case
from rtsim.validation.rules import near
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, clients

SOURCE = "closed form: rtsim.theory.upgrading; engine.io-protocol, Upgrade"
UP, DOWN, TRIP, HEARTBEAT, GIVES_UP = 0.04, 0.06, 0.1, 25.0, 10.0
CLIENTS, BLOCKED, DURATION = 50, 10, 300.0
HELD = upgrading.held(upgrade_set_up=TRIP, nudge=NUDGES) / DURATION
EVERY = 0.02
BEFORE = int(upgrading.connected(set_up=TRIP, round_trip=TRIP, to_server=UP) / EVERY)
"""Messages that are published before a client's session is connected."""


def _case(name: str, *checks: Check, **sections: Any) -> Case:
    usual: dict[str, Any] = {
        "clients": clients(CLIENTS, 0, UP, DOWN),
        "warmup": 0.0,
        "duration": DURATION,
        "replications": 1,
        "techniques": {"polling-then-websocket": {"heartbeat": HEARTBEAT, "upgrade_timeout": GIVES_UP}},
    }
    return case(f"faults/upgrading/{name}", SOURCE, *checks, **(usual | sections))


CASES = (
    _case(
        "goes-over",
        Check("polls, a client", "count", 3, "requests.total", per=CLIENTS),
        Check("connections opened, a client", "count", 2, "connections.opened", per=CLIENTS),
        Check("requests held, a client, mean", "count", HELD, "connections.held_mean", near(1e-9), per=CLIENTS),
    ),
    _case(
        "begins",
        Check("lost, a client", "count", BEFORE, "messages.lost", per=CLIENTS),
        Check("duplicates", "count", 0, "messages.duplicates"),
        messages=PERIODIC_TO_EVERYONE | {"rate": 1 / EVERY},
        duration=10.0,
    ),
    _case(
        "blocked",
        Check("fell back", "count", BLOCKED, "faults.fell_back"),
        Check("polls a second", "per second", BLOCKED / (HEARTBEAT + TRIP), "requests.per_second", near(0.01)),
        path=[{"upgrade": 1 - BLOCKED / CLIENTS}],
        warmup=60.0,
        duration=2510.0,
    ),
)
