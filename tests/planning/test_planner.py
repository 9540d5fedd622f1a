from math import inf
from typing import Any

import numpy as np
import pytest

from rtsim.plan import ClosedLoop, OpenLoop, Plan, Pull, Push
from rtsim.scenario.traces import read_trace
from tests.planning.scenes import planned

NAMES = ("short-polling", "long-polling", "websocket", "sse")


def opened(plan: Plan) -> OpenLoop:
    """Give the messages of a plan whose loop is open."""
    assert isinstance(plan.messages, OpenLoop)
    return plan.messages


def columns(plan: Plan, horizon: float) -> list[list[float]]:
    """Give the columns of the messages before a horizon."""
    loop = opened(plan)
    count = int(np.searchsorted(loop.birth, horizon))
    return [column[:count].tolist() for column in (loop.birth, loop.origin, loop.channel, loop.payload)]


ON_OFF = {"process": "on-off", "on-off": {"on": 40.0, "off": 20.0, "rate": 1.0}}


@pytest.mark.parametrize("process", [{"rate": 0.5}, ON_OFF])
def test_all_techniques_see_the_same_messages_and_links(process: dict[str, Any]) -> None:
    """Whatever a technique's drain: births, senders, channels, payloads, links and starts agree."""
    network = {"latency": {"dist": "exponential", "mean": 0.1}}
    messages = {**process, "room_size": 3, "payload": {"dist": "lognormal", "mean": 200, "sd": 100}}
    settings = {"short-polling": {"interval": 90.0}, "long-polling": {}, "websocket": {}, "sse": {}}
    sections: dict[str, Any] = {
        "clients": {"count": 10, "network": network},
        "messages": messages,
        "techniques": settings,
    }
    plans = [planned(name, duration=60.0, **sections) for name in NAMES]
    assert len({plan.window.horizon for plan in plans}) > 1
    for other in plans[1:]:
        assert columns(other, 90.0) == columns(plans[0], 90.0)
        assert other.clients.starts.tolist() == plans[0].clients.starts.tolist()
        assert other.clients.down.latency.tolist() == plans[0].clients.down.latency.tolist()


@pytest.mark.parametrize("quantity", ["latency", "interval", "think"])
def test_no_random_time_is_negative(quantity: str) -> None:
    """Noise that is wider than its mean is cut off at zero, wherever a time is drawn."""
    wide = {"dist": "normal", "mean": 0.01, "sd": 0.05}
    loop = {"process": "closed-loop", "closed-loop": {"concurrency": 1, "think": wide}, "room_size": 10}
    network = {"latency": wide}
    settings = {"short-polling": {"interval": wide}}
    plan = planned("short-polling", clients={"count": 500, "network": network}, messages=loop, techniques=settings)
    assert isinstance(plan.messages, ClosedLoop)
    assert isinstance(plan.mechanism, Pull)
    generator = np.random.default_rng(1)
    drawn = {
        "latency": plan.clients.down.latency,
        "interval": plan.mechanism.pause.sample(generator, 500),
        "think": plan.messages.think.sample(generator, 500),
    }[quantity]
    assert drawn.min() >= 0.0
    assert drawn.max() > 0.02


def test_the_window_leaves_time_to_deliver() -> None:
    """A run may go on for half a minute, and two of the technique's longest waits; or for as long as the user says."""
    plan = planned("long-polling", warmup=5.0, duration=20.0, techniques={"long-polling": {"timeout": 50.0}})
    assert (plan.window.start, plan.window.end, plan.window.horizon) == (5.0, 25.0, 155.0)
    assert planned("sse", warmup=5.0, duration=20.0, drain=2.5).window.horizon == 27.5


def test_a_networks_share_of_the_clients_is_on_it() -> None:
    """With three quarters on one link, about so many clients are, with its bandwidth and loss both ways."""
    mix = [
        {"share": 0.75, "network": {"latency": 0.01, "up": 1e6, "down": 2e6, "loss": 0.1}},
        {"share": 0.25, "network": {"latency": {"up": 0.2, "down": 0.3}}},
    ]
    clients = planned("sse", clients={"count": 4000, "network": mix}).clients
    first = clients.up.link == 0
    assert first.mean() == pytest.approx(0.75, abs=0.03)
    for way, bandwidth, other in ((clients.up, 1e6, 0.2), (clients.down, 2e6, 0.3)):
        assert set(way.bandwidth[first].tolist()) == {bandwidth}
        assert set(way.loss[first].tolist()) == {0.1}
        assert set(way.latency[first].tolist()) == {0.01}
        assert set(way.latency[~first].tolist()) == {other}
        assert set(way.bandwidth[~first].tolist()) == {inf}


def test_a_latency_is_drawn_once_for_both_ways() -> None:
    """A client that is far away is so both ways."""
    network = {"latency": {"dist": "exponential", "mean": 0.1}}
    clients = planned("sse", clients={"count": 50, "network": network}).clients
    assert clients.up.latency.tolist() == clients.down.latency.tolist()
    assert len(set(clients.up.latency.tolist())) == 50


