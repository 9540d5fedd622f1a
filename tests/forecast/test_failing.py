"""What closed forms expect of a restart, against simulations of it."""

from typing import Any

import numpy as np
import pytest

from rtsim.forecast.forecast import forecast
from rtsim.forecast.path import UNBROKEN
from rtsim.forecast.returns import Returns, returns
from rtsim.forecast.rows import Severity
from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.results import measures
from rtsim.scenario import Scenario
from rtsim.techniques import techniques
from rtsim.validation.worlds import NEVER, link, world

AWAY = "some clients give up or are told to before the server is back, and never come"
CRASH = {"restarts": [{"at": 30, "down": 7}]}
LATENCY = link(0.03, 0.05)
COUNT = 4000
JITTERED = {"first": 1, "factor": 2, "cap": 5, "jitter": {"kind": "full"}, "floor": 0.1}


def restarted(name: str, reconnect: Any = None, count: int = COUNT, **sections: Any) -> Scenario:
    """Give clients of a server that is away for 7 s from 30 s on."""
    clients = {"count": count, "connect_over": 5, "network": LATENCY}
    clients |= ({} if reconnect is None else {"reconnect": reconnect}) | sections.pop("link", {})
    usual = {"messages": NEVER, "faults": CRASH, "warmup": 10, "duration": 80, "replications": 1}
    settings = {"heartbeat": None} if name == "websocket" else {}
    return world(clients=clients, techniques={name: settings | sections.pop("settings", {})}, **(usual | sections))


def both(scenario: Scenario) -> tuple[dict[str, float], dict[str, float]]:
    """Give what is expected and what is measured."""
    (name,) = scenario.techniques
    return forecast(scenario, techniques()[name]).quantities, measures(simulated(scenario))


def failing_law(scenario: Scenario) -> Returns:
    """Give the law of the tries that succeed."""
    policy = scenario.clients.reconnecting.policy()
    return returns(policy, away=7.0, notice=0.05, up=0.03, refusal=0.05)


def simulated(scenario: Scenario) -> Recording:
    """Simulate one replication of the only technique."""
    (name,) = scenario.techniques
    return simulate(plan(scenario, techniques()[name], 0))


@pytest.mark.parametrize(
    "reconnect",
    [
        {"first": 3},
        JITTERED,
        {"first": 1, "factor": 2, "cap": 5, "capped": "after-jitter", "jitter": {"kind": "symmetric", "share": 0.5}},
        {"first": 0.5, "cap": 20, "jitter": {"kind": "decorrelated"}},
        {"first": 1, "factor": 1.3, "jitter": {"kind": "additive", "width": 4}, "draw": "once"},
    ],
    ids=["steady", "full", "socket.io", "decorrelated", "once"],
)
def test_the_law_of_returns_is_the_simulated_one(reconnect: Any) -> None:
    """Median, 95 % and mean dark time of 4,000 clients are those of the policy's law, within what 4,000 show."""
    scenario = restarted("websocket", reconnect)
    expected, found = both(scenario)
    for key in ("p50", "p95"):
        assert found[f"faults.recovery_s.{key}"] == pytest.approx(expected[f"recovery_{key}_s"], rel=0.04, abs=0.05)
    assert found["faults.dark_s.mean"] == pytest.approx(expected["dark_s"], rel=0.015)
    law = failing_law(scenario)
    earliest, latest = (
        law.within(chance ** (1 / COUNT)) for chance in (0.0005, 1.0)
    )  # of the latest of all, to 99.9 %
    last = found["faults.recovery_s.all"] - expected["recovery_p50_s"] + law.within(0.5)
    assert earliest - 1e-9 <= last <= latest + 1e-9


@pytest.mark.parametrize("name", ["sse", "long-polling", "short-polling"])
def test_other_clients_come_back_by_their_own_rules(name: str) -> None:
    """An event stream by its retry, a long poll at once and again, a short poll at its interval."""
    settings: dict[str, Any] = {"sse": {"heartbeat": None}, "long-polling": {"retry": 0.7}}
    expected, found = both(restarted(name, settings=settings.get(name, {})))
    for key in ("p50", "p95"):
        assert found[f"faults.recovery_s.{key}"] == pytest.approx(expected[f"recovery_{key}_s"], rel=0.05, abs=0.03)


def test_a_restart_is_no_doubt_about_itself() -> None:
    """What holds while nothing breaks is said of all rows but those of the restart."""
    found = forecast(restarted("websocket"), techniques()["websocket"])
    doubtful = {row.key for row in found.rows if UNBROKEN in row.doubts}
    assert "latency_mean_s" in doubtful
    assert not {"recovery_p50_s", "dark_s", "storm_per_s", "storm_wait_s"} & doubtful


def test_a_storm_waits_as_long_as_its_work_exceeds_the_time() -> None:
    """The longest wait for the core of 4,000 set-ups of 4 ms that come by a jittered policy."""
    expected, found = both(restarted("websocket", JITTERED, costs={"open": 4e-3}, warmup=25))
    assert found["server.queue_wait_s.max"] == pytest.approx(expected["storm_wait_s"], rel=0.05)


