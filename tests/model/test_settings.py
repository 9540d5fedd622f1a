from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from rtsim.model.layout import NOWHERE
from rtsim.model.manners import answers_up_to
from rtsim.plan import Pull
from tests.model.runs import clients, planned, trace
from tests.model.worlds import begun, laid_out, starting

NAMES = ("short-polling", "long-polling", "websocket", "sse")


def settings(name: str, **sections: Any) -> np.record:
    """Give what stays as it is through a small run."""
    return laid_out(name, **sections).settings[0]


def manner(name: str, **sections: Any) -> np.record:
    """Give how clients get their messages through a small run."""
    return laid_out(name, **sections).manners[0]


@pytest.mark.parametrize(("origin", "staged"), [("clients", True), ("senders", False), ("server", False)])
def test_polls_are_sent_on_time_where_they_share_the_way_up(origin: str, *, staged: bool) -> None:
    """Only where clients publish over a bandwidth of their own does a poll leave as an event of its own."""
    messages = {"from": origin, "to": "everyone", **trace(1.0)}
    assert manner("short-polling", clients=clients(3, up=1e6), messages=messages).staged == staged
    assert not manner("short-polling", clients=clients(3), messages=messages).staged


@pytest.mark.parametrize("server", [{"max_connections": 5}, {"accept_rate": 2.0}])
def test_polls_are_sent_on_time_where_there_is_a_door(server: dict[str, Any]) -> None:
    """A door's answer is known when it comes, so that a poll cannot be known before."""
    assert manner("short-polling", server=server).staged
    assert not manner("websocket", server=server).staged


@pytest.mark.parametrize(
    ("server", "clockwork"),
    [({}, False), ({"cores": 2}, True), ({"model": "threads", "threads": 5}, True), ({"accept_rate": 1.0}, True)],
)
def test_who_polls_by_the_clock_needs_one_where_polls_queue(server: dict[str, Any], *, clockwork: bool) -> None:
    """On one core without door and threads a poll's way is known beforehand, and with it what the next one finds."""
    fixed = {"short-polling": {"timing": "fixed-rate"}}
    assert manner("short-polling", techniques=fixed, server=server).clockwork == clockwork
    assert not manner("short-polling", server=server).clockwork


def test_the_traced_client_is_known_by_its_row() -> None:
    """Whoever is traced is found where its row lies; where nobody is, no row is."""
    plan = starting(planned("short-polling", clients=clients(3)), 2.0, 0.0, 1.0)
    assert [begun(replace(plan, traced=client)).world.settings[0].traced for client in range(3)] == [2, 0, 1]
    assert begun(plan).world.settings[0].traced < 0


@pytest.mark.parametrize("name", NAMES)
def test_the_window_is_the_plan_s(name: str) -> None:
    """Start, end and horizon are those of the plan."""
    plan = planned(name, warmup=2.0, duration=6.0, drain=1.0)
    row = begun(plan).world.settings[0]
    assert (row.start, row.end, row.horizon) == (plan.window.start, plan.window.end, plan.window.horizon) == (2, 8, 9)


def test_techniques_differ_in_few_settings() -> None:
    """Polls that are not held have no time-out, pushes are in turn, and only a WebSocket does not replay."""
    rows = [manner(name) for name in NAMES]
    assert [row.holds for row in rows] == [0, 1, 0, 0]
    assert [row.pushes for row in rows] == [settings(name).in_turn for name in NAMES] == [0, 0, 1, 1]
    assert [row.replays for row in rows] == [1, 1, 0, 1]
    assert [row.posts for row in rows] == [1, 1, 0, 1]
    assert [row.upgrades for row in rows] == [0, 0, 1, 0]


def test_an_event_loop_of_several_cores_has_no_turns() -> None:
    """Answers leave at a turn's end on one core alone."""
    for cores, turns in ((1, 1), (2, 0)):
        assert settings("short-polling", server={"answers": "end-of-turn", "cores": cores}).turns == turns


def test_a_pause_that_varies_has_a_stream() -> None:
    """A constant pause is a number, another one is drawn."""
    constant, drawn = (
        manner("short-polling", techniques={"short-polling": {"interval": interval}})
        for interval in (2.0, {"dist": "exponential", "mean": 2.0})
    )
    assert (constant.pausing, constant.pause) == (NOWHERE, 2.0)
    assert drawn.pausing >= 0


def test_answers_with_all_messages_have_a_size() -> None:
    """The table of what is added to answers reaches as far as the log may."""
    plan = planned("short-polling", messages={"from": "server", "to": "everyone", "payload": 3_000_000, **trace(1, 2)})
    assert isinstance(plan.mechanism, Pull)
    world = begun(plan).world
    assert world.extents.tolist() == answers_up_to(plan.mechanism, 6_000_003).tolist()
    assert world.manners[0].extents == world.extents.shape[1]
