"""How near the estimate of a simulation's effort is: each config in one process, once."""

import subprocess
import sys
from pathlib import Path

import pytest

CONFIGS = sorted((Path(__file__).parent.parent.parent / "configs").glob("*.yaml"))
FACTOR = 3

PROGRAM = """
import sys
from pathlib import Path
from time import perf_counter
from rtsim.forecast.effort import SECONDS, effort
from rtsim.model.compiled import compiled
from rtsim.experiments.runner import run
from rtsim.scenario import load_scenario
from rtsim.techniques import settings_classes, techniques

scenario = load_scenario(sys.argv[1], techniques=settings_classes()).model_copy(update={"replications": 1})
known = {name: one for name, one in techniques().items() if name in scenario.techniques}
found = effort(scenario, known, 1)
compiled(faulty=False)
began = perf_counter()
run(scenario, known)
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
peak = int(status["VmHWM"].split()[0]) * 1024
print(found.seconds, perf_counter() - began + SECONDS["start"], found.memory, peak)
"""


@pytest.mark.parametrize("config", CONFIGS, ids=lambda path: path.stem)
def test_estimate(config: Path) -> None:
    """Time and memory are estimated within a factor of three."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(config)], capture_output=True, text=True, check=True)
    expected, took, room, peak = map(float, done.stdout.split())
    print(f"{config.stem}: {expected:.2f} s estimated, {took:.2f} s taken; {room / 1e6:.0f} and {peak / 1e6:.0f} MB")
    assert 1 / FACTOR <= expected / took <= FACTOR
    assert 1 / FACTOR <= room / peak <= FACTOR
