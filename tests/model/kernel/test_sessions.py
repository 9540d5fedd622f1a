"""Connections that a client's requests share: HTTP/2 from its set-up to its end."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from rtsim.model import simulate
from rtsim.model.compiled import plain
from rtsim.plan import Plan, Post, Push
from rtsim.planning import plan
from rtsim.recording import Recording, What
from rtsim.techniques import techniques
from rtsim.validation.worlds import NEVER, link, world
from tests.wire.savings import saved

FAR = link(0.04, 0.06)
TALK = {"from": "clients", "to": "everyone", "echo": True, "process": "poisson", "rate": 0.2, "payload": 50}


def planned(name: str, **sections: Any) -> Plan:
    """Plan clients on links of 40 ms up and 60 ms down, over HTTP/2 with TLS 1.3."""
    clients = {"count": 3, "connect_over": 0, "network": FAR} | sections.pop("clients", {})
    wire = {"http": 2, "tls": "1.3"} | sections.pop("wire", {})
    times = {"warmup": 0.0, "duration": 200.0} | sections.pop("times", {})
    messages = sections.pop("messages", TALK)
    settings = sections.pop("settings", {})
    scenario = world(
        clients=clients, messages=messages, techniques={name: settings}, wire=wire, replications=1, **times, **sections
    )
    return plan(scenario, techniques()[name], 0, keeps_deliveries=True)


def run(name: str, **sections: Any) -> Recording:
    """Run a plan; nothing gets lost in the books."""
    found = simulate(planned(name, **sections))
    assert found.expected == found.delivered + found.undelivered + found.lost
    return found


def test_a_post_beside_an_event_stream_needs_no_connection() -> None:
    """It takes a round trip and its work, and each client opens one connection for all."""
    found = run("sse", costs={"publish_tls": 0.002})
    assert found.published > 60
    assert found.publish.minimum == pytest.approx(0.1 + 0.002)
    assert found.opened == 3
    assert found.open.peak == 3
    assert found.lost == found.undelivered == 0


def test_polls_and_posts_share_a_connection() -> None:
    """What polls send up goes on the connection that they have open, and so does what is held."""
    for name in ("short-polling", "long-polling"):
        found = run(name)
        assert found.opened == 3
        assert found.publish.minimum == pytest.approx(0.1)
        assert found.duplicates == found.lost == 0


def test_every_byte_is_that_of_its_place_on_the_connection() -> None:
    """What went up is the GET first, then as many POSTs, each as the compression's tables have it."""
    made = planned("sse", clients={"count": 1})
    found = simulate(made)
    assert isinstance(made.mechanism, Push)
    assert isinstance(made.upstream.carrier, Post)
    assert made.sharing is not None
    push, post, heads = made.mechanism, made.upstream.carrier, made.sharing.up
    size = post.request.first.size(50)
    expected = sum(size - less for less in saved(heads, [0, *[1] * found.published])[1:])
    sent = found.traffic["publishing"].up + 50 * found.published
    assert sent == expected < size * found.published
    assert found.traffic["handshake"].up == made.handshake.up + push.request.first.size(0)


def test_no_more_streams_than_there_may_be() -> None:
    """With one stream an event stream leaves none for a POST, which waits for ever; with two they take turns."""
    stuck = run("sse", wire={"streams": 1}, clients={"count": 1})
    assert stuck.delivered == 0
    assert stuck.undelivered == stuck.published
    burst = {"from": "clients", "to": "everyone", "echo": True, "process": "bursts", "bursts": {"size": 4, "every": 20}}
    turns = run("sse", wire={"streams": 2}, clients={"count": 1}, messages=burst)
    assert turns.publish.minimum == pytest.approx(0.1)
    assert turns.publish.greatest == pytest.approx(0.4)
    assert run("sse", wire={"streams": 5}, clients={"count": 1}, messages=burst).publish.greatest == pytest.approx(0.1)


