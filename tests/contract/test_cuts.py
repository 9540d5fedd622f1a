"""The contract behind an intermediary that cuts: with a log and retries nobody misses anything, whatever is cut."""

from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rtsim.plan import Push
from rtsim.techniques import techniques
from tests.contract import faults, settings
from tests.contract.contract import check_causal, check_complete, check_counts, check_once
from tests.contract.settings import AWAY
from tests.contract.test_faults import fails
from tests.contract.trials import AnyTechnique, Trial, try_out
from tests.contract.worlds import CHAT, CLIENTS, FROM_SENDERS, LINKS, World, every_technique

IDLE, LIFETIME = 0.2, 1.5
PATHS: dict[str, dict[str, Any]] = {"idle": {"idle": IDLE}, "lifetime": {"lifetime": LIFETIME}}


def behind(technique: AnyTechnique, folder: Path, path: str, world: World = CHAT) -> Trial:
    """Try a technique whose connections an intermediary cuts while messages come, and whose clients come back."""
    clients = {"count": CLIENTS, "connect_over": 1, "network": LINKS[world.link], "reconnect": {"first": AWAY}}
    own, again = settings.cut(technique.name), {"retry": {"first": 0.2}}
    scenario = world.scenario(technique, folder, own, clients=clients, messages=again, path=[PATHS[path]])
    return try_out(technique, scenario)


def cuts(trial: Trial, path: str) -> int:
    """Give how many connections were cut because of their idleness, or of their age."""
    found = trial.recording.failures
    assert found is not None
    assert not (found.cut_lifetime if path == "idle" else found.cut_idle)
    return found.cut_idle if path == "idle" else found.cut_lifetime


@every_technique
@pytest.mark.parametrize("world", [CHAT, FROM_SENDERS], ids=str)
@pytest.mark.parametrize("path", list(PATHS))
def test_nothing_is_missed(technique: AnyTechnique, path: str, world: World, tmp_path: Path) -> None:
    """Each message comes once to everyone it is owed to, after its time, and is counted."""
    trial = behind(technique, tmp_path, path, world)
    check_complete(trial)
    check_once(trial)
    check_causal(trial)
    check_counts(trial)
    mechanism = trial.plan.mechanism
    assert (cuts(trial, path) > CLIENTS) == (isinstance(mechanism, Push) or mechanism.hold > 0)


def check_path(trial: Trial, away: float) -> None:
    """Check that nobody has a message after more than the idle time of silence and before it can be back.

    A message renews the path when it leaves; a poll after it reaches the node a round trip later at the soonest.
    """
    link = LINKS["plain"]["latency"]
    renewed = 0.0 if trial.pushes else link["up"] + link["down"]
    times: dict[int, list[float]] = defaultdict(list)
    for _, recipient, at in trial.delivered:
        times[recipient].append(at)
    gaps = [later - sooner - renewed for had in times.values() for sooner, later in pairwise(had)]
    assert any(gap > IDLE for gap in gaps), "no path was cut between messages"
    assert not [gap for gap in gaps if IDLE + 1e-9 < gap < IDLE + away - 1e-9]


@pytest.mark.parametrize("name", ["long-polling", "websocket", "sse"])
def test_a_delivery_over_a_path_that_is_cut_is_noticed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server whose answers and writes pass an intermediary that has cut the path is found out."""
    technique, quiet = techniques()[name], World("quiet", "plain", "server", "everyone")
    check_path(behind(technique, tmp_path, "idle", quiet), AWAY)
    faults.ignore_cuts(monkeypatch)
    fails(check_path, behind(technique, tmp_path, "idle", quiet), AWAY)
