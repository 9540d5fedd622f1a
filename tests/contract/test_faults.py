"""The contract bites: with a fault planted, it fails."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rtsim.techniques import techniques
from tests.contract import faults
from tests.contract.closed_forms import check_closed_form
from tests.contract.contract import (
    check_bytes,
    check_causal,
    check_complete,
    check_contract,
    check_order,
    check_reproducible,
    check_same_world,
)
from tests.contract.trials import AnyTechnique, Trial, scenario_for, try_out
from tests.contract.worlds import BUSY, CHAT, LINKS, TO_ONE, World

PULL, PUSH = ["short-polling", "long-polling"], ["websocket", "sse"]
OVERLAPPING = {"interval": 0.03, "timing": "fixed-rate"}

DROPPED = [
    *((name, faults.drop_last_of_a_batch) for name in PULL),
    *((name, faults.drop_last_of_a_fan_out) for name in PUSH),
]


@pytest.mark.parametrize(("name", "plant"), DROPPED)
def test_dropped_batch_member(name: str, plant: faults.Plant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that is left out of what it belongs to is missed."""
    technique = techniques()[name]
    scenario = CHAT.scenario(technique, tmp_path, duration=12)
    check_contract(technique, scenario)
    plant(monkeypatch)
    fails(check_complete, try_out(technique, scenario))


@pytest.mark.parametrize("name", PUSH)
def test_stop_and_wait_push(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A push that waits for the last one's acknowledgement is too slow."""
    check_closed_form(techniques()[name], {}, duration=2)
    faults.stop_and_wait(monkeypatch)
    with pytest.raises(AssertionError):
        check_closed_form(techniques()[name], {}, duration=2)


@pytest.mark.parametrize("name", PUSH)
def test_reordering_link(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pushes that overtake each other are noticed."""
    technique = techniques()[name]
    scenario = BUSY.scenario(technique, tmp_path, duration=12)
    check_order(try_out(technique, scenario))
    faults.overtake(monkeypatch)
    fails(check_order, try_out(technique, scenario))


def test_reordering_link_of_overlapping_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polls that overlap and overtake are noticed, if not by the contract then by the model's own invariants."""
    technique = techniques()["short-polling"]
    scenario = scenario_for(
        technique,
        OVERLAPPING,
        clients={"count": 5, "network": LINKS["jittery"]},
        messages={"from": "server", "to": "everyone", "process": "poisson", "rate": 50},
        warmup=0,
        duration=5,
    )
    check_order(try_out(technique, scenario))
    faults.overtake(monkeypatch)
    with pytest.raises(AssertionError):
        check_order(try_out(technique, scenario))


@pytest.mark.parametrize("decision", ["jitter down", "audience", "origin", "start", "latency"])
@pytest.mark.parametrize("technique", list(techniques().values()), ids=lambda technique: technique.name)
def test_unseeded_stream(
    technique: AnyTechnique, decision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A single stream without its seed makes recordings differ."""
    scenario = World("quiet", "jittery", "clients", "one").scenario(technique, tmp_path)
    check_reproducible(technique, scenario)
    faults.unseed(decision)(monkeypatch)
    with pytest.raises(AssertionError):
        check_reproducible(technique, scenario)


@pytest.mark.parametrize("decision", ["birth", "origin", "audience", "payload", "latency", "network", "start"])
def test_unseeded_world(decision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Techniques that meet different worlds are told apart, whatever it is that differs."""
    technique, other = techniques()["sse"], techniques()["websocket"]
    scenario = scenario_for(
        technique,
        clients={"count": 30, "network": [{"share": 0.5, "network": LINKS[name]} for name in LINKS]},
        messages={
            "from": "clients",
            "to": "one",
            "process": "poisson",
            "rate": 0.5,
            "payload": {"dist": "exponential", "mean": 200},
        },
        warmup=5,
        duration=20,
    )
    check_same_world(technique, scenario, other)
    faults.unseed(decision)(monkeypatch)
    with pytest.raises(AssertionError):
        check_same_world(technique, scenario, other)


@pytest.mark.parametrize("technique", list(techniques().values()), ids=lambda technique: technique.name)
@pytest.mark.parametrize(
    ("plant", "check"), [(faults.deliver_at_once, check_causal), (faults.write_larger_frames, check_bytes)]
)
def test_other_faults(
    technique: AnyTechnique,
    plant: faults.Plant,
    check: Callable[[Trial], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Links that take no time and bytes that nobody wrote are noticed."""
    scenario = TO_ONE.scenario(technique, tmp_path, duration=12)
    check(try_out(technique, scenario))
    plant(monkeypatch)
    fails(check, try_out(technique, scenario))


def fails(check: Callable[..., None], *arguments: Any) -> None:
    """Expect a check to fail."""
    with pytest.raises(AssertionError):
        check(*arguments)