def test_what_is_lost_is_the_rate_times_the_dark_time() -> None:
    """Without resume all that is published while a client is dark is lost: 20 a second to each of 500 clients."""
    messages = {"from": "server", "to": "everyone", "process": "periodic", "rate": 20, "retry": {"first": 0.05}}
    expected, found = both(restarted("websocket", JITTERED, 500, messages=messages))
    assert expected["lost_messages"] == pytest.approx(20 * 500 * expected["dark_s"])
    assert found["messages.lost"] == pytest.approx(expected["lost_messages"], rel=0.03)
    assert "lost_messages" not in both(restarted("sse", count=10))[0]


def test_a_drain_opens_evenly() -> None:
    """A drain of 4,000 over 20 s opens 200 a second, each a delay later, and nobody comes to a server that is away."""
    scenario = restarted("websocket", {"first": 2}, faults={"restarts": [{"at": 30, "kind": "drain", "over": 20}]})
    expected = forecast(scenario, techniques()["websocket"]).quantities
    found = simulated(scenario)
    assert found.failures is not None
    assert expected["storm_per_s"] == 200
    assert found.failures.tried[34:50].mean() == pytest.approx(200, rel=0.01)
    assert np.median(found.failures.dark) == pytest.approx(expected["dark_s"])
    assert "storm_wait_s" not in expected


def cautions(scenario: Scenario) -> list[str]:
    """Give the warnings of what happens after the restart."""
    (name,) = scenario.techniques
    found = forecast(scenario, techniques()[name])
    assert found.stable
    return [one.text for one in found.cautions if one.severity is Severity.FAILING]


def test_a_storm_that_cannot_end_is_told() -> None:
    """4,000 set-ups of 10 ms at once outlast a time-out of 20 s, and not one of a minute; so it is in the model."""
    storm = restarted("websocket", {"first": 3, "connect_timeout": 20}, costs={"open": 10e-3})
    [text] = cautions(storm)
    assert text.startswith("a storm may never end: 4,000 clients of a node try each 23 s")
    [patient] = cautions(restarted("websocket", {"first": 30, "connect_timeout": 20}, costs={"open": 10e-3}))
    assert patient.startswith("the storm outlasts its clients' patience: one waits 40 s at most")
    assert not cautions(restarted("websocket", {"first": 3, "connect_timeout": 60}, costs={"open": 10e-3}))
    found = simulated(storm)
    assert found.failures is not None
    assert found.failures.missing > 0


def test_who_never_comes_back_is_told() -> None:
    """Two tries in two seconds do not outlast seven."""
    scenario = restarted("websocket", {"first": 1, "tries": 2}, 10)
    assert cautions(scenario) == [AWAY]
    assert both(scenario)[1]["faults.recovery_s.all"] == np.inf


DRAINED = {"faults": {"restarts": [{"at": 30, "kind": "drain", "over": 5, "says": 1000}]}}
ANSWERED = {"path": [{"while_down": 503}]}


@pytest.mark.parametrize(
    ("name", "reconnect", "sections", "gone"),
    [
        ("sse", None, ANSWERED, 1),
        ("sse", None, {}, 0),
        ("websocket", {"first": 8, "stops": [503]}, ANSWERED, 0),
        ("websocket", {"first": 10, "jitter": {"kind": "full"}, "stops": [503]}, ANSWERED, 0.7),
        ("websocket", {"first": 1, "stops": ["normal-close"]}, DRAINED, 1),
        ("websocket", {"first": 1, "stops": ["going-away"]}, DRAINED, 0),
    ],
)
def test_who_is_told_to_stop_is_told(name: str, reconnect: Any, sections: Any, gone: float) -> None:
    """Who is answered 503 within the 7 s, or closed in a way that ends its tries, stays away in the model too."""
    scenario = restarted(name, reconnect, 400, **sections)
    assert cautions(scenario) == [AWAY] * (gone > 0)
    failures = simulated(scenario).failures
    assert failures is not None
    assert failures.missing / 400 == pytest.approx(gone, abs=0.08 if 0 < gone < 1 else 0)
    assert (forecast(scenario, techniques()[name]).quantities["recovery_p50_s"] == np.inf) == (gone > 0.5)


@pytest.mark.parametrize(("log", "told"), [({"age": 5}, 1), ({"age": 60}, 0), ({"messages": 20}, 1),
                                           ({"messages": 2000}, 0)], ids=str)  # fmt: skip
def test_a_log_that_is_too_short_is_told(log: dict[str, float], told: int) -> None:
    """A client that is away for 9 s of ten messages a second needs a log of 9 s and of 90 messages."""
    messages = {"from": "server", "to": "everyone", "process": "periodic", "rate": 10, "retry": {"first": 0.05}}
    scenario = restarted("sse", count=10, messages=messages, server={"log": log})
    texts = cautions(scenario)
    assert [text.startswith("the log is too short") for text in texts] == [True] * told
    assert (both(scenario)[1]["messages.lost"] > 0) == bool(told)


