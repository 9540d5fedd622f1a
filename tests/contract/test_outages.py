"""The contract with an outage in the middle: who comes back has everything, whether anybody was told or not."""

from pathlib import Path
from typing import Any

import pytest

from rtsim.techniques import techniques
from tests.contract import faults, settings
from tests.contract.contract import check_causal, check_complete, check_counts, check_once
from tests.contract.test_faults import fails
from tests.contract.trials import AnyTechnique, Trial, try_out
from tests.contract.worlds import CHAT, CLIENTS, FEW, FROM_SENDERS, LINKS, World, every_technique

AT, LASTS = 5.0, 2.5
SHORT = {"duration": 12, "drain": 8}  # as long as it takes the kernel as it is written to meet a fault that is planted

either_way = pytest.mark.parametrize("notice", ["silent", "reset"])


def struck(technique: AnyTechnique, folder: Path, notice: str, world: World = CHAT, **sections: Any) -> Trial:
    """Try a technique whose clients lose their paths while messages come, which are sent again if they are lost."""
    clients = {"count": CLIENTS, "connect_over": 1, "network": LINKS[world.link], "reconnect": {"first": 0.3}}
    own = {"every": 6, "lasts": 0.7, "clients": "50 %", "notice": notice}
    return try_out(
        technique,
        world.scenario(
            technique,
            folder,
            settings.struck(technique.name),
            messages={"retry": {"first": 0.2}},
            faults={"outages": [{"at": AT, "lasts": LASTS, "notice": notice}, own]},
            **({"clients": clients, "server": {"nodes": 2, "detect": 1.5}, "drain": 60} | sections),
        ),
    )


@every_technique
@either_way
@pytest.mark.parametrize("world", [CHAT, FROM_SENDERS], ids=str)
def test_nothing_is_missed(technique: AnyTechnique, notice: str, world: World, tmp_path: Path) -> None:
    """Each message comes once to everyone it is owed to, after its time, and is counted."""
    trial = struck(technique, tmp_path, notice, world)
    check_complete(trial)
    check_once(trial)
    check_causal(trial)
    check_counts(trial)
    assert trial.recording.failures is not None
    assert trial.recording.failures.missing == 0
    assert not [at for _, _, at in trial.delivered if AT <= at < AT + LASTS]


@every_technique
@either_way
def test_threads_and_doors_are_left(technique: AnyTechnique, notice: str, tmp_path: Path) -> None:
    """Who is cut leaves its thread and its place to who comes next, at last, or keeps one for each outage.

    A stream that nobody answers is given up by the server's TCP alone, after a quarter of an hour.
    """
    server = {"model": "threads", "threads": 3 * CLIENTS, "max_connections": 20 * CLIENTS, "detect": 1.5}
    trial = struck(technique, tmp_path, notice, server=server)
    check_complete(trial)
    check_once(trial)
    assert trial.recording.failures is not None
    assert trial.recording.failures.missing == 0


@every_technique
@either_way
def test_an_unnoticed_cut_is_noticed(
    technique: AnyTechnique, notice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path that goes on although it is cut delivers what it must not."""
    sound = struck(technique, tmp_path, notice, FEW, **SHORT)
    assert not [at for _, _, at in sound.delivered if AT <= at < AT + LASTS]
    faults.ignore_outages(monkeypatch)
    trial = struck(technique, tmp_path, notice, FEW, **SHORT)
    inside = [at for _, _, at in trial.delivered if AT <= at < AT + LASTS]
    assert inside, "nothing came over a path that was cut: are the technique's cycles short enough to need it?"


@every_technique
def test_a_lost_resume_is_noticed(technique: AnyTechnique, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that comes back and is taken for up to date misses messages."""
    check_complete(struck(technique, tmp_path, "silent", FEW, **SHORT))
    faults.forget_places_in_outages(monkeypatch)
    fails(check_complete, struck(technique, tmp_path, "silent", FEW, **SHORT))


@pytest.mark.parametrize("name", ["websocket", "sse"])
def test_a_duplicate_replay_is_noticed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that is given what it has had already has it twice."""
    check_once(struck(techniques()[name], tmp_path, "silent", FEW, **SHORT))
    faults.replay_all_in_outages(monkeypatch)
    with pytest.raises(AssertionError):
        check_once(struck(techniques()[name], tmp_path, "silent", FEW, **SHORT))
