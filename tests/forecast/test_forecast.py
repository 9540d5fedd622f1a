"""Forecasts against short simulations, within stated tolerances; seeds are fixed, so that tests repeat."""

from functools import cache
from math import exp
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rtsim.forecast.forecast import forecast
from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import Scenario, parse_scenario
from rtsim.techniques import settings_classes, techniques
from tests.contract.streaming import ForeverFrame

REPLICATIONS = 3
FAR = {"latency": {"up": 0.05, "down": 0.03}}
QUIET = {
    "short-polling": {},
    "long-polling": {},
    "websocket": {"heartbeat": None},
    "sse": {"heartbeat": None},
}
"""All techniques, without heartbeats, which have no bound to their waits."""
ALL = ("short-polling", "long-polling", "websocket", "sse")

THEORY_SHORT = {
    "clients": {"count": 100, "connect_over": 5, "network": {"latency": 0.06}},
    "messages": {"from": "server", "to": "one", "rate": 20, "payload": 100},
    "server": {"cores": 64, "costs": {"open": 0, "request": 0.002, "respond": 0, "publish": 0}},
    "techniques": {"short-polling": {"interval": 5, "timing": "fixed-rate"}},
}
THEORY_LONG = {
    "duration": 60,
    "clients": {"count": 100, "connect_over": 5, "network": {"latency": {"up": 0.05, "down": 0.08}}},
    "messages": {"from": "server", "to": "one", "rate": 200, "payload": 100},
    "server": {"cores": 64, "costs": {"open": 0, "request": 0, "respond": 0, "publish": 0}},
    "techniques": {"long-polling": {"timeout": 3}},
}
ROOMS = {
    "warmup": 90,  # longer than keep-alive, so that connections of senders have settled
    "duration": 300,
    "clients": {"count": 200, "network": FAR},
    "messages": {"from": "clients", "to": "room", "room_size": 20, "rate": 0.05},
}
PERIODIC = {
    "techniques": QUIET,
    "clients": {"count": 100, "network": FAR},
    "messages": {"from": "server", "to": "everyone", "process": "periodic", "rate": 0.25},
}
SENDERS = {
    "clients": {"count": 100, "network": FAR},
    "server": {"nodes": 3},
    "messages": {"from": "senders", "to": "one", "rate": 60, "senders": {"count": 3, "connections": 2}},
}
NEW_EACH_TIME = {
    "clients": {"count": 100, "network": FAR},
    "wire": {"tls": "1.3", "http": "2"},
    "messages": {"from": "server", "to": "one", "rate": 40},
    "server": {"keep_alive": 1},
    "techniques": {"short-polling": {"interval": 2}},
}
SHARED = NEW_EACH_TIME | {
    "wire": {"tls": {"version": "1.3", "resumption": 0.5}, "http": "3"},
    "messages": {"from": "clients", "to": "room", "rate": 0.2},
    "server": {"costs": {"request_tls": 1e-6, "respond_tls": 1e-6, "publish_tls": 1e-6}},
    "techniques": QUIET,
}
BLOCKED = NEW_EACH_TIME | {
    "clients": {"count": 400, "network": FAR},
    "wire": {"tls": {"version": "1.3", "resumption": 0.5, "early_data": True}, "http": "3", "udp_blocked": 0.4},
    "messages": {"from": "clients", "to": "room", "rate": 0.1},
    "server": {"keep_alive": 1, "costs": SHARED["server"]["costs"]},
}
BUSY = {
    "duration": 100,
    "clients": {"count": 100, "network": FAR},
    "server": {"costs": {"push_websocket": 100e-6, "push_sse": 120e-6}},
    "messages": {"from": "server", "to": "everyone", "rate": 50},
    "techniques": {"websocket": {"heartbeat": None}, "sse": {}},
}
BURSTS = {
    "techniques": QUIET,
    "clients": {"count": 60, "network": FAR},
    "messages": {"from": "server", "to": "everyone", "process": "bursts", "bursts": {"size": 5, "every": 7}},
}
TIMING_OUT = {
    "duration": 1200,
    "clients": {"count": 20, "network": FAR},
    "messages": {"from": "server", "to": "everyone", "process": "periodic", "rate": 1 / 60},
    "techniques": {"long-polling": {"timeout": 13}},
}
JITTERED = {
    "clients": {"count": 100, "network": FAR},
    "messages": {"from": "server", "to": "one", "rate": 20},
    "techniques": {"short-polling": {"interval": {"dist": "exponential", "mean": 5}}},
}
SATURATED = {
    "duration": 50,
    "clients": {"count": 50, "network": FAR},
    "server": {"costs": {"push_websocket": 0.001}},
    "messages": {
        "from": "server",
        "to": "everyone",
        "process": "closed-loop",
        "closed-loop": {"concurrency": 4, "think": 0},
        "acknowledge": "fan-out",
    },
    "techniques": {"websocket": {"heartbeat": None}},
}
LOSSY = {
    "clients": {"count": 100, "network": {**FAR, "loss": 0.01}},
    "messages": {"from": "server", "to": "one", "rate": 40, "payload": 9000},
    "techniques": ["websocket", "sse"],
}
WINDOWED = {
    "warmup": 90,
    "clients": {"count": 60, "network": FAR},
    "wire": {"tls": "1.3", "http": "2", "window": 16_384},
    "messages": {"from": "clients", "to": "one", "rate": 0.01, "payload": 60_000},
}
CLOSED_BETWEEN = {
    "clients": {"count": 100, "network": FAR},
    "wire": {"tls": {"version": "1.3", "resumption": 0.8, "early_data": True}, "http": "2"},
    "messages": {"from": "clients", "to": "one", "rate": 0.15},
    "server": {"keep_alive": 2},
    "techniques": {"short-polling": {"interval": 5}, "long-polling": {"timeout": 3, "pause": 4}},
}

