"""Traces of tiny runs with the study notes' numbers: one client, 20 ms away, a message or two."""

from dataclasses import replace
from typing import Any

from rtsim.model import simulate
from rtsim.recording import Trace
from tests.model.runs import clients, planned, trace

NAMES = ("short-polling", "long-polling", "websocket", "sse")


def news(name: str, *times: float, duration: float, **settings: Any) -> Trace:
    """Trace a client to which the server sends a message at each of `times`."""
    return followed(name, {"from": "server", "to": "everyone", **trace(*times)}, duration, **settings)


def chat(name: str, *times: float, duration: float, **settings: Any) -> Trace:
    """Trace a client that gets its own messages back."""
    messages = {"from": "clients", "to": "everyone", "echo": True, **trace(*times)}
    return followed(name, messages, duration, **settings)


def followed(name: str, messages: dict[str, Any], duration: float, **settings: Any) -> Trace:
    """Trace the only client."""
    link = clients(1, latency=0.02)
    plan = planned(name, messages=messages, duration=duration, clients=link, techniques={name: settings}, drain=0.0)
    return simulate(replace(plan, traced=0)).trace


def restarted(name: str, *times: float, **settings: Any) -> Trace:
    """Trace a client for 20 s to which the server sends messages; the server is down from 10 s to 11.5 s."""
    plan = planned(
        name, messages={"from": "server", "to": "everyone", **trace(*times)}, duration=20.0, drain=0.0,
        clients=clients(1, latency=0.02), techniques={name: settings}, faults={"restarts": [{"at": 10, "down": 1.5}]},
    )  # fmt: skip
    return simulate(replace(plan, traced=0)).trace
