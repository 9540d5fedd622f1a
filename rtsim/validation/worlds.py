"""Small worlds: scenarios of plain numbers in which nothing else takes time."""

from collections.abc import Mapping
from typing import Any

from rtsim.scenario import Scenario, parse_scenario
from rtsim.scenario.traces import read_trace
from rtsim.techniques import settings_classes

REPLICATIONS = 12

FREE = dict.fromkeys(
    ("open", "request", "respond", "publish", "push_websocket", "push_sse", "heartbeat", "per_byte"), 0
)
"""Costs of a server whose work takes no time."""

POISSON_TO_ONE = {"from": "server", "to": "one", "process": "poisson"}
PERIODIC_TO_EVERYONE = {"from": "server", "to": "everyone", "process": "periodic"}
NEVER = {"from": "server", "to": "everyone", "process": "periodic", "rate": 1e-9}
"""A message in thirty years."""
SOCKET: dict[str, Any] = {"websocket": {"heartbeat": None}}
STREAM: dict[str, Any] = {"sse": {"heartbeat": None}}
"""Connections on which nothing comes but messages."""


def world(
    *,
    clients: Mapping[str, Any],
    messages: Mapping[str, Any],
    techniques: Mapping[str, Any],
    costs: Mapping[str, float] | None = None,
    memory: Mapping[str, float] | None = None,
    **sections: Any,
) -> Scenario:
    """Give a scenario in base units whose server costs nothing but `costs` and whose links are as fast as they like."""
    server: dict[str, Any] = {"egress": None, "costs": FREE | dict(costs or {}), "memory": dict(memory or {})}
    server |= sections.pop("server", {})
    content = {
        "name": "theory",
        "seed": 7,
        "replications": REPLICATIONS,
        "clients": clients,
        "messages": messages,
        "techniques": techniques,
    }
    return parse_scenario(content | {"server": server} | sections, techniques=settings_classes())


def link(up: float, down: float, /, **rest: Any) -> dict[str, Any]:
    """Give a link without other limits than `rest` whose one-way latencies are `up` and `down` seconds."""
    return {"latency": {"up": up, "down": down}, **rest}


def clients(count: int, over: float = 0, up: float = 0, down: float = 0, **rest: Any) -> dict[str, Any]:
    """Give so many clients that come within `over` seconds and have such links."""
    return {"count": count, "connect_over": over, "network": link(up, down), **rest}


def at(*instants: float | str) -> dict[str, Any]:
    """Give messages for everyone at some instants, in seconds."""
    times = "\n".join(map(str, instants))
    return {"from": "server", "to": "everyone", "process": "trace", "trace": read_trace(f"time_s\n{times}")}
