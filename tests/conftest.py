"""What holds for all tests: Hypothesis draws the same examples every time, so that a failure is everybody's.

The simulator is compiled once for all processes, both of its forms at the same time. Meanwhile tests are collected, and
those are tried that need no simulator.
"""

import fcntl
import gc
import os
import traceback
from collections.abc import Generator, Iterator
from pathlib import Path
from tempfile import mkstemp
from typing import Any

import pytest
from _pytest.doctest import DoctestModule
from hypothesis import settings

from rtsim.model.compiled import compiled
from tests.mermaid.parser import mermaid_parses  # noqa: F401 - a fixture for all tests
from tests.ready import Ready, served

LONGEST = (
    "tests/test_docs.py",
    "tests/browser/test_page.py",
    "tests/browser/test_play.py",
    "tests/fuzz/test_fuzz.py",
    "tests/validation/test_catalogue.py",
    "tests/model/test_compiled.py",
    "tests/contract/test_contract.py",
    "tests/advice/test_decision.py",
)

SIMULATING_NOTHING = (
    "tests/calibration/test_reading.py",
    "tests/scenario/",
    "tests/theory/",
    "tests/wheel/",  # in an environment of its own
    "tests/wire/",
)

COMPILING = pytest.StashKey[str]()
WAITING = pytest.StashKey[bool]()
CHILDREN = pytest.StashKey[list[int]]()

settings.register_profile("everywhere", derandomize=True, deadline=None)
settings.load_profile("everywhere")


def pytest_configure(config: pytest.Config) -> None:
    """Have both forms of the simulator compiled, each by a process of its own that holds a lock meanwhile."""
    if hasattr(config, "workerinput"):
        return
    descriptor, path = mkstemp(prefix="rtsim-compiling-")
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    config.stash[COMPILING] = path
    config.stash[CHILDREN] = [_compiling(faulty=faulty) for faulty in (True, False)]
    os.close(descriptor)  # the lock is held as long as one of the two has it open


def _compiling(*, faulty: bool) -> int:
    """Give the number of a new process that compiles one form."""
    if child := os.fork():
        return child
    try:
        compiled(faulty=faulty)
    except BaseException:  # noqa: BLE001 - whatever it is, it must not go on as the tests do
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Wait for those that compile, which fail the whole if one of them failed, and let go of the lock's file."""
    if CHILDREN not in config.stash:
        return
    Path(config.stash[COMPILING]).unlink()
    failed = [child for child in config.stash[CHILDREN] if os.waitpid(child, 0)[1]]
    assert not failed, "the simulator cannot be compiled"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each process of the tests where the lock is."""
    node.workerinput["compiling"] = node.config.stash[COMPILING]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Wait before the first test that may simulate until the simulator is compiled."""
    if item.config.stash.get(WAITING, True) and not item.nodeid.startswith(SIMULATING_NOTHING):
        told: dict[str, str] = getattr(item.config, "workerinput", {})
        with Path(told["compiling"] if told else item.config.stash[COMPILING]).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
        item.config.stash[WAITING] = False


@pytest.hookimpl(wrapper=True)
def pytest_collect_file() -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Look for no examples in the tests' own docstrings, which have none."""
    return [found for found in (yield) if not isinstance(found, DoctestModule)]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """Collect tests, which are no garbage: to look for some among them would take longer than to collect them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what simulates nothing, then with the files that take longest, none of which is left for the end."""
    places = {path: place for place, path in enumerate(LONGEST)}

    def order(item: pytest.Item) -> tuple[bool, int]:
        return not item.nodeid.startswith(SIMULATING_NOTHING), places.get(item.nodeid.partition("::")[0], len(places))

    items.sort(key=order)


@pytest.fixture(scope="session")
def ready(worker_id: str) -> Iterator[Ready]:
    """Give `rtsim` as a command that starts at once; each process of the tests has a core for it."""
    with served(int(worker_id.removeprefix("gw")) if worker_id != "master" else 0) as found:
        yield found
