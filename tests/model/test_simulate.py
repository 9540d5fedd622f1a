import gc
import weakref
from typing import Any

import pytest

from rtsim.model import run as runs
from rtsim.model import simulate
from tests.model.runs import clients, planned, run, trace

NAMES = ("short-polling", "long-polling", "websocket", "sse")


@pytest.mark.parametrize("name", NAMES)
def test_a_run_goes_on_until_its_messages_are_delivered(name: str) -> None:
    """A message born a moment before the window's end is delivered, far away as its client is."""
    messages = {"from": "server", "to": "everyone", **trace(9.999)}
    recording = run(name, clients=clients(3, latency={"up": 0.01, "down": 4.0}), messages=messages)
    assert (recording.delivered, recording.undelivered) == (3, 0)
    assert recording.latency.minimum >= 4.0


@pytest.mark.parametrize("name", NAMES)
def test_a_run_ends_at_its_horizon(name: str) -> None:
    """What is not there when the drain limit passes is undelivered."""
    messages = {"from": "server", "to": "everyone", **trace(9.999)}
    recording = run(name, clients=clients(3, latency={"up": 0.01, "down": 4.0}), messages=messages, drain=1.0)
    assert (recording.expected, recording.delivered, recording.undelivered) == (3, 0, 3)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_from_outside_the_window_counts(name: str) -> None:
    """Of three messages the one of the window counts; the others are delivered all the same."""
    messages = {"from": "server", "to": "everyone", **trace(1.0, 3.0, 12.5)}
    recording = run(name, warmup=2.0, clients=clients(2), messages=messages, techniques={name: {}})
    assert (recording.published, recording.expected, recording.delivered) == (1, 2, 2)
    assert set(recording.deliveries.message.tolist()) >= {0, 1}


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_can_be_run_again(name: str) -> None:
    """A run leaves its plan as it was."""
    loop = {"process": "closed-loop", "closed-loop": {"concurrency": 2, "think": 0.2}}
    plan = planned(name, clients=clients(4, jitter={"dist": "normal", "sd": 0.01}), messages={"to": "everyone", **loop})
    first, second = simulate(plan), simulate(plan)
    assert first.deliveries.time.tolist() == second.deliveries.time.tolist()
    assert first.traffic == second.traffic


@pytest.mark.parametrize("name", NAMES)
def test_a_run_lets_its_tables_go(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables of a run are gone when it is over, without a collection of garbage, a closed loop's too."""
    tables, lay_out = [], runs.lay_out

    def remembered(*given: Any) -> Any:
        world = lay_out(*given)
        tables.extend(weakref.ref(table) for table in (world.clients, world.endpoints, world.calendar))
        return world

    monkeypatch.setattr(runs, "lay_out", remembered)
    loop = {"process": "closed-loop", "closed-loop": {"concurrency": 2, "think": 0.2}}
    plan = planned(name, clients=clients(4), messages={"to": "everyone", **loop})
    gc.disable()
    try:
        simulate(plan)
        assert all(table() is None for table in tables)
    finally:
        gc.enable()
