"""Buffers: clients whose links are slower than messages come, and what a full buffer does about it."""

from typing import Any

from rtsim.recording import Recording
from rtsim.theory import buffers
from rtsim.validation.case import FAULTS
from rtsim.validation.check import Check
from rtsim.validation.measures import Measure, Measured
from rtsim.validation.rules import Near
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, link, world

SOURCE = "closed form: rtsim.theory.buffers"
RATE, SIZE, CAPACITY, ROOM = 100.0, 200, 10_000.0, 100_000.0
FRAME = 4  # bytes around a payload of 126 to 65,535 bytes, RFC 6455
CLIENTS, DURATION = 3, 400.0
FLUID = {"rate": RATE, "size": float(SIZE), "capacity": CAPACITY}


def _case(policy: str, *checks: Check[Recording], room: float = ROOM, **sections: Any) -> SimulatedCase:
    scenario = world(
        clients={"count": CLIENTS, "connect_over": 0, "network": link(0, 0) | {"down": 8 * CAPACITY},
                 "reconnect": {"first": 1, "tries": 0}},
        messages=PERIODIC_TO_EVERYONE | {"rate": RATE, "payload": SIZE - FRAME},
        techniques={"websocket": {"heartbeat": None}},
        server={"send_buffer": {"size": room, "policy": policy}},
        **({"warmup": 20, "duration": DURATION, "replications": 2} | sections),
    )  # fmt: skip
    return SimulatedCase(name=f"buffers/{policy}", source=SOURCE, scenario=scenario, checks=checks, group=FAULTS)


def _check(quantity: str, unit: str, expected: float, measure: Measure, share: float) -> Check[Recording]:
    return Check(quantity=quantity, unit=unit, expected=expected, measure=measure, rule=Near(share=share))


def _lost() -> Check[Recording]:
    return _check("lost: what is more than the link takes", "share", buffers.lost_share(**FLUID),
                  Measured("messages.lost", per=CLIENTS * RATE * DURATION), 0.002)  # fmt: skip


CASES = (
    _case(
        "close",
        _check(
            "messages that a client has until it is closed: what leaves while the buffer fills", "count",
            buffers.fill_time(**FLUID, room=ROOM) * CAPACITY / SIZE,
            Measured("messages.delivered", per=CLIENTS), 0.005,
        ),
        warmup=0,
    ),
    _case(
        "drop-oldest",
        _lost(),
        _check("latency", "s", buffers.oldest_dropped_latency(**FLUID, room=ROOM), Measured("latency_s.mean"), 0.005),
    ),
    _case("coalesce", _lost(), room=2_000.0),
)  # fmt: skip
"""The cases of buffers."""