@pytest.mark.parametrize(("age", "told"), [(20, 1), (60, 0)])
def test_a_log_has_to_outlast_the_queue_too(age: float, told: int) -> None:
    """The last of 2,000 that are away for 9 s and take 20 ms of two cores each comes in after 29 s."""
    messages = {"from": "server", "to": "everyone", "process": "periodic", "rate": 0.5, "retry": {"first": 0.05}}
    server = {"cores": 2, "log": {"age": age}}
    scenario = restarted("sse", count=2000, messages=messages, settings={"retry": 3}, costs={"open": 20e-3},
                         server=server, warmup=29)  # fmt: skip
    assert len([text for text in cautions(scenario) if text.startswith("the log is too short")]) == told
    assert (both(scenario)[1]["messages.lost"] > 0) == bool(told)


def test_nothing_is_said_where_nothing_restarts() -> None:
    """Rows and warnings of restarts are there only where the scenario has one."""
    expected = forecast(restarted("websocket", faults={}), techniques()["websocket"])
    assert not {"dark_s", "storm_per_s", "recovery_p50_s"} & expected.quantities.keys()
    assert not expected.cautions


def test_the_worst_restart_is_explained() -> None:
    """Of crashes the longest is looked at, whichever comes first, and beside it of two drains the sooner over."""
    drain, slow = {"at": 12, "kind": "drain", "over": 5}, {"at": 50, "kind": "drain", "over": 20}
    crashes: list[dict[str, Any]] = [{"at": 20, "down": 1}, *CRASH["restarts"]]
    name = "websocket"
    alone = forecast(restarted(name, JITTERED), techniques()[name]).quantities
    among = restarted(name, JITTERED, faults={"restarts": [drain, *crashes, slow]})
    both_kinds = forecast(among, techniques()[name]).quantities
    assert {key: both_kinds[key] for key in alone} == alone
    assert both_kinds["storm_per_s.drain"] == COUNT / 5
    assert both_kinds["dark_s.drain"] < alone["dark_s"]
    assert not [key for key in both_kinds if key.endswith(".crash")]
    drains = restarted(name, JITTERED, faults={"restarts": [slow, drain]})
    assert forecast(drains, techniques()[name]).quantities["storm_per_s"] == COUNT / 5


@pytest.mark.parametrize(
    ("restart", "together", "hit"),
    [({}, 4000, 4000), ({"nodes": 1}, 1000, 1000), ({"kind": "rolling", "gap": 12}, 1000, 4000),
     ({"kind": "rolling", "gap": 12, "nodes": 2}, 1000, 2000)],
)  # fmt: skip
def test_only_clients_of_nodes_that_restart_are_cut(restart: dict[str, Any], together: int, hit: int) -> None:
    """Of four nodes' clients those whose nodes restart at the same time come as one storm, and all of them lose."""
    messages = {"from": "server", "to": "everyone", "process": "periodic", "rate": 1, "retry": {"first": 0.05}}
    faults = {"restarts": [{"at": 20, "down": 7, **restart}]}
    scenario = restarted("websocket", JITTERED, faults=faults, messages=messages, server={"nodes": 4}, warmup=15)
    expected, found = both(scenario)
    law = failing_law(scenario)
    assert expected["storm_per_s"] == pytest.approx(together * law.most_in(1.0))
    assert expected["lost_messages"] == pytest.approx(hit * expected["dark_s"])
    assert found["messages.lost"] == pytest.approx(expected["lost_messages"], rel=0.05)


@pytest.mark.parametrize(("backlog", "waiting"), [(None, 3998.0), (500, 500.0)])
def test_an_admission_limit_makes_the_queue(backlog: int | None, waiting: float) -> None:
    """4,000 who come at once where 100 a second are let in wait 40 s at most, as many as the backlog holds."""
    server = {"accept_rate": 100} | ({} if backlog is None else {"backlog": backlog})
    expected, found = both(restarted("websocket", {"first": 3}, server=server))
    assert expected["storm_waiting"] == pytest.approx(waiting, rel=0.01)
    assert expected["storm_wait_s"] == pytest.approx(40, rel=0.01)
    if backlog is None:
        opening = expected["recovery_p50_s"]
        assert found["faults.recovery_s.all"] == pytest.approx(opening + expected["storm_wait_s"], rel=0.01)


def test_a_replay_that_is_more_than_the_buffer_is_told() -> None:
    """A hundred messages of 1 kB do not fit a buffer of 20 kB at once, and a log of ten does."""
    messages = {"from": "server", "to": "everyone", "process": "periodic", "rate": 10, "payload": 1000}
    told, opened = {}, {}
    for kept in (10, 1000):
        server = {"send_buffer": {"size": 20_000, "policy": "close"}, "log": {"messages": kept}}
        fast = {"network": LATENCY | {"down": 10e6}}
        scenario = restarted("websocket", {"first": 3}, 10, messages=messages, server=server, settings={"resume": True},
                             link=fast)  # fmt: skip
        told[kept] = [text for text in cautions(scenario) if text.startswith("some clients never catch up")]
        opened[kept] = both(scenario)[1]["connections.opened"]
    assert (len(told[10]), len(told[1000])) == (0, 1)
    assert opened[10] == 10
    assert opened[1000] > 100
