"""Why a connection is cut, in each form of a trace."""

import json
from dataclasses import replace
from typing import Any

import pytest

from rtsim.model import simulate
from rtsim.model.compiled import plain
from rtsim.report.mermaid import mermaid
from rtsim.report.sequence.diagram import diagram
from rtsim.report.sequence.perfetto import perfetto
from rtsim.report.sequence.timeline import timeline
from tests.model.runs import clients, planned

NAMES = ("long-polling", "websocket", "sse")
CRASH = {"restarts": [{"at": 5, "down": 1}]}
DRAIN = {"restarts": [{"at": 5, "kind": "drain", "over": 1}]}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("sections", "why"),
    [
        ({"path": [{"idle": 4.0}]}, "idle for too long"),
        ({"path": [{"lifetime": 4.0, "idle": 9.0}]}, "too old"),
        ({"path": [{"idle": 30.0}], "faults": CRASH}, "the server restarts"),
        ({"faults": DRAIN}, "the server drains"),
    ],
)
def test_each_form_says_why(name: str, sections: dict[str, Any], why: str) -> None:
    """Text, Mermaid and Perfetto name the reason; nothing else is cut."""
    settings = {"long-polling": {"timeout": 20.0}, "websocket": {}, "sse": {"heartbeat": None}}[name]
    link = clients() | {"reconnect": {"first": 9.0}}
    messages = {"from": "server", "to": "everyone", "process": "periodic", "rate": 1e-3}
    usual: dict[str, Any] = {"techniques": {name: settings}, "clients": link, "messages": messages}
    plan = planned(name, drain=0.0, duration=7.0, **(usual | sections))
    trace = simulate(replace(plan, traced=0), kernel=plain()).trace
    text = " ".join(timeline(trace, name, 80).split())
    assert "connection 0 is cut: " in text
    assert why.rsplit(maxsplit=1)[-1] in text
    assert f"Connection cut: {why}" in mermaid(diagram(trace, name))
    cuts = [event for event in json.loads(perfetto(trace, name, "title")) if event["name"].startswith("cut")]
    assert {(event["name"], event["args"]["detail"]) for event in cuts} == {(f"cut: {why}", why)}
