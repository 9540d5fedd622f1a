from pathlib import Path
from typing import Any

import pytest

from rtsim.techniques import techniques
from tests.contract.closed_forms import check_closed_form
from tests.contract.contract import (
    check_causal,
    check_contract,
    check_counts,
    check_once,
    check_reproducible,
    check_same_world,
)
from tests.contract.trials import AnyTechnique, scenario_for, try_out
from tests.contract.worlds import BUSY, CHAT, LINKS, World, worlds

every_technique = pytest.mark.parametrize(
    "technique", list(techniques().values()), ids=lambda technique: technique.name
)

CLOSED_FORMS: list[tuple[str, dict[str, Any]]] = [
    ("short-polling", {"interval": 1.0}),
    ("short-polling", {"interval": 1.0, "timing": "fixed-rate"}),
    ("long-polling", {}),
    ("long-polling", {"timeout": 0.5, "pause": 0.1}),
    ("websocket", {}),
    ("sse", {}),
]


@every_technique
@pytest.mark.parametrize("world", worlds(), ids=str)
def test_every_world(technique: AnyTechnique, world: World, tmp_path: Path) -> None:
    """Each message comes once to everyone it is owed to, in order, after its time, and every byte is accounted for."""
    check_contract(technique, world.scenario(technique, tmp_path))


@every_technique
@pytest.mark.parametrize("server", [{"cores": 4}, {"nodes": 3}, {"stack": "node-ws", "egress": 20e6}], ids=str)
def test_other_servers(technique: AnyTechnique, server: dict[str, Any], tmp_path: Path) -> None:
    """The contract holds on several cores, on several nodes and behind a slow network card."""
    world = BUSY if "nodes" not in server else World("busy", "jittery", "senders", "one")
    check_contract(technique, world.scenario(technique, tmp_path, server=server))


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
    assert {name for name, _ in CLOSED_FORMS} >= set(techniques())
