"""The contract with a restart in the middle: with a log and retries nobody misses anything, whatever breaks."""

from pathlib import Path
from typing import Any, get_args

import pytest

from rtsim.scenario.faults import Restart
from rtsim.techniques import techniques
from tests.contract import faults, settings
from tests.contract.contract import check_causal, check_complete, check_counts, check_once
from tests.contract.test_faults import fails
from tests.contract.trials import AnyTechnique, Trial, try_out
from tests.contract.worlds import CHAT, CLIENTS, FEW, FROM_SENDERS, LINKS, TO_ONE, World, every_technique

SHORT = {"duration": 12}  # as long as it takes the kernel as it is written to meet a fault that is planted
RESTARTS: dict[str, dict[str, Any]] = {
    "crash": {"at": 5, "kind": "crash", "down": 1},
    "drain": {"at": 5, "kind": "drain", "over": 2},
    "rolling": {"at": 5, "kind": "rolling", "down": 0.5, "gap": 1},
}

STRUCK = [("crash", CHAT), ("crash", FROM_SENDERS), ("drain", CHAT), ("rolling", FROM_SENDERS)]


def test_every_kind_is_tried() -> None:
    """No kind of restart is left out."""
    left_out = {*get_args(Restart.model_fields["kind"].annotation)} - {restart for restart, _ in STRUCK}
    assert not left_out, f"{left_out}: add it to RESTARTS and to STRUCK"


def restarted(technique: AnyTechnique, folder: Path, restart: str, world: World = CHAT, **sections: Any) -> Trial:
    """Try a technique whose nodes restart while messages come, which are sent again until they get through."""
    return try_out(
        technique,
        world.scenario(
            technique,
            folder,
            settings.restarted(technique.name),
            messages={"retry": {"first": 0.2}},
            server={"nodes": 2},
            faults={"restarts": [RESTARTS[restart]]},
            **sections,
        ),
    )


@every_technique
@pytest.mark.parametrize(("restart", "world"), STRUCK, ids=str)
def test_nothing_is_missed(technique: AnyTechnique, restart: str, world: World, tmp_path: Path) -> None:
    """Each message comes once to everyone it is owed to, after its time, and is counted."""
    trial = restarted(technique, tmp_path, restart, world)
    check_complete(trial)
    check_once(trial)
    check_causal(trial)
    check_counts(trial)
    assert trial.recording.failures is not None
    assert trial.recording.failures.missing == 0
    assert len(trial.recording.failures.dark) == (
        0 if restart == "drain" and not trial.pushes else trial.plan.clients.count
    )


@every_technique
def test_a_lost_resume_is_noticed(technique: AnyTechnique, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that comes back and is taken for up to date misses messages."""
    check_complete(restarted(technique, tmp_path, "crash", TO_ONE, **SHORT))
    faults.forget_places(monkeypatch)
    fails(check_complete, restarted(technique, tmp_path, "crash", TO_ONE, **SHORT))


@pytest.mark.parametrize("name", ["websocket", "sse"])
def test_a_duplicate_replay_is_noticed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that is given what it has had already has it twice."""
    check_once(restarted(techniques()[name], tmp_path, "crash", FEW, **SHORT))
    faults.replay_all(monkeypatch)
    with pytest.raises(AssertionError):
        check_once(restarted(techniques()[name], tmp_path, "crash", FEW, **SHORT))


@every_technique
def test_an_unnoticed_cut_is_noticed(technique: AnyTechnique, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A node that goes on as if it had not failed delivers over paths that are cut."""
    faults.ignore_crashes(monkeypatch)
    trial = restarted(technique, tmp_path, "crash")
    inside = [at for _, _, at in trial.delivered if 5.0 < at < 6.0]
    assert inside, "nothing came over a path that was cut: are the technique's cycles short enough to need it?"
    monkeypatch.undo()
    assert not [at for _, _, at in restarted(technique, tmp_path, "crash").delivered if 5.0 < at < 6.0]


@every_technique
@pytest.mark.parametrize("world", [CHAT, FROM_SENDERS], ids=str)
def test_nothing_is_missed_in_tabs(technique: AnyTechnique, world: World, tmp_path: Path) -> None:
    """Tabs that share two connections more than they need for streams miss nothing either, hidden or not."""
    browser = {"tabs": 4, "connections": 6, "hidden": 0.5}
    clients = {"count": CLIENTS, "connect_over": 1, "network": LINKS[world.link], "browser": browser}
    trial = restarted(technique, tmp_path, "crash", world, clients=clients)
    check_complete(trial)
    check_once(trial)
    check_causal(trial)
    check_counts(trial)
    assert trial.recording.failures is not None
    assert trial.recording.failures.missing == 0
