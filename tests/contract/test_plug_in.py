from collections.abc import Iterator
from pathlib import Path

import pytest

from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.scenario import parse_scenario
from rtsim.scenario.values import usual_techniques
from rtsim.techniques import settings_classes, techniques
from rtsim.techniques.catalogue import NOTED
from tests.contract.closed_forms import check_closed_form
from tests.contract.contract import check_contract, check_reproducible, check_same_world
from tests.contract.streaming import AROUND, ForeverFrame
from tests.contract.worlds import CHAT, World, worlds

ENTRY_POINT = "[rtsim.techniques]\nforever-frame = tests.contract.streaming:ForeverFrame\n"
METADATA = "Metadata-Version: 2.1\nName: rtsim-frame\nVersion: 1.0\n"


@pytest.mark.parametrize("world", worlds(), ids=str)
def test_every_world(world: World, tmp_path: Path) -> None:
    """One new class keeps the contract in every world without any other change."""
    check_contract(ForeverFrame(), world.scenario(ForeverFrame(), tmp_path))


def test_closed_form() -> None:
    """Its pushes follow each other as those of any push technique."""
    check_closed_form(ForeverFrame(), {"heartbeat": 5})


def test_chance(tmp_path: Path) -> None:
    """It leaves the same recording each time, and meets the same world as the others."""
    technique = ForeverFrame()
    check_reproducible(technique, CHAT.scenario(technique, tmp_path))
    for other in techniques().values():
        check_same_world(technique, CHAT.scenario(technique, tmp_path), other)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put a distribution on the path whose metadata names the class under the group of techniques."""
    folder = tmp_path / "rtsim_frame-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(METADATA, encoding="utf-8")
    (folder / "entry_points.txt").write_text(ENTRY_POINT, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    techniques.cache_clear()
    yield
    monkeypatch.undo()
    techniques.cache_clear()


@pytest.mark.usefixtures("installed")
def test_entry_point() -> None:
    """Installed, it is in the catalogue after the built-in ones, a scenario may name it, and it runs."""
    assert list(techniques())[-1] == "forever-frame"
    assert usual_techniques(settings_classes()) == [*NOTED, "forever-frame"]
    content = {
        "name": "plugged in",
        "clients": {"count": 10},
        "messages": {"from": "server", "to": "everyone", "rate": 1, "payload": 100},
        "techniques": {"forever-frame": {"heartbeat": 5}},
        "warmup": 15,
        "duration": 20,
    }
    scenario = parse_scenario(content, techniques=settings_classes())
    recording = simulate(plan(scenario, techniques()["forever-frame"], 0))
    assert recording.delivered == recording.expected > 0
    around = len("7a\r\n\r\n") + AROUND  # the length of a script of 122 bytes in hexadecimal
    assert recording.traffic["framing"].down == around * recording.delivered


def test_not_installed() -> None:
    """Without the distribution the catalogue does not know it."""
    assert "forever-frame" not in techniques()
