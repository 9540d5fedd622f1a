"""Random small scenarios for comparisons of whole runs: every feature of the model, and each beside every other."""

import random
from dataclasses import replace
from typing import Any, TypeAlias

from rtsim.plan import Plan
from rtsim.planning import plan
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes, techniques

Content: TypeAlias = dict[str, Any]
Choice: TypeAlias = dict[str, Any]

UNIFORM = {"dist": "uniform", "low": 0.2, "high": 0.9}
FEATURES: dict[str, tuple[Any, ...]] = {
    "technique": ("short-polling", "long-polling", "websocket", "sse"),
    "origin": ("server", "clients", "senders"),
    "process": ("poisson", "periodic", "bursts", "closed-loop"),
    "audience": ("one", "room", "everyone"),
    "echo": (False, True),
    "acknowledge": ("receipt", "fan-out"),
    "payload": (150, 20_000, {"dist": "exponential", "mean": 300}),
    "clients": (2, 5, 11),
    "latency": (0.004, {"dist": "uniform", "low": 0.01, "high": 0.3}),
    "jitter": (None, {"dist": "normal", "sd": 0.02}),
    "bandwidth": (None, 300e3),
    "loss": (0.0, 0.1),
    "mixed": (False, True),  # half of the clients on a plain link
    "cores": (1, 2, 4),
    "nodes": (1, 2, 3),
    "threads": (None, 2, 9),
    "answers": ("at-once", "end-of-turn"),
    "most": (None, 3),
    "accept": (None, 8.0),
    "cost": (0.0, 0.0002, 0.02),
    "per_byte": (0.0, 1e-6),
    "egress": (10e9, 1e6),
    "keep_alive": (75.0, 0.3),
    "interval": (0.25, UNIFORM),
    "timing": ("after-response", "fixed-rate"),
    "connection": ("keep-alive", "close"),
    "timeout": (0.4, 30.0),
    "heartbeat": (None, 0.5),
    "resume": (False, True),
    "wire": (("1.1", "none"), ("1.1", "1.3"), ("2", "none"), ("2", "1.3"), ("3", "1.3")),
    "warmup": (0.0, 0.5),
    "traced": (False, True),
    "keeps": (False, True),
}


BODY = {"each": 9, "publish": 5, "publish_ack": 7}


def chosen(number: int) -> Choice:
    """Choose a value of each feature, the same for a number each time."""
    generator = random.Random(number)  # noqa: S311 - choices of a test
    choice = {feature: generator.choice(values) for feature, values in FEATURES.items()}
    if choice["process"] == "closed-loop" and choice["origin"] == "server":
        choice["origin"] = generator.choice(["clients", "senders"])
    if choice["wire"][0] != "1.1":
        choice["connection"] = "keep-alive"
    return choice | {"seed": number}


def planned(choice: Choice) -> Plan:
    """Plan the run of a choice."""
    scenario = parse_scenario(_content(choice), techniques=settings_classes())
    found = plan(scenario, techniques()[choice["technique"]], 0, keeps_deliveries=choice["keeps"])
    return replace(found, traced=1) if choice["traced"] else found


def _content(choice: Choice) -> Content:
    return {
        "name": "random",
        "seed": choice["seed"],
        "warmup": choice["warmup"],
        "duration": 1.2,
        "drain": 0.6,
        "clients": {"count": choice["clients"], "connect_over": 0.4, "network": _network(choice)},
        "messages": _messages(choice),
        "server": _server(choice),
        "wire": dict(zip(("http", "tls"), choice["wire"], strict=True)) | {"body": BODY},
        "techniques": {
            "short-polling": {name: choice[name] for name in ("interval", "timing", "connection")},
            "long-polling": {"timeout": choice["timeout"], "pause": 0.0 if choice["interval"] == 0.25 else UNIFORM},
            "websocket": {"heartbeat": choice["heartbeat"], "resume": choice["resume"]},
            "sse": {"heartbeat": choice["heartbeat"], "event_id": choice["resume"]},
        },
    }


def _network(choice: Choice) -> Any:
    link: Content = {name: choice[name] for name in ("latency", "loss")}
    link |= {"up": choice["bandwidth"], "down": choice["bandwidth"]}
    if choice["jitter"]:
        link |= {"latency": 0.03, "jitter": choice["jitter"]}
    if choice["mixed"]:
        return [{"share": 0.5, "network": link}, {"share": 0.5, "network": {"latency": 0.05}}]
    return link


def _messages(choice: Choice) -> Content:
    origin, many = choice["origin"], choice["clients"]
    content: Content = {
        "from": origin,
        "to": choice["audience"],
        "room_size": min(3, many),
        "process": choice["process"],
        "payload": choice["payload"],
        "acknowledge": choice["acknowledge"],
    }
    if origin == "clients":
        content["echo"] = choice["echo"]
    if origin == "senders":
        content["senders"] = {"count": 2, "connections": 2}
    match choice["process"]:
        case "bursts":
            return content | {"bursts": {"size": 3, "every": 0.7}}
        case "closed-loop":
            return content | {"closed-loop": {"concurrency": 2, "think": 0.1}}
        case _:
            return content | {"rate": 4.0 / (many if origin == "clients" else 1)}


def _server(choice: Choice) -> Content:
    works = ("open", "request", "respond", "publish", "push_websocket", "push_sse", "heartbeat")
    content: Content = {name: choice[name] for name in ("cores", "nodes", "answers", "egress", "keep_alive")}
    content["costs"] = dict.fromkeys(works, choice["cost"]) | {"per_byte": choice["per_byte"]}
    content |= {"max_connections": choice["most"], "accept_rate": choice["accept"]}
    if choice["threads"]:
        content |= {"model": "threads", "threads": choice["threads"]}
    return content
