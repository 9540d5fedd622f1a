import subprocess
import sys
from inspect import isfunction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from rtsim.model import simulate
from rtsim.model.compiled import MODULES, _folder, compiled, plain
from rtsim.planning import plan
from rtsim.scenario import load_scenario
from rtsim.techniques import settings_classes, techniques
from tests.contract.contract import facts
from tests.model.scenarios import FEATURES, chosen, planned

CONFIGS = Path(__file__).parents[2] / "configs"
NAMES = ("short-polling", "long-polling", "websocket", "sse")
SCENARIOS = 200
PORTION = 20
SHORT = ("clients.count=20", "clients.connect_over=0.5 s", "warmup=0.5 s", "drain=1 s")
DURATION = {  # until there are some messages
    "basic-updates": "10 min",
    "gaming": "0.5 s",
    "live-sports-scores": "46 s",
    "live-streaming": "10 s",
    "million-notifications": "0.1 s",
    "team-chat": "40 s",
}
USUAL_DURATION = "2 s"
FAILING = {"redeploy": ("faults.restarts=[{at: 1 s, down: 300 ms}]", "messages.rate=10 / s")}
LOADS = """
import sys
from rtsim.model.compiled import compiled
compiled(faulty=False)
print("numba" in sys.modules, "llvmlite" in sys.modules)
"""
IN_MEMORY = """
import os, sys
from rtsim.model import compiling, native, simulate
from rtsim.model.compiled import _place, compiled
from tests.model.scenarios import chosen, planned
code, built = native.saved(_place(faulty=False)), []
compiling.build = lambda names, entries: built.append(names) or code  # what is compiled here is what was kept before
_place.cache_clear()
os.environ["XDG_CACHE_HOME"] = sys.argv[1]
print([simulate(planned(chosen(number)), kernel=compiled(faulty=False)).total for number in (1, 2)], len(built))
"""


@pytest.mark.parametrize("first", range(0, SCENARIOS, PORTION))
def test_both_forms_leave_the_same_recording(first: int) -> None:
    """In random scenarios the compiled kernel's recording is that of plain Python, bit for bit."""
    for number in range(first, first + PORTION):
        choice = chosen(number)
        made = planned(choice)
        recording = simulate(made, kernel=compiled(faulty=made.faults is not None))
        assert facts(recording) == facts(simulate(made, kernel=plain())), choice


def test_the_scenarios_have_every_feature_beside_every_other() -> None:
    """Each value of a feature meets each value of another one in one of the scenarios at least."""
    choices = [chosen(number) for number in range(SCENARIOS)]
    for one, other in combinations(FEATURES, 2):
        met = {(str(choice[one]), str(choice[other])) for choice in choices}
        wanted = {(str(here), str(there)) for here in FEATURES[one] for there in FEATURES[other]}
        if {one, other} == {"origin", "process"}:
            wanted.remove(("server", "closed-loop"))  # the server waits for nobody
        if {one, other} == {"connection", "wire"}:
            wanted = {pair for pair in wanted if "close" not in pair or "1.1" in str(pair)}  # HTTP/2 keeps its own
        assert met == wanted, f"{one} and {other}"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("config", sorted(path.stem for path in CONFIGS.glob("*.yaml")))
def test_both_forms_carry_the_configs_alike(config: str, name: str) -> None:
    """A config, shortened and with few clients, leaves the same recording in both forms."""
    overrides = (*SHORT, f"duration={DURATION.get(config, USUAL_DURATION)}", *FAILING.get(config, ()))
    scenario = load_scenario(CONFIGS / f"{config}.yaml", techniques=settings_classes(), overrides=overrides)
    made = plan(scenario, techniques()[name], 0, keeps_deliveries=True)
    recording = simulate(made, kernel=compiled(faulty=made.faults is not None))
    assert recording.published > 0
    assert facts(recording) == facts(simulate(made, kernel=plain()))


def test_a_second_process_loads_what_the_first_compiled() -> None:
    """Once the kernel has been compiled, another process takes it from the cache, and says nothing."""
    compiled(faulty=False)
    found = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=True)
    assert (found.stdout.split(), found.stderr) == (["False", "True"], "")


def test_no_name_stands_for_two_things() -> None:
    """Compiled code has all modules' names in one space, so that each means the same wherever it is used."""
    known: dict[str, Any] = {}
    for module in MODULES:
        for name, value in vars(module).items():
            if not name.startswith("__"):
                assert known.setdefault(name, value) is value or known[name] == value, f"{module.__name__}: {name}"


def test_the_cache_is_the_user_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder for compiled code lies where the user keeps caches: as XDG says, or in the home's own folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    folder = _folder("one machine")
    assert folder is not None
    assert folder.parent == tmp_path / "caches" / "rtsim"
    assert folder.parent.is_dir()
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert _folder("one machine") == tmp_path / "home" / ".cache" / "rtsim" / folder.name


def test_each_machine_has_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes of one machine share a folder that another's do not, and nothing stays in it that tried it out."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    one, again, other = (_folder(target) for target in ("one", "one", "other"))
    assert one == again != other
    assert list((tmp_path / "rtsim").iterdir()) == []


def test_without_a_folder_that_can_be_written_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file stands in the way, or nobody is at home, code is compiled in memory."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert _folder("one machine") is None


def test_compiling_in_memory_is_said_once(tmp_path: Path) -> None:
    """Where nothing can be kept, a process has it compiled for itself once, says so on the error stream, runs the same.

    What compiling gives is taken from what is kept here: to compile once more would take a quarter of a minute.
    """
    (tmp_path / "file").touch()
    command = [sys.executable, "-c", IN_MEMORY, str(tmp_path / "file")]
    found = subprocess.run(command, capture_output=True, text=True, check=True, cwd=CONFIGS.parent)
    assert found.stderr.count("rtsim: compiling the simulator") == len(found.stderr.splitlines()) == 1
    assert found.stdout == f"{[simulate(planned(chosen(number))).total for number in (1, 2)]} 1\n"


def test_each_function_of_the_kernel_has_a_name_of_its_own() -> None:
    """Compiled code has all of the kernel's functions in one space, where one of two of a name would be gone."""
    of: dict[str, set[str]] = {}
    for module in MODULES:
        for name, value in vars(module).items():
            if isfunction(value):
                of.setdefault(name, set()).add(value.__module__)
    assert not {name: modules for name, modules in of.items() if len(modules) > 1}
