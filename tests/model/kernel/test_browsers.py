"""Browsers that limit how many connections their tabs have, and hold the timers of hidden ones up."""

from typing import Any

import numpy as np
import pytest

from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.techniques import techniques
from rtsim.validation.worlds import NEVER, link, world

SLOW = {"connect_over": 1, "network": link(0.05, 0.05)}
TO_ALL = {"from": "server", "to": "everyone", "process": "periodic", "rate": 1.0}


def run(name: str, browser: dict[str, Any] | None, count: int = 7, **sections: Any) -> Recording:
    """Run so many clients, the tabs of browsers, on a link of 50 ms each way."""
    settings = sections.pop("settings", {})
    clients = SLOW | {"count": count, "browser": browser} | sections.pop("clients", {})
    times = {"warmup": 10.0, "duration": 100.0} | sections.pop("times", {})
    messages = sections.pop("messages", TO_ALL)
    scenario = world(clients=clients, messages=messages, techniques={name: settings}, **times, **sections)
    found = simulate(plan(scenario, techniques()[name], 0, keeps_deliveries=True))
    assert found.expected == found.delivered + found.undelivered + found.lost
    return found


def waiting(found: Recording) -> float:
    """Give how many requests wait for a connection, on average."""
    assert found.failures is not None
    return found.failures.waiting


def test_the_seventh_event_stream_waits_for_ever() -> None:
    """Six of seven tabs have their stream; nothing of what the seventh should get is delivered."""
    found = run("sse", {"tabs": 7})
    assert waiting(found) == 1
    assert found.open.peak == 6
    assert (found.delivered, found.undelivered, found.lost) == (600, 100, 0)
    assert len(np.unique(found.deliveries.recipient)) == 6


@pytest.mark.parametrize(
    ("name", "sections"),
    [("websocket", {}), ("sse", {"wire": {"http": 2}}), ("sse", {"wire": {"http": 1.1}, "tabs": 6})],
    ids=["WebSocket", "HTTP/2", "six"],
)
def test_who_is_not_limited_does_not_wait(name: str, sections: dict[str, Any]) -> None:
    """WebSockets are not counted, HTTP/2 needs one connection, and six are enough for six."""
    found = run(name, {"tabs": sections.pop("tabs", 7)}, count=14, **sections)
    assert waiting(found) == 0
    assert found.undelivered == found.lost == 0


def test_streams_leave_no_connection_for_posts() -> None:
    """Where six streams stand, no tab of their browser gets a message to the server; five leave one for all."""
    messages = {"from": "clients", "to": "everyone", "process": "poisson", "rate": 0.05, "echo": True}
    stuck = run("sse", {"tabs": 6}, count=6, messages=messages)
    assert stuck.delivered == 0
    assert stuck.expected > 0
    assert waiting(stuck) > 10
    flowing = run("sse", {"tabs": 5}, count=5, messages=messages)
    assert flowing.delivered == flowing.expected > 0
    assert waiting(flowing) < 0.1


def test_a_seventh_poll_waits_for_the_first_hold_that_ends() -> None:
    """With seven tabs and six connections one poll waits at each instant, and each gets six sevenths of the cycles.

    Nothing comes, so that each cycle is a hold and a round trip: 10.1 s.
    """
    times = {"times": {"warmup": 100.0, "duration": 1010.0}, "messages": NEVER, "settings": {"timeout": 10}}
    found = run("long-polling", {"tabs": 7}, **times)
    assert waiting(found) == pytest.approx(1)
    assert found.requests == pytest.approx(600, abs=6)
    assert found.opened == 0  # connections pass from tab to tab


def test_short_polls_hardly_wait() -> None:
    """Seven polls a second that take 0.1 s each share six connections as nothing were."""
    found = run("short-polling", {"tabs": 7}, settings={"interval": 1})
    assert waiting(found) < 0.01
    assert found.undelivered == 0
    assert found.open.peak <= 6


