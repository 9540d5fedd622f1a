"""How fast the simulator is, as ratios to the textbook model in the same run: `make bench` prints and checks them."""

from collections.abc import Callable, Mapping
from statistics import median
from time import process_time
from typing import Any

import pytest

from rtsim.model import prepare, simulate
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes, techniques
from tests.benchmarks.textbook import polls_per_second

ROUNDS = 3
BEFORE = 3.0  # deliveries in rooms of 20 for each poll of the textbook before the kernel was compiled: 2.4 to 3.8

Count = Callable[[Recording], float]


def requests(run: Recording) -> float:
    """Count polls."""
    return run.requests


def delivered(run: Recording) -> float:
    """Count deliveries."""
    return run.delivered


def scenario(clients: int = 1000, **parts: Any) -> Mapping[str, Any]:
    """Give the exchange that both models simulate: 20 ms each way, one core."""
    people = {"count": clients, "connect_over": 1, "network": {"latency": 0.02}, **parts.pop("people", {})}
    costs = {"open": 0, "publish": 0, **parts.pop("costs", {})}
    messages = {"from": "server", "to": "everyone", "process": "periodic", "rate": 0.2, "payload": 100}
    messages |= parts.pop("messages", {})
    server = {"costs": costs, **parts.pop("server", {})}
    usual = {"name": "bench", "replications": 1, "warmup": 0, "duration": 200}
    return {**usual, "clients": people, "messages": messages, "server": server, **parts}


def polling(clients: int, interval: float, **parts: Any) -> Mapping[str, Any]:
    """Give short polling that keeps the core half busy."""
    settings = {"interval": interval, **parts.pop("polls", {})}
    people = {"connect_over": interval}
    return scenario(
        clients,
        people=people,
        costs={"request": 0.5 * interval / clients},
        techniques={"short-polling": settings},
        **parts,
    )


def holding(clients: int, rate: float, **parts: Any) -> Mapping[str, Any]:
    """Give long polling of messages to everyone."""
    costs = {"request": 0.1 / clients, "respond": 0.1 / clients}
    return scenario(clients, costs=costs, messages={"rate": rate}, techniques=["long-polling"], **parts)


SPEEDS: Mapping[str, tuple[Mapping[str, Any], str, Count, float]] = {
    "1,000 pollers": (polling(1_000, 1, duration=2_000), "short-polling", requests, 50),
    "10,000 pollers": (polling(10_000, 5, duration=1_000), "short-polling", requests, 40),
    "100,000 pollers": (polling(100_000, 5, duration=200), "short-polling", requests, 40),
    "1,000,000 pollers": (polling(1_000_000, 5, duration=120), "short-polling", requests, 40),
    "polls at a fixed rate": (
        polling(1_000, 1, duration=1_000, polls={"timing": "fixed-rate"}), "short-polling", requests, 30,
    ),
    "pollers of four cores": (polling(1_000, 1, duration=1_000, server={"cores": 4}), "short-polling", requests, 30),
    "1,000 held polls": (holding(1_000, 2, duration=500), "long-polling", requests, 25),
    "100,000 held polls": (holding(100_000, 0.5, duration=60), "long-polling", requests, 20),
    "rooms of 20": (
        scenario(
            2_000, costs={"push_websocket": 5e-6}, warmup=2, techniques=["websocket"],
            messages={"from": "clients", "to": "room", "room_size": 20, "process": "poisson", "rate": 0.5},
        ),
        "websocket", delivered, 10 * BEFORE,
    ),
    "a broadcast to 10,000": (
        scenario(
            10_000, costs={"push_websocket": 5e-6}, warmup=2, duration=60, messages={"rate": 10},
            techniques=["websocket"],
        ),
        "websocket", delivered, 109,
    ),
}  # fmt: skip
"""Scenarios, what is counted in them, and how many of these there are at least for each poll of the textbook."""


def rate(content: Mapping[str, Any], technique: str, count: Count) -> float:
    """Simulate, and give how many of what `count` counts were done per second of one core."""
    ready = plan(parse_scenario(content, techniques=settings_classes()), techniques()[technique], 0)
    began = process_time()
    recording = simulate(ready)
    return count(recording) / (process_time() - began)


@pytest.mark.parametrize("name", SPEEDS)
def test_speed(name: str) -> None:
    """With all measures on, so much more is done in a second than the textbook model does polls."""
    content, technique, count, least = SPEEDS[name]
    prepare(faulty=False)
    ratios = []
    for _ in range(ROUNDS):
        ours = rate(content, technique, count)
        textbook = polls_per_second(clients=1000, interval=1.0, delay=0.02, service=0.0005, until=50.0)
        ratios.append(ours / textbook)
        print(f"{name}: {ours:,.0f}/s, textbook {textbook:,.0f} polls/s, ratio {ratios[-1]:.1f}")
    assert median(ratios) >= least


def test_growth() -> None:
    """A poll among 1,000,000 clients takes at most 2.5 times as long as one among 10,000."""
    few, many = (rate(*SPEEDS[name][:3]) for name in ("10,000 pollers", "1,000,000 pollers"))
    print(f"a poll takes {few / many:.2f} times as long among 1,000,000 clients as among 10,000")
    assert few / many <= 2.5
