"""Lubbers and Greco 2010: a page that asks for a stock price each second, and its rewrite with WebSocket.

They divide bits by 2^20 and call the result Mbps; rows are in bit/s.
"""

from typing import Any

from rtsim.validation.case import Case, Check, case
from rtsim.validation.measures import Bytes
from rtsim.validation.rules import between, near
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, POISSON_TO_ONE, clients

SOURCE = "Lubbers and Greco 2010, HTML5 Web Sockets: A Quantum Leap in Scalability"
REQUEST, RESPONSE = 692, 179  # characters of the heads, without line ends
PRICE = 20  # characters of a message
ONE_WAY = 0.05  # seconds
THEIR_MEGABIT = 2.0**20
SECONDS = 1.0
BY_THE_CLOCK: dict[str, Any] = {"short-polling": {"interval": 1, "timing": "fixed-rate"}}

HEADS = Bytes("both", ("requests", "responses", "empty"))
FRAMES = Bytes("down", ("framing",))


def _case(name: str, *checks: Check, count: int, headers: Any = None, **sections: Any) -> Case:
    """Give clients that each get a price a second, in bodies of nothing else."""
    heads = headers or {"poll": REQUEST, "poll_response": RESPONSE, "poll_empty": RESPONSE}
    usual: dict[str, Any] = {
        "messages": PERIODIC_TO_EVERYONE | {"rate": 1, "payload": PRICE},
        "wire": {"headers": heads, "body": {"empty": 0, "around": 0, "between": 0}},
        "warmup": 1.2,
        "duration": SECONDS,
        "replications": 1,
    }
    crowd = clients(count, 1, ONE_WAY, ONE_WAY)
    return case(f"lubbers-greco/{name}", SOURCE, *checks, clients=crowd, **(usual | sections))


def _as_printed(printed: str, measure: Bytes) -> Check:
    """Check that traffic in bit/s rounds to their figure."""
    figure, half = float(printed), 0.5 * 10.0 ** -len(printed.partition(".")[2])
    low, high = (figure - half) * THEIR_MEGABIT, (figure + half) * THEIR_MEGABIT
    rule = between(low, high, f"rounds to {printed} Mbps")
    return Check("header traffic", "bit/s", figure * THEIR_MEGABIT, measure, rule, per=SECONDS / 8)


def _polling(count: int, printed: str) -> Case:
    whole = Check("header traffic, 871 B a poll", "bit/s", 8.0 * (REQUEST + RESPONSE) * count, HEADS, per=SECONDS / 8)
    return _case(f"polling-{count}", _as_printed(printed, HEADS), whole, count=count, techniques=BY_THE_CLOCK)


def _websocket(count: int, printed: str) -> Case:
    return _case(f"websocket-{count}", _as_printed(printed, FRAMES), count=count)


def _line_ends() -> Case:
    """With line ends a poll's heads are longer than by their count; every poll here finds one price."""
    polls = 10
    return _case(
        "line-ends",
        Check("heads of a poll, line ends counted", "bytes", 909, HEADS, per=polls),
        count=1,
        headers="lubbers-greco",
        techniques=BY_THE_CLOCK,
        warmup=3,
        duration=polls,
    )


def _polling_latency() -> Case:
    """Their poller asks again as soon as it is answered: a message that just missed an answer waits three ways."""
    count, pause = 20, 1e-4
    return case(
        "lubbers-greco/polling-latency",
        SOURCE,
        Check("latency, greatest", "s", 3 * ONE_WAY, "latency_s.max", near(0.005)),
        clients=clients(count, 1, ONE_WAY, ONE_WAY),
        messages=POISSON_TO_ONE | {"rate": count * 2},
        techniques={"short-polling": {"interval": pause}},
        warmup=3,
        duration=100,
        replications=2,
    )


CASES = (
    _line_ends(),
    _polling(1_000, "6.6"),
    _polling(10_000, "66"),
    _polling(100_000, "665"),
    _websocket(1_000, "0.015"),
    _websocket(10_000, "0.153"),
    _websocket(100_000, "1.526"),
    _polling_latency(),
    _case("websocket-latency", Check("latency, greatest", "s", ONE_WAY, "latency_s.max"), count=20),
)