COMPRESSED = {
    "warmup": 90,
    "duration": 600,
    "clients": {"count": 100, "network": FAR},
    "messages": {"from": "clients", "to": "room", "room_size": 20, "rate": 0.05, "payload": 3000},
    "wire": {"compression": {"messages": ["permessage-deflate", "gzip"], "ratio": 0.3, "cost": 1e-4}},
}

WORLDS = {
    "theory-short": THEORY_SHORT,
    "theory-long": THEORY_LONG,
    "rooms": ROOMS,
    "periodic": PERIODIC,
    "senders": SENDERS,
    "new-each-time": NEW_EACH_TIME,
    "shared": SHARED,
    "blocked": BLOCKED,
    "busy": BUSY,
    "bursts": BURSTS,
    "timing-out": TIMING_OUT,
    "jittered": JITTERED,
    "saturated": SATURATED,
    "lossy": LOSSY,
    "windowed": WINDOWED,
    "closed-between": CLOSED_BETWEEN,
    "compressed": COMPRESSED,
}
CASES = [
    ("theory-short", "short-polling"),
    ("theory-long", "long-polling"),
    *(("rooms", name) for name in ALL),
    *(("periodic", name) for name in ALL),
    *(("senders", name) for name in ALL),
    ("new-each-time", "short-polling"),
    *(("shared", name) for name in ALL),
    *(("blocked", name) for name in ("short-polling", "long-polling")),
    ("busy", "websocket"),
    ("busy", "sse"),
    *(("bursts", name) for name in ALL),
    ("timing-out", "long-polling"),
    ("jittered", "short-polling"),
    ("saturated", "websocket"),
    ("lossy", "sse"),
    ("closed-between", "short-polling"),
    ("closed-between", "long-polling"),
    *(("windowed", name) for name in ALL if name != "short-polling"),
    *(("compressed", name) for name in ALL),
]

TOLERANCES = {
    "published_per_s": 0.03,
    "deliveries_per_s": 0.03,
    "requests_per_s": 0.03,
    "messages_per_response": 0.03,
    "latency_mean_s": 0.03,
    "held": 0.02,
    "connections_open": 0.03,
    "utilisation": 0.03,
    "up_bytes_per_s": 0.03,
    "down_bytes_per_s": 0.03,
    "memory_bytes": 0.01,
}


def parsed(content: dict[str, Any]) -> Scenario:
    """Give a scenario in base units."""
    usual = {"name": "forecast", "seed": 5, "warmup": 20, "duration": 150}
    return parse_scenario(usual | content, techniques=settings_classes())


