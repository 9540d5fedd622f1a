"""The contract where some upgrades do not pass: who falls back has everything, and who cannot is counted."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rtsim.techniques import techniques
from tests.contract import faults
from tests.contract.contract import check_causal, check_complete, check_counts, check_once
from tests.contract.test_faults import fails
from tests.contract.trials import Trial, try_out
from tests.contract.worlds import BUSY, CHAT, CLIENTS, FROM_SENDERS, LINKS, World

BLOCKED, AT, AFTER = 4, 5.0, 0.8
OTHERS = {"long-polling": {"timeout": 2.0, "retry": 0.3}, "short-polling": {"interval": 0.5}, "sse": {"retry": 0.3}}
CRASH = {"restarts": [{"at": AT, "kind": "crash", "down": 0.1}]}

every_other = pytest.mark.parametrize("to", list(OTHERS))
either_memory = pytest.mark.parametrize("remembers", [True, False])


def fallen_back(to: str, folder: Path, world: World = CHAT, *, remembers: bool = True, **sections: Any) -> Trial:
    """Try WebSocket with a third of the clients behind a proxy that lets none pass."""
    technique = techniques()["websocket"]
    other = {"to": to, "after": AFTER, "remembers": remembers, "settings": OTHERS[to]}
    clients = {"count": CLIENTS, "connect_over": 1, "network": LINKS[world.link], "reconnect": {"first": 0.3}}
    path = [{"upgrade": 1 - BLOCKED / CLIENTS}]
    own = {"resume": True, "fallback": other}
    again = {"retry": {"first": 0.2}}
    scenario = world.scenario(technique, folder, own, clients=clients, path=path, messages=again, **sections)
    return try_out(technique, scenario)


def fell_back(trial: Trial) -> int:
    """Give how many clients use something else."""
    assert trial.recording.failures is not None
    return trial.recording.failures.fell_back


@every_other
@pytest.mark.parametrize("world", [CHAT, FROM_SENDERS, BUSY], ids=str)
def test_nothing_is_missed(to: str, world: World, tmp_path: Path) -> None:
    """Each message comes once to everyone it is owed to, after its time, and is counted."""
    trial = fallen_back(to, tmp_path, world)
    check_complete(trial)
    check_once(trial)
    check_causal(trial)
    check_counts(trial)
    assert fell_back(trial) == BLOCKED


@every_other
@either_memory
def test_nothing_is_missed_after_a_restart(to: str, tmp_path: Path, *, remembers: bool) -> None:
    """Who comes back by what it fell back to, or tries the upgrade once more before, has everything at last.

    A poll at intervals need not notice a restart between two of them.
    """
    plain = World("busy", "plain", "clients", "room")
    trial = fallen_back(to, tmp_path, plain, remembers=remembers, faults=CRASH, drain=60)
    check_complete(trial)
    check_once(trial)
    check_causal(trial)
    assert fell_back(trial) == BLOCKED
    assert trial.recording.failures is not None
    again = np.count_nonzero(trial.recording.failures.dark > AFTER + 0.3)
    assert again == (0 if remembers else BLOCKED) or (to == "short-polling" and 0 <= again <= BLOCKED)


def test_who_falls_back_and_forgets_what_it_had_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A poll after a restart that begins with the log's first message is found out."""
    faults.replay_all(monkeypatch)
    fails(check_once, fallen_back("long-polling", tmp_path, faults=CRASH, drain=60))


@pytest.mark.parametrize("resume", [True, False])
def test_who_has_nothing_to_fall_back_to_is_counted(tmp_path: Path, *, resume: bool) -> None:
    """What is owed to a third of the clients never comes: it is lost, or undelivered where it would be sent again."""
    technique = techniques()["websocket"]
    path = [{"upgrade": 1 - BLOCKED / CLIENTS}]
    own = World("quiet", "plain", "server", "everyone")
    trial = try_out(technique, own.scenario(technique, tmp_path, {"resume": resume}, path=path))
    found = trial.recording
    missing = found.undelivered if resume else found.lost
    assert (found.expected, missing) == (CLIENTS * found.published, BLOCKED * found.published)
    assert found.expected == found.delivered + found.undelivered + found.lost
    assert fell_back(trial) == 0
    assert found.failures is not None
    assert found.failures.dark_total == pytest.approx(BLOCKED * found.duration, rel=0.05)