def test_senders_come_after_the_clients() -> None:
    """Senders have rows of their own, on links of their own, spread over the nodes like everybody."""
    senders = {"count": 3, "network": {"latency": 0.7}}
    messages = {"from": "senders", "rate": 5.0, "to": "everyone", "senders": senders}
    plan = planned("sse", clients={"count": 4, "network": {"latency": 0.1}}, messages=messages, server={"nodes": 2})
    assert plan.senders == 3
    assert plan.clients.up.latency.tolist() == [0.1] * 4 + [0.7] * 3
    assert plan.clients.nodes.tolist() == [0, 1, 0, 1, 0, 1, 0]
    assert set(opened(plan).origin.tolist()) == {4, 5, 6}


def test_a_trace_names_recipients_and_sizes() -> None:
    """Columns of the file go into the plan, cut where the run ends."""
    text = "time_s,recipient,payload_bytes\n1,3,10\n2,0,20\n500,1,30\n"
    messages = {"from": "server", "to": "one", "process": "trace", "trace": read_trace(text)}
    loop = opened(planned("sse", warmup=0.0, duration=10.0, messages=messages))
    assert columns(planned("sse", warmup=0.0, duration=10.0, messages=messages), inf) == [
        [1.0, 2.0], [-1, -1], [3, 0], [10, 20]
    ]  # fmt: skip
    assert loop.payload.dtype == np.int64


def test_payloads_are_whole_and_not_negative() -> None:
    """A random payload is rounded to bytes."""
    messages = {"rate": 20.0, "room_size": 10, "payload": {"dist": "normal", "mean": 5, "sd": 20}}
    payload = opened(planned("sse", messages=messages)).payload
    assert payload.min() == 0
    assert payload.max() > 20


def test_workers_share_the_sources() -> None:
    """Five workers of three senders: the first two have two each."""
    loop = {"process": "closed-loop", "closed-loop": {"concurrency": 5}}
    plan = planned("sse", 4, messages={"from": "senders", "to": "everyone", "senders": {"count": 3}, **loop})
    assert isinstance(plan.messages, ClosedLoop)
    assert plan.messages.origins.tolist() == [4, 5, 6, 4, 5]


@pytest.mark.parametrize(("tls", "opening", "pushing"), [("none", 1.0, 2.0), ("1.3", 3.0, 4.0), ("1.2", 3.0, 4.0)])
def test_encrypted_connections_have_costs_of_their_own(tls: str, opening: float, pushing: float) -> None:
    """With TLS the stack's encrypted numbers hold."""
    costs = {"open": 1.0, "push_websocket": 2.0, "open_tls": 3.0, "push_websocket_tls": 4.0, "push_sse": 9.0}
    plan = planned("websocket", server={"costs": costs}, wire={"tls": tls})
    assert (plan.server.costs.open, plan.server.costs.push) == (opening, pushing)


def test_limits_that_are_not_there_are_infinite() -> None:
    """No cap, no rate, no threads: infinity, so that nothing needs to ask."""
    server = planned("sse", server={"egress": None}).server
    assert (server.max_connections, server.accept_rate, server.threads, server.egress) == (inf, inf, inf, inf)
    server = planned("sse", server={"max_connections": 5, "accept_rate": 2.0, "model": "threads", "threads": 7}).server
    assert (server.max_connections, server.accept_rate, server.threads) == (5, 2.0, 7)


@pytest.mark.parametrize("name", NAMES)
def test_each_technique_has_its_mechanism(name: str) -> None:
    """Polling pulls, streams push; without settings the usual ones hold."""
    plan = planned(name, techniques=[other for other in NAMES if other != name])
    assert isinstance(plan.mechanism, Pull if "polling" in name else Push)
    assert plan.technique == name


def test_who_is_blocked_is_drawn_by_a_stream_of_its_own() -> None:
    """A share of the clients is blocked, another set in each replication, and only where there is an upgrade."""
    path = [{"upgrade": 0.9}]
    found = [planned("websocket", 200, replication=number, path=path).faults for number in (0, 0, 1)]
    sets = [one.blocked.nonzero()[0].tolist() for one in found if one is not None]
    assert [len(one) for one in sets] == [20, 20, 20]
    assert sets[0] == sets[1] != sets[2]
    others = planned("sse", path=path)
    assert others.faults is not None
    assert not len(others.faults.blocked)
    assert others.fallback is None


def test_a_fallback_is_planned_where_somebody_is_blocked() -> None:
    """Without a path that blocks there is none; with one it brings the mechanism and costs of the other technique."""
    own = {"websocket": {"fallback": {"to": "sse", "after": 3.0}}}
    assert planned("websocket", techniques=own).fallback is None
    found, alone = planned("websocket", techniques=own, path=[{"upgrade": 0.5}]).fallback, planned("sse")
    assert found is not None
    assert (found.after, found.mechanism) == (3.0, alone.mechanism)
    assert (found.push, found.memory) == (alone.server.costs.push, alone.server.memory.push)
