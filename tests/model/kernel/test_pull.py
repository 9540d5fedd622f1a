from typing import Any

import numpy as np
import pytest

from rtsim.model.kernel.connections import make
from rtsim.model.kernel.overlapping import had, note_on_way
from rtsim.model.kernel.polls import pause
from rtsim.model.layout import NOWHERE, POLLING
from rtsim.wire import Wire
from tests.model.runs import clients, delivered, planned, run, trace
from tests.model.worlds import begun, laid_out

EVERY_SECOND = {"short-polling": {"interval": 1.0}}


def test_the_next_poll_waits_for_the_answer() -> None:
    """After the first round trip of set-up, polls come every 1.024 s: the interval and the round trip with its work."""
    costs = {"request": 0.004}
    recording = run("short-polling", techniques=EVERY_SECOND, server={"costs": costs})
    asks = 0.03 + 1.024 * np.arange(20)
    assert recording.requests == np.count_nonzero(asks < 10)
    fetched = asks[asks >= 5.0][0]
    assert delivered(recording) == [(0, 0, round(float(fetched) + 0.014, 9))]
    assert (recording.answered, recording.empty, recording.carried) == (1, recording.requests - 1, 1)


def test_polls_by_the_clock_do_not_wait_for_the_answer() -> None:
    """At a fixed rate of one a second, ten polls come in ten seconds, whatever the round trip."""
    settings = {"short-polling": {"interval": 1.0, "timing": "fixed-rate"}}
    for latency in (0.01, 0.4, 2.3):
        recording = run("short-polling", clients=clients(latency={"up": 0.0, "down": latency}), techniques=settings)
        assert recording.requests == 10


@pytest.mark.parametrize(
    "changes",
    [
        {"server": {"cores": 2}},
        {"server": {"accept_rate": 1e6}},
        {"server": {"model": "threads", "threads": 50}},
        {"clients": {"network": {"latency": 0.2, "up": 1e8}}, "messages": {"from": "clients", "to": "one", "rate": 1}},
    ],
    ids=["cores", "door", "threads", "uplink"],
)
def test_polls_by_the_clock_keep_time_wherever_they_queue(changes: dict[str, dict[str, Any]]) -> None:
    """Polls every 100 ms with a round trip of 400 ms are ten a second, and tell the server what has come by then."""
    settings = {"short-polling": {"interval": 0.1, "timing": "fixed-rate"}}
    network = clients(10, latency=0.2) | changes.get("clients", {})
    messages = changes.get("messages", {"from": "server", "to": "one", "rate": 10})
    server = {"costs": {"request": 0.0, "publish": 0.0}} | changes.get("server", {})
    parts = {"clients": network, "messages": messages, "server": server, "warmup": 2.0, "duration": 20.0}
    recording = run("short-polling", techniques=settings, **parts)
    assert recording.requests == 10 * 10 * 20
    assert recording.carried / recording.answered < 6
    assert recording.delivered == recording.expected


def test_overlapping_polls_fetch_twice_and_deliver_once() -> None:
    """Answers take 2.5 s: the polls that leave before the first is there ask for the message again."""
    settings = {"short-polling": {"interval": 1.0, "timing": "fixed-rate"}}
    network = clients(latency={"up": 0.0, "down": 2.5})
    recording = run("short-polling", clients=network, techniques=settings, duration=20.0)
    assert recording.delivered == 1
    assert recording.duplicates >= 2
    assert recording.carried == recording.answered == 1 + recording.duplicates
    assert recording.payload == 200 * recording.carried
    assert recording.open.peak >= 3


@pytest.mark.parametrize(
    ("keep_alive", "settings", "opened"),
    [
        (75.0, {"interval": 1.0}, 1),
        (1.5, {"interval": 1.0}, 1),
        (0.9, {"interval": 1.0}, 10),
        (75.0, {"interval": 1.0, "connection": "close"}, 10),
    ],
)
def test_connections_are_kept_or_opened_each_time(keep_alive: float, settings: dict[str, Any], opened: int) -> None:
    """A connection is used again within the keep-alive time; otherwise each poll pays for one."""
    costs = {"open": 0.001}
    server = {"keep_alive": keep_alive, "costs": costs}
    recording = run("short-polling", techniques={"short-polling": settings}, server=server)
    assert recording.opened == pytest.approx(opened, abs=opened > 1)
    assert recording.cpu["open"] == pytest.approx(0.001 * recording.opened)
    assert recording.requests == pytest.approx(10, abs=1)


