from pathlib import Path
from typing import Any

import pytest

from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes, techniques
from tests.contract.closed_forms import check_closed_form
from tests.contract.contract import (
    check_bytes,
    check_causal,
    check_complete,
    check_contract,
    check_counts,
    check_once,
    check_order,
    check_reproducible,
    check_same_world,
)
from tests.contract.settings import TRIED
from tests.contract.trials import AnyTechnique, scenario_for, try_out
from tests.contract.worlds import BUSY, CHAT, LINKS, World, every_technique, worlds

NODES = {"nodes": 3}

COMPRESSED = {"messages": ["permessage-deflate", "gzip"], "ratio": 0.3, "cost": 2e-3}

CLOSED_FORMS: list[tuple[str, dict[str, Any]]] = [
    ("short-polling", {"interval": 1.0}),
    ("short-polling", {"interval": 1.0, "timing": "fixed-rate"}),
    ("long-polling", {}),
    ("long-polling", {"timeout": 0.5, "pause": 0.1}),
    ("websocket", {}),
    ("sse", {}),
    ("http-streaming", {}),
    ("polling-then-websocket", {}),
]


@every_technique
@pytest.mark.parametrize("world", worlds(), ids=str)
def test_every_world(technique: AnyTechnique, world: World, tmp_path: Path) -> None:
    """Each message comes once to everyone it is owed to, in order, after its time, and every byte is accounted for."""
    check_contract(technique, world.scenario(technique, tmp_path))


@every_technique
@pytest.mark.parametrize(
    "server",
    [
        {"cores": 4},
        {"egress": 20e6},
        {"keep_alive": 0.2},
        {"model": "threads", "threads": 20},
        {"accept_rate": 10},
        {"answers": "end-of-turn", "costs": {"request": 0.004}},
    ],
    ids=str,
)
def test_other_servers(technique: AnyTechnique, server: dict[str, Any], tmp_path: Path) -> None:
    """The contract holds on several cores, behind a slow network card, where little is kept and few are let in."""
    check_contract(technique, CHAT.scenario(technique, tmp_path, server=server))


@every_technique
@pytest.mark.parametrize("origin", ["senders", "clients"])
def test_several_nodes(technique: AnyTechnique, origin: str, tmp_path: Path) -> None:
    """The contract holds where messages go from node to node; each node has an order of its own."""
    trial = try_out(technique, World("busy", "jittery", origin, "everyone").scenario(technique, tmp_path, server=NODES))
    for check in (check_complete, check_once, check_causal, check_counts, check_bytes):
        check(trial)


OTHER_SETTINGS: list[tuple[str, dict[str, Any]]] = [
    ("short-polling", {"interval": 0.5, "connection": "close"}),
    ("short-polling", {"interval": 2.0, "timing": "fixed-rate"}),
    ("short-polling", {"interval": {"dist": "exponential", "mean": 0.5}}),
    ("long-polling", {"timeout": 0.2}),
    ("long-polling", {"timeout": 20, "pause": 0.3}),
    ("websocket", {"heartbeat": 0.5, "resume": True}),
    ("websocket", {"heartbeat": None}),
    ("sse", {"event_id": False, "heartbeat": 0.5}),
    ("sse", {"event_name": "news", "comment": "still here", "first_id": 1}),
    ("http-streaming", {"heartbeat": 0.5, "resume": True}),
    ("polling-then-websocket", {"heartbeat": 0.5, "resume": True}),
]


@pytest.mark.parametrize(("name", "settings"), OTHER_SETTINGS, ids=str)
@pytest.mark.parametrize("world", [BUSY, CHAT], ids=str)
def test_other_settings(name: str, settings: dict[str, Any], world: World, tmp_path: Path) -> None:
    """The contract holds whatever a technique's settings are."""
    technique = techniques()[name]
    check_contract(technique, world.scenario(technique, tmp_path, settings))


