from pathlib import Path

import pytest

from rtsim.scenario import Scenario, load_scenario
from rtsim.scenario.writing import written
from rtsim.techniques import settings_classes

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = Path(__file__).parent / "examples"
CONFIGS = sorted((ROOT / "configs").glob("*.yaml"))
RATED = [path for path in sorted(EXAMPLES.glob("*.yaml")) if "trace:" not in path.read_text(encoding="utf-8")]


def again(path: Path, folder: Path, *changes: str) -> tuple[Scenario, Scenario]:
    """Give a scenario as it was read, and as it is read from what is written of it."""
    first = load_scenario(path, techniques=settings_classes(), overrides=changes)
    copy = folder / "copy.yaml"
    copy.write_text(written(first), encoding="utf-8")
    return first, load_scenario(copy, techniques=settings_classes())


@pytest.mark.parametrize("path", [*CONFIGS, *RATED], ids=lambda path: path.stem)
def test_what_is_written_is_the_scenario(path: Path, tmp_path: Path) -> None:
    """A scenario's YAML, read again, has the scenario's digest."""
    first, second = again(path, tmp_path)
    assert second.digest() == first.digest()
    assert (second.name, second.title) == (first.name, first.title)


def test_limits_and_distributions_are_written(tmp_path: Path) -> None:
    """Limits and random quantities, changed by hand, come back as they were."""
    changes = (
        "slo={latency_s.p95: <= 300 ms, server.utilisation: < 70 %}",
        "messages.payload={dist: uniform, low: 100 B, high: 300 B}",
        "techniques.websocket.heartbeat=null",
    )
    first, second = again(ROOT / "configs" / "team-chat.yaml", tmp_path, *changes)
    assert second.digest() == first.digest()
    assert [limit.value for limit in second.slo] == [0.3, 0.7]


def test_a_trace_is_named_by_its_digest() -> None:
    """A scenario that replays a trace says which one; its times stay in their file."""
    path = EXAMPLES / "ws-d25-n20-r5-addr.yaml"
    scenario = load_scenario(path, techniques=settings_classes())
    assert scenario.messages.trace is not None
    assert scenario.messages.trace.digest in written(scenario)