@pytest.mark.parametrize(("keep_alive", "kept"), [(1.2, False), (1.5, True)])
def test_a_connection_is_idle_from_when_its_answer_leaves(keep_alive: float, *, kept: bool) -> None:
    """An answer is under way for 0.4 s and the next poll leaves a second after it: 1.4 s after the server was asked."""
    network = clients(latency={"up": 0.0, "down": 0.4})
    server = {"keep_alive": keep_alive}
    recording = run("short-polling", clients=network, techniques=EVERY_SECOND, server=server)
    assert recording.opened == (1 if kept else recording.requests)


def test_no_connection_is_forgotten_on_several_cores() -> None:
    """Polls that overlap on two cores leave no connection open for ever: the server's idle time bounds them."""
    settings = {"short-polling": {"interval": {"dist": "exponential", "mean": 0.5}, "timing": "fixed-rate"}}
    server = {"cores": 2, "costs": {"request": 0.35}, "keep_alive": 1.0}
    recording = run("short-polling", clients=clients(2), duration=60.0, techniques=settings, server=server)
    assert recording.open.peak < 20


def test_costs_count_each_byte() -> None:
    """A poll's work is that of its request and of its answer's bytes."""
    plan = planned("short-polling")
    recording = run("short-polling", techniques=EVERY_SECOND, server={"costs": {"per_byte": 1e-6}})
    total = recording.total
    assert recording.cpu_total == pytest.approx(1e-6 * (total.up + total.down), rel=1e-6)
    assert plan.server.costs.per_byte == 0


def test_requests_share_the_way_up_with_posts() -> None:
    """Over 20 kbit/s a POST of a second holds up the polls behind it."""
    messages = {"from": "clients", "to": "everyone", "payload": 2500, "echo": True, **trace(5.0)}
    slow, fast = (
        run("short-polling", clients=clients(1, up=up), messages=messages, techniques=EVERY_SECOND)
        for up in (20e3, None)
    )
    assert slow.latency.mean > fast.latency.mean + 1.0


def test_a_request_tells_how_far_its_client_has_read() -> None:
    """Answers that are on their way count from when they are there, each once."""
    world = laid_out("short-polling", techniques={"short-polling": {"timing": "fixed-rate"}})
    for there, last in ((1.0, 3), (2.0, 5), (2.0, 6)):
        row = world.connections[connection := make(world, 0, POLLING, NOWHERE)]
        row.idle, row.last = there, last
        note_on_way(world, 0, connection)
    assert [had(world, 0, at) for at in (0.5, 1.0, 1.5, 2.0, 9.0)] == [NOWHERE, 3, 3, 6, 6]
    assert not world.connections["way"].any()


def test_the_first_request_of_an_http_2_connection_is_larger() -> None:
    """Of ten polls on one connection the first carries all header fields, the others what the table leaves of them."""
    wire = Wire(http="2")
    first, repeated = (each.size(0) for each in (wire.poll().first, wire.poll().repeated))
    empty, again = (each.size(2) for each in (wire.poll_empty().first, wire.poll_empty().repeated))
    recording = run(
        "short-polling",
        messages={"from": "server", "to": "everyone", **trace(100.0)},
        techniques={"short-polling": {"interval": 1.0, "timing": "fixed-rate"}},
        wire={"http": 2},
    )
    assert recording.requests == 10
    requests, answers = recording.traffic["requests"], recording.traffic["empty"]
    assert first > 2 * repeated
    assert (requests.up, answers.down) == (first + 9 * repeated, empty + 9 * again)


def test_pauses_are_one_sequence() -> None:
    """Clients that come together take turns at the numbers of one stream."""
    interval = {"dist": "uniform", "low": 1.0, "high": 2.0}
    plan = planned("short-polling", clients=clients(3), techniques={"short-polling": {"interval": interval}})
    world = begun(plan).world
    drawn = plan.streams.generator("pause").uniform(1.0, 2.0, 5)
    assert [pause(world, client) for client in (0, 1, 2, 0, 1)] == drawn.tolist()