@every_technique
@pytest.mark.parametrize(
    "wire",
    [
        {"tls": "1.3"},
        {"headers": "minimal"},
        {"body": {"each": 40, "publish": 30, "publish_ack": 20}},
        {"compression": COMPRESSED},
        {"compression": COMPRESSED | {"context_takeover": False}, "tls": "1.3", "body": {"each": 40, "publish": 30}},
    ],
    ids=str,
)
def test_other_wires(technique: AnyTechnique, wire: dict[str, Any], tmp_path: Path) -> None:
    """The contract holds with records, with other heads, with envelopes around messages, and with these compressed."""
    check_contract(technique, CHAT.scenario(technique, tmp_path, wire=wire))


@every_technique
@pytest.mark.parametrize("world", [BUSY, CHAT], ids=str)
def test_reproducible(technique: AnyTechnique, world: World, tmp_path: Path) -> None:
    """The same scenario, seed and replication leave the same recording, bit for bit."""
    check_reproducible(technique, world.scenario(technique, tmp_path))


@every_technique
@pytest.mark.parametrize("process", ["poisson", "periodic"])
def test_same_world(technique: AnyTechnique, process: str) -> None:
    """All techniques of a replication see the same messages, senders, recipients and links."""
    sections: dict[str, Any] = {
        "clients": {"count": 30, "network": LINKS["jittery"]},
        "messages": {"from": "clients", "to": "one", "process": process, "rate": 0.5},
        "warmup": 5,
        "duration": 20,
    }
    scenario = scenario_for(technique, **sections)
    for other in techniques().values():
        check_same_world(technique, scenario, other)


@every_technique
def test_counts_while_clients_connect(technique: AnyTechnique) -> None:
    """What comes while clients connect is delivered late or counted as lost, and nothing is forgotten."""
    scenario = scenario_for(
        technique,
        clients={"count": 30, "connect_over": 20, "network": LINKS["jittery"]},
        messages={"from": "server", "to": "everyone", "process": "poisson", "rate": 5},
        warmup=5,
        duration=20,
    )
    trial = try_out(technique, scenario)
    check_once(trial)
    check_causal(trial)
    check_counts(trial)
    assert trial.recording.undelivered == 0
    assert trial.recording.lost > 0 or len(trial.delivered) >= trial.recording.expected


@every_technique
def test_counts_at_the_end_of_a_run(technique: AnyTechnique) -> None:
    """What a run has no time to deliver is undelivered, not lost and not forgotten."""
    scenario = scenario_for(
        technique,
        clients={"count": 30, "connect_over": 1, "network": {"latency": 0.5}},
        messages={"from": "server", "to": "everyone", "process": "periodic", "rate": 10},
        warmup=10,
        duration=20,
        drain=0.1,
    )
    trial = try_out(technique, scenario)
    check_once(trial)
    check_counts(trial)
    assert trial.recording.undelivered > 0


@pytest.mark.parametrize(("name", "settings"), CLOSED_FORMS, ids=str)
def test_closed_form(name: str, settings: dict[str, Any]) -> None:
    """Every technique costs what theory says of its mechanism."""
    check_closed_form(techniques()[name], settings)


def test_every_technique_has_a_closed_form() -> None:
    """No technique of the catalogue is left out."""
    left_out = techniques().keys() - {name for name, _ in CLOSED_FORMS}
    assert not left_out, f"{left_out}: add settings with which a run of 100 s sees many cycles to CLOSED_FORMS"


def test_every_technique_has_its_settings() -> None:
    """No technique of the catalogue is tried under settings that nobody has thought of."""
    left_out = techniques().keys() - TRIED
    assert not left_out, f"{left_out}: add an entry to TRIED of tests/contract/settings.py"


def test_frames_of_a_connection_stay_in_order() -> None:
    """A small frame does not overtake the large one before it on another core."""
    content = {
        "name": "frames",
        "warmup": 2,
        "duration": 60,
        "clients": {"count": 1, "connect_over": 1, "network": {"latency": 0.01}},
        "messages": {
            "from": "senders",
            "to": "everyone",
            "process": "bursts",
            "bursts": {"size": 4, "every": 1},
            "payload": {"dist": "exponential", "mean": 2000},
        },
        "server": {"cores": 2, "costs": {"per_byte": 1e-6}},
    }
    websocket = techniques()["websocket"]
    check_order(try_out(websocket, parse_scenario(content, techniques=settings_classes())))
