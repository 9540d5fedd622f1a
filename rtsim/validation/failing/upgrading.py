"""Upgrading: clients that open a session by polls, and go over to a WebSocket where one passes.

Nothing takes time but the ways, and what the case is about.
"""

from typing import Any

from rtsim.recording import Recording
from rtsim.theory import upgrading
from rtsim.upgrading import NUDGES
from rtsim.validation.case import FAULTS
from rtsim.validation.check import Check
from rtsim.validation.measures import Measured
from rtsim.validation.rules import Exact, Near
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import NEVER, PERIODIC_TO_EVERYONE, link, world

SOURCE = "closed form: rtsim.theory.upgrading; engine.io-protocol, Upgrade"
UP, DOWN, TRIP, HEARTBEAT, GIVES_UP = 0.04, 0.06, 0.1, 25.0, 10.0
CLIENTS, BLOCKED, DURATION = 50, 10, 300.0


def _case(name: str, *checks: tuple[str, str, float, Any, Any], **sections: Any) -> SimulatedCase:
    usual: dict[str, Any] = {
        "messages": NEVER,
        "clients": {"count": CLIENTS, "connect_over": 0.0, "network": link(UP, DOWN)},
        "warmup": 0.0,
        "duration": DURATION,
        "replications": 1,
        "techniques": {"polling-then-websocket": {"heartbeat": HEARTBEAT, "upgrade_timeout": GIVES_UP}},
    }
    found = tuple(
        Check[Recording](quantity=quantity, unit=unit, expected=expected, measure=measure, rule=rule)
        for quantity, unit, expected, measure, rule in checks
    )
    scenario = world(**(usual | sections))
    return SimulatedCase(name=f"faults/upgrading/{name}", source=SOURCE, scenario=scenario, checks=found, group=FAULTS)


_HELD = upgrading.held(upgrade_set_up=TRIP, nudge=NUDGES) / DURATION
_CONNECTED = upgrading.connected(set_up=TRIP, round_trip=TRIP, to_server=UP)
_EVERY = 0.02
_BEFORE = int(_CONNECTED / _EVERY)  # messages that are published before a client's session is connected

CASES = (
    _case(
        "goes-over",
        ("polls, a client", "count", 3, Measured("requests.total", per=CLIENTS), Exact()),
        ("connections opened, a client", "count", 2, Measured("connections.opened", per=CLIENTS), Exact()),
        ("requests held, a client, mean", "count", _HELD, Measured("connections.held_mean", per=CLIENTS), Near(1e-9)),
    ),
    _case(
        "begins",
        ("lost, a client", "count", _BEFORE, Measured("messages.lost", per=CLIENTS), Exact()),
        ("duplicates", "count", 0, Measured("messages.duplicates"), Exact()),
        messages=PERIODIC_TO_EVERYONE | {"rate": 1 / _EVERY},
        duration=10.0,
    ),
    _case(
        "blocked",
        ("fell back", "count", BLOCKED, Measured("faults.fell_back"), Exact()),
        ("polls a second", "per second", BLOCKED / (HEARTBEAT + TRIP), Measured("requests.per_second"), Near(0.01)),
        path=[{"upgrade": 1 - BLOCKED / CLIENTS}],
        warmup=60.0,
        duration=2510.0,
    ),
)