def test_a_connection_is_closed_when_nothing_has_been_under_way_for_a_while() -> None:
    """Polls that are rarer than the keep-alive time open a connection each; those in time use the one there is."""
    settings = {"interval": 10.0}
    rare = run("short-polling", messages=NEVER, settings=settings, server={"keep_alive": 5})
    assert rare.opened == rare.requests == pytest.approx(3 * 200 / 10.3, abs=3)
    assert rare.open.mean == pytest.approx(3 * (5.0 + 0.1 + 0.16) / 10.3, rel=0.05)
    assert run("short-polling", messages=NEVER, settings=settings, server={"keep_alive": 11}).opened == 3


def test_a_poll_finds_the_connection_that_a_post_has_kept_open() -> None:
    """Each use puts the end off, whatever it is for."""
    often = TALK | {"process": "periodic", "rate": 0.25}
    found = run("short-polling", messages=often, settings={"interval": 10.0}, server={"keep_alive": 5})
    assert found.opened == 3


def test_a_crash_cuts_all_that_a_client_has() -> None:
    """Event stream and POST share one connection, and each client opens one again."""
    restart = {"restarts": [{"at": 100.0, "kind": "crash", "down": 2.0}]}
    found = run("sse", faults=restart, settings={"retry": 3.0})
    assert found.opened == 6
    assert found.open.peak == 3
    assert found.failures is not None
    assert found.failures.outcomes[0].within(1.0) == pytest.approx(3.0 - 2.0 + 0.06 + 0.3, abs=1e-6)
    assert found.failures.missing == 0


def test_a_drain_says_goaway_and_lets_what_is_under_way_end() -> None:
    """Nothing is lost of what polls ask and messages send; each connection ends with a frame of 17 B in a record."""
    quiet, drained = (
        run("short-polling", messages=TALK | {"rate": 2.0}, settings={"interval": 0.5}, faults=faults)
        for faults in ({"restarts": []}, {"restarts": [{"at": 100.0, "kind": "drain", "over": 1.0}]})
    )
    assert drained.lost == drained.undelivered == 0
    assert (quiet.opened, drained.opened) == (3, 6)
    shake = planned("short-polling").handshake
    more = drained.traffic["handshake"].down - quiet.traffic["handshake"].down
    assert more == 3 * (shake.down + 17 + 22)


def test_a_silent_outage_is_noticed_by_what_is_sent() -> None:
    """On a connection that is dead without a word, what is asked is asked in vain until the client notices."""
    cut = {"outages": {"at": 50.0, "lasts": 1.0, "clients": "100 %", "notice": "silent"}}
    found = run("short-polling", messages=NEVER, faults=cut, settings={"interval": 2.0, "detect": 5.0})
    assert found.failures is not None
    assert found.opened == 6
    dark = found.failures.dark
    assert len(dark) == 3
    assert (dark > 5.0).all()
    assert (dark < 2.1 + 5.0 + 2.0 + 0.5).all()


def test_an_outage_between_two_polls_is_none_where_the_connection_would_not_have_lasted() -> None:
    """A poll after the keep-alive's end opens a connection in any case, and does not ask in vain on the one cut off."""
    rare = {"settings": {"interval": 20.0, "detect": 5.0}, "server": {"keep_alive": 5}, "messages": NEVER}
    cut = {"outages": {"at": 42.0, "lasts": 1.0, "clients": "100 %", "notice": "silent"}}
    struck, calm = (run("short-polling", faults=faults, **rare) for faults in (cut, {"restarts": []}))
    assert (struck.requests, struck.opened) == (calm.requests, calm.opened)
    assert struck.failures is not None
    assert len(struck.failures.noticed) == 0


def test_what_is_larger_than_the_window_takes_more_round_trips() -> None:
    """300,000 B go in 5 round trips of slow start's windows, and in more where 65,535 B are under way at most."""
    large = TALK | {"payload": 300_000, "process": "periodic", "rate": 0.02}
    free, held = (run("sse", clients={"count": 1}, messages=large, wire=wire) for wire in ({}, {"window": 65_535}))
    rounds = [round((found.publish.minimum - 0.1) / 0.1) for found in (free, held)]
    assert rounds == [4, 6]


