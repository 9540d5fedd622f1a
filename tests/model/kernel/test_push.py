import numpy as np
import pytest

from rtsim.model import simulate
from rtsim.model.layout import BEAT_DUE, NOWHERE
from tests.model.runs import clients, delivered, planned, run, trace
from tests.model.worlds import begun, pending, starting

PUSH = ("websocket", "sse")


@pytest.mark.parametrize("count", [1, 8, 9, 30])
@pytest.mark.parametrize("name", PUSH)
def test_the_kth_client_waits_for_those_before_it(name: str, count: int) -> None:
    """Few recipients or many, each push is a millisecond of work in the order of their numbers."""
    costs = {"push_websocket": 0.001, "push_sse": 0.001}
    recording = run(name, clients=clients(count), server={"costs": costs})
    expected = [(0, client, round(5.01 + 0.001 * (client + 1), 9)) for client in range(count)]
    assert delivered(recording) == expected
    assert recording.cpu["push"] == pytest.approx(0.001 * count)


@pytest.mark.parametrize("count", [1, 20])
def test_copies_take_the_card_one_after_the_other(count: int) -> None:
    """A message's copies leave through the node's card in the order of the recipients."""
    recording = run("websocket", clients=clients(count), server={"egress": 8e3})
    size = 204
    expected = [5.01 + size / 1000 * (client + 1) for client in range(count)]
    assert recording.deliveries.time.tolist() == pytest.approx(expected)
    assert recording.traffic["framing"].down + recording.traffic["payload"].down == count * size


@pytest.mark.parametrize(("resume", "delivers", "lost"), [(False, 1, 1), (True, 2, 0)])
def test_what_comes_before_the_connection_is_lost_or_replayed(*, resume: bool, delivers: int, lost: int) -> None:
    """A message of before the handshake is lost on a WebSocket, unless the application resumes."""
    messages = {"from": "server", "to": "everyone", **trace(0.005, 5.0)}
    recording = run("websocket", messages=messages, techniques={"websocket": {"resume": resume}})
    assert (recording.delivered, recording.lost, recording.undelivered) == (delivers, lost, 0)
    if resume:
        assert delivered(recording)[0] == (0, 0, 0.04)


@pytest.mark.parametrize(("numbered", "lost"), [(True, 0), (False, 1)])
def test_an_event_id_brings_what_was_missed(*, numbered: bool, lost: int) -> None:
    """An event stream with ids is replayed what came before it was open."""
    messages = {"from": "server", "to": "everyone", **trace(0.005, 5.0)}
    assert run("sse", messages=messages, techniques={"sse": {"event_id": numbered}}).lost == lost


def test_heartbeats_keep_their_interval() -> None:
    """Three clients that are open from 0.03 s are pinged at 1.03, 2.03, ... and answer each ping."""
    settings = {"websocket": {"heartbeat": 1.0}}
    costs = {"heartbeat": 0.001}
    recording = run("websocket", clients=clients(3), techniques=settings, server={"costs": costs})
    beats = recording.traffic["heartbeats"]
    assert (beats.down, beats.up) == (3 * 9 * 2, 3 * 9 * 6)
    assert recording.cpu["heartbeat"] == pytest.approx(3 * 9 * 0.001)


def test_heartbeats_wait_their_turn() -> None:
    """A heartbeat that is due during a fan-out is served after it, and one before it first."""
    costs = {"heartbeat": 0.5, "push_websocket": 1.0}
    settings = {"websocket": {"heartbeat": 5.47}}
    recording = run("websocket", server={"costs": costs}, techniques=settings)
    assert delivered(recording) == [(0, 0, 6.01)]
    assert recording.queue_wait.maximum == pytest.approx(0.5)


@pytest.mark.parametrize("name", PUSH)
def test_one_connection_for_each_client(name: str) -> None:
    """All connections open once, and stay."""
    recording = run(name, clients=clients(7), warmup=1.0)
    assert (recording.open.mean, recording.open.peak, recording.opened) == (7.0, 7.0, 0)


def test_a_refused_client_comes_again() -> None:
    """Of three clients at a server for two, the third knocks again each second and round trip."""
    recording = run("websocket", clients=clients(3), server={"max_connections": 2})
    assert recording.open.peak == 2
    assert recording.refused == 10
    assert recording.reconnects in (9, 10)
    assert (recording.delivered, recording.lost) == (2, 1)


def test_clients_are_admitted_at_the_servers_rate() -> None:
    """With two admissions a second, the k-th of five is open half a second after the one before it."""
    recording = run("websocket", clients=clients(5), server={"accept_rate": 2.0})
    expected = sum(10 - (0.01 + 0.5 * turn) for turn in range(5)) / 10
    assert recording.open.mean == pytest.approx(expected)


def test_threads_bound_the_connections_that_are_served() -> None:
    """With three threads, three of five clients are on the list."""
    recording = run("sse", clients=clients(5), server={"model": "threads", "threads": 3})
    assert np.unique(recording.deliveries.recipient).tolist() == [0, 1, 2]
    assert recording.undelivered == 2


def test_heartbeats_are_in_the_order_of_the_openings() -> None:
    """Whoever is open first is pinged first, a second later and each second after, whatever the numbers."""
    settings = {"websocket": {"heartbeat": 1.0}}
    plan = starting(planned("websocket", clients=clients(3), duration=3.0, techniques=settings), 0.5, 0.0, 0.25)
    run = begun(plan)
    run.begin()
    run.advance(1.6)
    world = run.world
    beats = [(at, index) for at, kind, index in pending(world) if kind == BEAT_DUE]
    assert beats == [(pytest.approx(2.03), 0)]
    order, endpoint = [], int(world.pulses[0].first)
    while endpoint != NOWHERE:
        order.append((endpoint, round(float(world.beats[endpoint].due), 9)))
        endpoint = int(world.beats[endpoint].next)
    assert order == [(1, 2.03), (2, 2.28), (0, 2.53)]


@pytest.mark.parametrize("echo", [False, True])
def test_a_push_is_not_for_its_sender(*, echo: bool) -> None:
    """Without echo all but the sender are written to, with echo the sender is one of them."""
    messages = {"from": "clients", "to": "everyone", "echo": echo, **trace(5.0)}
    recording = run("websocket", clients=clients(4), messages=messages)
    assert recording.delivered == recording.expected == 3 + echo
    assert recording.lost == 0


def test_a_sender_that_is_not_there_yet_misses_nothing_of_its_own() -> None:
    """A client that publishes before its stream is open loses no copy of its own message, for it is owed none."""
    messages = {"from": "clients", "to": "everyone", **trace(0.01)}
    recording = run("sse", clients=clients(3), messages=messages, techniques={"sse": {"event_id": False}})
    assert (recording.expected, recording.delivered + recording.lost) == (2, 2)


def test_a_fan_out_goes_by_number() -> None:
    """Whoever opens when, a message is written to all in the order of their numbers."""
    plan = planned("websocket", clients=clients(5), server={"costs": {"push_websocket": 0.001}})
    recording = simulate(starting(plan, 0.4, 0.1, 0.3, 0.0, 0.2))
    assert delivered(recording) == [(0, client, round(5.011 + 0.001 * client, 9)) for client in range(5)]
