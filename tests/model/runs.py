"""Small runs for the tests: a few clients, one message or a few, times that can be reckoned by hand."""

from typing import Any

from rtsim.model import simulate
from rtsim.plan import Direction, Plan
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import parse_scenario
from rtsim.scenario.traces import read_trace
from rtsim.techniques import settings_classes, techniques

NO_COSTS = dict.fromkeys(("open", "request", "respond", "publish", "push_websocket", "push_sse", "heartbeat"), 0.0)


def trace(*times: float) -> dict[str, Any]:
    """Give a process with messages at these instants."""
    return {"process": "trace", "trace": read_trace("time_s\n" + "\n".join(map(str, times)))}


def clients(count: int = 1, **link: Any) -> dict[str, Any]:
    """Give clients that are all there from the start, 10 ms away unless `link` says otherwise."""
    return {"count": count, "connect_over": 0.0, "network": {"latency": 0.01} | link}


def planned(name: str, **sections: Any) -> Plan:
    """Plan one run: without warm-up and costs, with a message from the server to everyone at 5 s, for 10 s."""
    server: dict[str, Any] = sections.pop("server", {})
    content: dict[str, Any] = {
        "name": "small",
        "warmup": 0.0,
        "duration": 10.0,
        "clients": clients(),
        "messages": {"from": "server", "to": "everyone", **trace(5.0)},
        "server": {"egress": None, **server, "costs": NO_COSTS | server.get("costs", {})},
        **sections,
    }
    scenario = parse_scenario(content, techniques=settings_classes())
    return plan(scenario, techniques()[name], 0, keeps_deliveries=True)


def run(name: str, **sections: Any) -> Recording:
    """Plan one run, and let it happen."""
    return simulate(planned(name, **sections))


def delivered(recording: Recording) -> list[tuple[int, int, float]]:
    """Give message, recipient and time, rounded to a nanosecond, of every delivery."""
    told = recording.deliveries
    times = [round(time, 9) for time in told.time.tolist()]
    return list(zip(told.message.tolist(), told.recipient.tolist(), times, strict=True))


def direction(name: str = "websocket", **sections: Any) -> Direction:
    """Give the way down of a planned run's links."""
    return planned(name, **sections).clients.down