QUIC = {"http": 3, "tls": {"version": "1.3", "resumption": 1, "early_data": True}}


def test_early_data_over_quic_takes_no_round_trip() -> None:
    """A first poll is answered after one round trip, where TCP and TLS 1.3 take two more; the next one 50 s later."""
    latest = {"from": "server", "to": "everyone", "process": "periodic", "rate": 0.1, "payload": 50}
    for wire, trips in ((QUIC, 1), ({"http": 3}, 2), ({}, 3)):
        found = run("short-polling", wire=wire, messages=latest, settings={"interval": 50.0}, times={"duration": 30.0})
        assert found.opened == 3
        assert found.deliveries.time.min() == pytest.approx(trips * 0.1 + 50.0 + 0.1)


def test_who_has_no_udp_has_tcp_s_round_trips_and_order() -> None:
    """Where UDP is blocked, set-ups take one round trip more, and what is lost of one stream holds up the others."""
    lossy = {"count": 1, "network": FAR | {"loss": 0.05}}
    burst = {"from": "clients", "to": "everyone", "echo": True, "process": "bursts", "bursts": {"size": 5, "every": 4}}
    means = [
        run("sse", wire={"http": 3, "udp_blocked": blocked}, clients=lossy, messages=burst, times={"duration": 4_000.0})
        for blocked in (0, 1)
    ]
    assert means[1].publish.mean > 1.3 * means[0].publish.mean
    often = {"interval": 10.0}
    first = [
        run("short-polling", wire={"http": 3, "udp_blocked": blocked}, messages=TALK, settings=often).latency.maximum
        for blocked in (0, 1)
    ]
    assert first[1] - first[0] == pytest.approx(0.1, abs=0.05)


@pytest.mark.parametrize("greeting", [{}, {"resumption": 0.5}, {"resumption": 0.5, "early_data": True}])
def test_set_ups_of_who_has_no_udp_are_those_of_http_2(greeting: dict[str, Any]) -> None:
    """Where each poll opens a connection, set-ups and ends have HTTP/2's bytes and packets, and a trace says so."""
    sections: dict[str, Any] = {"messages": NEVER, "settings": {"interval": 10.0}, "server": {"keep_alive": 1.0}}
    tls = {"version": "1.3", **greeting}
    blocked, plain_ = (
        simulate(replace(planned("short-polling", wire=wire | {"tls": tls}, **sections), traced=0))
        for wire in ({"http": 3, "udp_blocked": 1}, {"http": 2})
    )
    assert blocked.opened == plain_.opened > 40
    set_ups = [
        [(fact.size, fact.detail) for fact in run.trace if fact.what in (What.SET_UP, What.CLOSE)]
        for run in (blocked, plain_)
        if run.trace is not None
    ]
    assert set_ups[0] == set_ups[1]
    assert blocked.traffic["handshake"] == plain_.traffic["handshake"]


@pytest.mark.parametrize("wire", [{"tls": {"version": "1.3", "resumption": 0.5}}, QUIC | {"udp_blocked": 0.5}])
def test_compiled_and_plain_are_the_same(wire: dict[str, Any]) -> None:
    """Both forms of the kernel give the same recording where one connection is shared and cut."""
    faults = {"restarts": [{"at": 60.0, "kind": "crash", "down": 2.0}, {"at": 120.0, "kind": "drain", "over": 5.0}]}
    made = planned("long-polling", faults=faults, wire=wire)
    one, other = simulate(made, kernel=plain()), simulate(made)
    assert (one.traffic, one.cpu, one.opened) == (other.traffic, other.cpu, other.opened)
    assert np.array_equal(one.deliveries.time, other.deliveries.time)
