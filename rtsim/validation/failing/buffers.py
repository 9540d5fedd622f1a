"""Buffers: clients whose links are slower than messages come, and what a full buffer does about it."""

from typing import Any

from rtsim.theory import buffers
from rtsim.validation.case import Case, Check, case
from rtsim.validation.rules import near
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, clients, link

SOURCE = "closed form: rtsim.theory.buffers"
RATE, SIZE, CAPACITY, ROOM = 100.0, 200, 10_000.0, 100_000.0
FRAME = 4  # bytes around a payload of 126 to 65,535 bytes, RFC 6455
CLIENTS, DURATION = 3, 400.0
FLUID = {"rate": RATE, "size": float(SIZE), "capacity": CAPACITY}
LOST = Check(
    "lost: what is more than the link takes",
    "share",
    buffers.lost_share(**FLUID),
    "messages.lost",
    near(0.002),
    per=CLIENTS * RATE * DURATION,
)


def _case(policy: str, *checks: Check, room: float = ROOM, **sections: Any) -> Case:
    slow, never = link(0, 0, down=8 * CAPACITY), {"first": 1, "tries": 0}
    return case(
        f"buffers/{policy}",
        SOURCE,
        *checks,
        clients=clients(CLIENTS, network=slow, reconnect=never),
        messages=PERIODIC_TO_EVERYONE | {"rate": RATE, "payload": SIZE - FRAME},
        server={"send_buffer": {"size": room, "policy": policy}},
        **({"warmup": 20, "duration": DURATION, "replications": 2} | sections),
    )


def _closed() -> Case:
    expected = buffers.fill_time(**FLUID, room=ROOM) * CAPACITY / SIZE
    quantity = "messages that a client has until it is closed: what leaves while the buffer fills"
    return _case("close", Check(quantity, "count", expected, "messages.delivered", near(0.005), per=CLIENTS), warmup=0)


def _oldest_dropped() -> Case:
    expected = buffers.oldest_dropped_latency(**FLUID, room=ROOM)
    return _case("drop-oldest", LOST, Check("latency", "s", expected, "latency_s.mean", near(0.005)))


CASES = (_closed(), _oldest_dropped(), _case("coalesce", LOST, room=2_000.0))