def measured(run: Recording, nodes: int) -> dict[str, float]:
    """Give what a run measured of what is forecast."""
    time, total = run.duration, run.total
    return {
        "published_per_s": run.published / time,
        "deliveries_per_s": run.expected / time,
        "requests_per_s": run.requests / time,
        "messages_per_response": run.carried / max(1, run.answered),
        "latency_mean_s": run.latency.mean,
        "latency_sup_s": run.latency.maximum,
        "empty_share": run.empty / max(1, run.requests),
        "held": run.held.mean,
        "connections_open": run.open.mean,
        "connections_opened_per_s": run.opened / time,
        "utilisation": run.utilisation,
        "up_bytes_per_s": total.up / time,
        "down_bytes_per_s": total.down / time,
        "memory_bytes": run.memory.mean / nodes,
        "queue_wait_s": run.queue_wait.mean,
    }


@cache
def simulated(world: str, name: str) -> dict[str, float]:
    """Give the means of some replications, and the largest of the greatest latencies."""
    scenario = parsed(WORLDS[world])
    technique, nodes = techniques()[name], scenario.server.nodes
    found = [measured(simulate(plan(scenario, technique, turn)), nodes) for turn in range(REPLICATIONS)]
    means = {key: float(np.mean([run[key] for run in found])) for key in found[0]}
    return means | {"latency_sup_s": max(run["latency_sup_s"] for run in found)}


@pytest.mark.parametrize(("world", "name"), CASES)
def test_forecasts_agree_with_simulations(world: str, name: str) -> None:
    """Each quantity is within its tolerance of what a simulation measures, and latency within its bound."""
    expected, found = forecast(parsed(WORLDS[world]), techniques()[name]).quantities, simulated(world, name)
    for key in TOLERANCES.keys() & expected.keys():
        assert expected[key] == pytest.approx(found[key], rel=TOLERANCES[key], abs=1e-4), key
    if "empty_share" in expected:
        assert expected["empty_share"] == pytest.approx(found["empty_share"], abs=0.01)
    if "latency_sup_s" in expected:
        assert found["latency_sup_s"] <= expected["latency_sup_s"] * 1.001


@pytest.mark.parametrize("name", ["short-polling", "long-polling"])
def test_polls_and_posts_keep_one_connection_for_each_other(name: str) -> None:
    """Where it is closed between them each opens it when it is, and both together as often as in a simulation."""
    expected, found = forecast(parsed(CLOSED_BETWEEN), techniques()[name]).quantities, simulated("closed-between", name)
    assert expected["connections_opened_per_s"] == pytest.approx(found["connections_opened_per_s"], rel=0.03)


@pytest.mark.parametrize(
    ("world", "name"),
    [("theory-short", "short-polling"), ("theory-long", "long-polling"), ("periodic", "websocket"), ("bursts", "sse")],
)
def test_bounds_are_reached(world: str, name: str) -> None:
    """The greatest latency of a simulation comes within 1 % of the bound."""
    bound = forecast(parsed(WORLDS[world]), techniques()[name]).quantities["latency_sup_s"]
    assert simulated(world, name)["latency_sup_s"] == pytest.approx(bound, rel=0.01)


def test_a_busy_servers_queue_is_that_of_theory() -> None:
    """At 50 % and 60 % the mean wait of all pieces of work is within 5 % of the simulated one."""
    scenario = parsed(BUSY)
    for name in scenario.techniques:
        expected = forecast(scenario, techniques()[name]).quantities["queue_wait_s"]
        assert expected == pytest.approx(simulated("busy", name)["queue_wait_s"], rel=0.05)


def test_the_examples_of_theory_come_out() -> None:
    """Polls every 5 s, and long polls at 2 messages a second, have the values of the examples."""
    short = forecast(parsed(THEORY_SHORT), techniques()["short-polling"]).quantities
    assert short["latency_mean_s"] == pytest.approx(2.562, rel=0.001)
    assert short["empty_share"] == pytest.approx(exp(-1), abs=1e-9)
    assert short["messages_per_response"] == pytest.approx(1.58198, abs=1e-5)
    long = forecast(parsed(THEORY_LONG), techniques()["long-polling"]).quantities
    assert long["requests_per_s"] == pytest.approx(194.337, abs=1e-3)
    assert long["latency_mean_s"] == pytest.approx(0.096421, abs=1e-6)
    assert long["latency_sup_s"] == pytest.approx(0.21, abs=1e-9)
    assert long["held"] == pytest.approx(74.735, abs=1e-2)


