"""How fast the simulator is, as ratios to the textbook model in the same run: `make bench` prints and checks them."""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import Any

from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes, techniques
from tests.benchmarks.textbook import polls_per_second

ROUNDS = 3
SHORT_POLLING, LONG_POLLING, WEBSOCKET = 2.0, 150 / 110, 40.0


def scenario(**parts: Any) -> Mapping[str, Any]:
    """Give the exchange that both models simulate: 20 ms each way, one core."""
    usual = {"name": "bench", "replications": 1, "server": {"costs": {"open": 0, "publish": 0, "request": 0.0005}}}
    clients = {"count": 1000, "connect_over": 1, "network": {"latency": 0.02}}
    messages = {"from": "server", "to": "everyone", "process": "periodic", "rate": 0.2, "payload": 100}
    return {**usual, "clients": clients, "messages": messages, "warmup": 0, "duration": 200, **parts}


def rate(content: Mapping[str, Any], technique: str, count: Callable[[Recording], float]) -> float:
    """Simulate, and give how many of what `count` counts were done per second of the computer's time."""
    parsed = parse_scenario(content, techniques=settings_classes())
    ready = plan(parsed, techniques()[technique], 0)
    began = perf_counter()
    recording = simulate(ready)
    return count(recording) / (perf_counter() - began)


def ratio(content: Mapping[str, Any], technique: str, count: Callable[[Recording], float], unit: str) -> float:
    """Print and give the median ratio over rounds in which both models run in turn."""
    ratios = []
    for _ in range(ROUNDS):
        ours = rate(content, technique, count)
        textbook = polls_per_second(clients=1000, interval=1.0, delay=0.02, service=0.0005, until=100.0)
        ratios.append(ours / textbook)
        print(f"{technique}: {ours:,.0f} {unit}/s, textbook {textbook:,.0f} polls/s, ratio {ratios[-1]:.2f}")
    return median(ratios)


def test_short_polling() -> None:
    """Short polling with all measures on is at least twice as fast as the textbook's polls alone."""
    content = scenario(techniques={"short-polling": {"interval": 1}})
    assert ratio(content, "short-polling", lambda run: run.requests, "polls") >= SHORT_POLLING


def test_long_polling() -> None:
    """Long polling does at least 150,000 cycles where the textbook model does 110,000 polls."""
    costs = {"costs": {"open": 0, "publish": 0, "request": 0.0001, "respond": 0.0001}}
    messages = {"from": "server", "to": "everyone", "process": "periodic", "rate": 2, "payload": 100}
    content = scenario(techniques=["long-polling"], server=costs, messages=messages, duration=100)
    assert ratio(content, "long-polling", lambda run: run.requests, "cycles") >= LONG_POLLING


def test_websocket_broadcast() -> None:
    """A WebSocket broadcast delivers at least forty messages where the textbook model does one poll."""
    clients = {"count": 10_000, "connect_over": 1, "network": {"latency": 0.02}}
    messages = {"from": "server", "to": "everyone", "process": "periodic", "rate": 10, "payload": 100}
    costs = {"costs": {"open": 0, "publish": 0, "push_websocket": 5e-6}}
    parts = {"clients": clients, "messages": messages, "server": costs, "warmup": 2, "duration": 60}
    content = scenario(techniques=["websocket"], **parts)
    assert ratio(content, "websocket", lambda run: run.delivered, "deliveries") >= WEBSOCKET