@pytest.mark.parametrize("timing", ["after-response", "fixed-rate"])
def test_one_connection_serves_who_waited_longest(timing: str) -> None:
    """Three tabs that each ask every 0.25 s share one connection of 0.1 s a poll, one after the other."""
    found = run("short-polling", {"tabs": 3, "connections": 1}, count=3,
                settings={"interval": 0.25 if timing == "after-response" else 0.31, "timing": timing})  # fmt: skip
    assert found.open.peak == 1
    assert found.requests == pytest.approx(100 * (3 / 0.35 if timing == "after-response" else 3 / 0.31), rel=0.02)
    assert found.duplicates == 0
    assert found.undelivered == 0


def test_one_unlimited_tab_is_as_without_a_browser() -> None:
    """A tab that has all connections it asks for polls at the instants at which it does without a browser."""
    for name in ("long-polling", "short-polling", "sse"):
        assert run(name, {"connections": 100}).latency.total == pytest.approx(run(name, None).latency.total)


@pytest.mark.parametrize("kind", [{"kind": "crash", "down": 1}, {"kind": "drain", "over": 3}], ids=str)
@pytest.mark.parametrize("name", ["long-polling", "short-polling", "sse"])
def test_all_come_back_whose_browsers_have_enough(name: str, kind: dict[str, Any]) -> None:
    """A restart leaves no connection counted that is not there any more."""
    found = run(name, {"tabs": 3, "connections": 3}, count=9, faults={"restarts": [{"at": 50} | kind]},
                messages=TO_ALL | {"retry": {"first": 0.5}})  # fmt: skip
    assert found.failures is not None
    assert found.failures.missing == 0
    assert found.open.peak <= 9
    assert found.lost == found.undelivered == 0
    assert len(np.unique(found.deliveries.recipient[found.deliveries.time > 100])) == 9


def test_hidden_tabs_poll_once_a_minute() -> None:
    """After five minutes a hidden tab polls at its browser's full minutes: what it gets is 30.1 s old on average."""
    times = {"warmup": 400.0, "duration": 1200.0}
    for timing in ("after-response", "fixed-rate"):
        settings = {"interval": 5, "timing": timing}
        messages = {"from": "server", "to": "everyone", "process": "poisson", "rate": 0.5}
        found = run("short-polling", {"hidden": "100 %"}, count=30, times=times, settings=settings, messages=messages)
        assert found.requests == 30 * 20
        assert found.latency.mean == pytest.approx(30.05, abs=1.2)


def test_hidden_tabs_poll_once_a_second_at_first() -> None:
    """Within five minutes pauses end at the full seconds of the browser's clock."""
    times = {"warmup": 10.0, "duration": 100.0}
    found = run("short-polling", {"hidden": "100 %"}, times=times, settings={"interval": 0.2, "timing": "fixed-rate"})
    assert found.requests == 7 * 100
    later = run("short-polling", {"hidden": "100 %"}, times=times, settings={"interval": 2.5})
    assert later.requests == pytest.approx(7 * 100 / 3, abs=7)


@pytest.mark.parametrize("name", ["sse", "websocket", "long-polling"])
def test_what_arrives_is_not_held_up(name: str) -> None:
    """Messages reach hidden tabs as they reach others: without a timer nothing waits."""
    hidden, seen = (run(name, {"hidden": share}, settings={}) for share in ("100 %", "0 %"))
    assert hidden.latency.total == pytest.approx(seen.latency.total)


def test_who_waits_while_hidden_does_not_come_back() -> None:
    """Three of ten are hidden: phoenix.js leaves them away, others come back at a full second of their clock."""
    faults = {"restarts": [{"at": 50, "down": 1}]}
    policy = {"first": 0.25, "hidden": "waits"}
    gone = run("websocket", {"hidden": "30 %"}, 10, faults=faults, clients={"reconnect": policy})
    assert gone.failures is not None
    assert gone.failures.missing == 3
    policy = {"first": 0.25}
    back = run("websocket", {"hidden": "100 %"}, 40, faults=faults, clients={"reconnect": policy}, messages=NEVER)
    assert back.failures is not None
    assert back.failures.missing == 0
    assert 0.9 < np.ptp(back.failures.dark) < 1