def test_set_up_counts_round_trips() -> None:
    """Over TLS 1.3 the first answer is there after three round trips and the work of opening."""
    content = {**PERIODIC, "wire": {"tls": "1.3"}, "server": {"costs": {"open_tls": 0}}}
    for name in ALL:
        assert forecast(parsed(content), techniques()[name]).quantities["set_up_s"] == pytest.approx(3 * 0.08)


def test_a_fifth_technique_has_a_forecast() -> None:
    """A technique that is added has one too, by its mechanism."""
    streaming = ForeverFrame()
    known = {**techniques(), streaming.name: streaming}
    content = {"name": "fifth", "warmup": 20, "duration": 100, **PERIODIC, "techniques": [streaming.name]}
    scenario = parse_scenario(content, techniques=settings_classes(known))
    expected = forecast(scenario, streaming).quantities
    found = measured(simulate(plan(scenario, streaming, 0)), 1)
    assert expected["latency_mean_s"] == pytest.approx(found["latency_mean_s"], rel=0.02)
    assert expected["down_bytes_per_s"] == pytest.approx(found["down_bytes_per_s"], rel=0.03)


@pytest.mark.parametrize(
    ("changes", "name", "key", "words"),
    [
        ({"messages": {"process": "bursts", "bursts": {"size": 3, "every": 9}}}, "sse", "latency_mean_s", "bursts"),
        ({"clients": {"count": 50, "network": "wifi"}}, "long-polling", "requests_per_s", "jitter"),
        ({"clients": {"count": 50, "network": {"up": 1e6, "down": 1e6}}}, "sse", "latency_mean_s", "for each other"),
        ({"server": {"cores": 4}}, "websocket", "latency_mean_s", "several cores"),
        ({"messages": {"room_size": 20}}, "websocket", "latency_mean_s", "rooms differ"),
        ({"messages": {"payload": {"dist": "exponential", "mean": 300}}}, "sse", "down_bytes_per_s", "payloads vary"),
    ],
)  # fmt: skip
def test_a_row_says_why_its_formula_does_not_apply(changes: dict[str, Any], name: str, key: str, words: str) -> None:
    """Where the scenario breaks an assumption the row is an estimate and names it; without the change it applies."""
    base = {"clients": {"count": 50, "network": FAR}, "messages": {"room_size": 10}}
    rows = {row.key: row for row in forecast(parsed(base | changes), techniques()[name]).rows}
    assert not rows[key].applies
    assert any(words in doubt for doubt in rows[key].doubts)
    plain = {row.key: row for row in forecast(parsed(base), techniques()[name]).rows}
    assert not any(words in doubt for doubt in plain[key].doubts)


def test_own_messages_are_left_out_of_what_a_client_gets() -> None:
    """Without echo each message of a room of 20 is for 19, with it for 20."""
    without, with_echo = (
        forecast(
            parsed({**ROOMS, "messages": ROOMS["messages"] | {"echo": echo}}), techniques()["websocket"]
        ).quantities
        for echo in (False, True)
    )
    assert without["deliveries_per_s"] == pytest.approx(without["published_per_s"] * 19)
    assert with_echo["deliveries_per_s"] == pytest.approx(with_echo["published_per_s"] * 20)


def test_silence_has_a_forecast(tmp_path: Path) -> None:
    """Where nothing is published in the window polls are empty, and there is no latency to speak of."""
    (tmp_path / "times.csv").write_text("time_s\n0.5\n")
    content = {**PERIODIC, "messages": {"from": "server", "to": "everyone", "process": "trace"}}
    content["messages"]["trace"] = {"file": "times.csv"}
    scenario = parse_scenario(
        {"name": "silence", "warmup": 20, "duration": 50, **content},
        techniques=settings_classes(),
        source=tmp_path / "silence.yaml",
    )
    for name in ALL:
        expected = forecast(scenario, techniques()[name]).quantities
        assert "latency_mean_s" not in expected
        assert expected.get("empty_share", 1.0) == pytest.approx(1.0)
