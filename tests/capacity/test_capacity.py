from typing import Any

import pytest

from rtsim.analysis.estimates import Estimate
from rtsim.capacity.capacity import Capacity, Goal, capacities, for_clients, for_nodes, least_clients
from rtsim.capacity.trial import Miss, Trial, with_clients
from rtsim.experiments.executors import local
from rtsim.scenario import Scenario, parse_scenario
from rtsim.scenario.traces import read_trace
from rtsim.techniques import settings_classes, techniques

MISS = Miss("CPU", "the cores are overloaded", "server.utilisation", 1.0)
BUSY: dict[str, Any] = {
    "name": "busy",
    "warmup": 3,
    "duration": 5,
    "replications": 3,
    "clients": {"count": 20, "connect_over": 2, "network": {"latency": 0.02}},
    "messages": {"from": "server", "to": "everyone", "process": "periodic", "rate": 10},
    "server": {"costs": {"push_websocket": 0.001, "publish": 0}},
    "techniques": ["websocket"],
    "slo": {"server.utilisation": "<= 70 %", "latency_s.p95": "<= 1 s"},
}


def scenario(**changes: Any) -> Scenario:
    """Give a server that is busy for ten milliseconds a second and client: seventy clients are its limit."""
    return parse_scenario({**BUSY, **changes}, techniques=settings_classes())


def trial(size: int, replications: int, *misses: Miss, overloaded: bool = False, **values: float) -> Trial:
    """Give a trial with these misses and these measures, whose dots are written as two underscores."""
    known = {name.replace("__", "."): Estimate(value, value, value) for name, value in values.items()}
    known.setdefault("server.utilisation", Estimate(size, size, size))
    return Trial(size, replications, known, overloaded, misses)


def searched(scenario: Scenario, name: str, goal: Goal) -> Capacity:
    """Give what is found for one technique, in this process."""
    return capacities(scenario, {name: techniques()[name]}, goal)[name]


def test_utilisation_limits_the_clients() -> None:
    """A core that each client keeps busy for a hundredth serves seventy of them at 70 %; CPU is what is hit."""
    found = searched(scenario(), "websocket", for_clients(scenario(), 1000))
    assert found.meets is not None
    assert found.fails is not None
    assert found.first is not None
    assert 68 <= found.meets.size < found.fails.size <= 72
    assert found.first.kind == "CPU"


def test_without_limits_overload_decides() -> None:
    """Without an slo the cores' own limit is found: a hundred clients keep a core busy for the whole time."""
    found = searched(scenario(slo={}), "websocket", for_clients(scenario(), 1000))
    assert found.meets is not None
    assert found.fails is not None
    assert 95 <= found.meets.size < found.fails.size <= 102
    assert [miss.kind for miss in found.fails.misses] == ["CPU"]


def test_nodes_share_the_clients() -> None:
    """Two hundred clients need three nodes of seventy; with two, CPU is hit."""
    busy = scenario(clients={**BUSY["clients"], "count": 200})
    found = searched(busy, "websocket", for_nodes(busy, 10))
    assert found.meets is not None
    assert found.fails is not None
    assert found.first is not None
    assert (found.meets.size, found.fails.size, found.first.kind) == (3, 2, "CPU")


def test_nodes_that_idle_do_not_help() -> None:
    """A polling interval's latency does not fall with more nodes, so that few are tried."""
    slow = scenario(techniques=["short-polling"], slo={"latency_s.p95": "<= 100 ms"})
    found = searched(slow, "short-polling", for_nodes(slow, 1000))
    assert found.meets is None
    assert found.fails is not None
    assert found.fails.size == 1


@pytest.mark.parametrize(
    ("server", "kind"),
    [
        ({"max_connections": 30}, "connections"),
        ({"egress": 200e3, "costs": {"push_websocket": 0.0, "publish": 0.0}}, "egress"),
    ],
)
def test_the_server_s_own_limits_are_named(server: dict[str, Any], kind: str) -> None:
    """Refused connections and a full network card end the search, and are named."""
    found = searched(scenario(slo={}, server=server), "websocket", for_clients(scenario(server=server), 200))
    assert found.first is not None
    assert found.first.kind == kind


@pytest.mark.parametrize(
    ("messages", "least"),
    [
        ({"to": "room", "room_size": 7}, 7),
        ({"to": "everyone"}, 2),
        ({"to": "everyone", "echo": True}, 1),
        ({"from": "server", "to": "everyone", "rate": 1}, 1),
        (
            {
                "from": "server",
                "to": "one",
                "process": "trace",
                "trace": read_trace("time_s,recipient\n1,3\n2,0"),
            },
            4,
        ),
    ],
)
def test_messages_need_their_clients(messages: dict[str, Any], least: int) -> None:
    """A room needs its members, a sender somebody else, a trace the recipients that it names."""
    assert least_clients(scenario(messages=messages)) == least
    assert with_clients(scenario(messages=messages), 15).clients.count == 15


def test_the_first_limit_is_the_one_crossed_first() -> None:
    """Between both runs the limit counts as hit first that a straight line crosses first."""
    early = Miss("memory", "memory", "server.memory_max_bytes", 11.0)
    late = Miss("CPU", "CPU", "server.utilisation", 0.9)
    meets = trial(10, 5, server__utilisation=0.5, server__memory_max_bytes=10.0)
    fails = trial(20, 5, late, early, server__utilisation=1.0, server__memory_max_bytes=20.0)
    assert Capacity("sse", meets, fails, 2).first == early


def test_overload_comes_before_its_latency() -> None:
    """A latency under overload is not what was hit first."""
    latency = Miss("latency", "latency", "latency_s.p95", 0.1)
    meets = trial(10, 5, server__utilisation=0.5, latency_s__p95=0.05)
    fails = trial(20, 5, latency, MISS, overloaded=True, server__utilisation=1.0, latency_s__p95=100.0)
    found = Capacity("sse", meets, fails, 2).first
    assert found is not None
    assert found.kind == "CPU"
    assert Capacity("sse", None, None, 0).first is None


def test_every_trial_is_told_whoever_makes_it() -> None:
    """Two processes give the answer that one gives; each trial is told once; the techniques take turns."""
    both = scenario(techniques=["websocket", "sse"], server={"costs": {"push_websocket": 0.001, "push_sse": 0.002}})
    chosen = {name: techniques()[name] for name in both.techniques}
    alone, together = list[tuple[str, int]](), list[tuple[str, int]]()
    goal = for_clients(both, 200)
    one = capacities(both, chosen, goal, told=lambda name, made: alone.append((name, made.size)))
    with local(2) as executor:
        two = capacities(both, chosen, goal, executor=executor, in_flight=2,
                         told=lambda name, made: together.append((name, made.size)))  # fmt: skip
    assert repr(one) == repr(two)  # undefined measures are not equal to themselves
    assert sorted(alone) == sorted(together)
    assert len(alone) == sum(found.trials for found in one.values())
    assert [name for name, _ in alone[:4]] == ["websocket", "sse", "websocket", "sse"]
