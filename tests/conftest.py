"""What holds for all tests: Hypothesis draws the same examples every time, so that a failure is everybody's.

The simulator is compiled once for all processes, both of its forms at the same time, while tests are collected.
"""

import fcntl
import gc
import os
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

COMPILING = pytest.StashKey[str]()

settings.register_profile("everywhere", derandomize=True, deadline=None)
settings.load_profile("everywhere")


def pytest_configure(config: pytest.Config) -> None:
    """Have both forms of the simulator compiled, each by a process of its own that holds a lock meanwhile."""
    if hasattr(config, "workerinput"):
        return
    descriptor, path = mkstemp(prefix="rtsim-compiling-")
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    for faulty in (True, False):
        if not os.fork():
            compiled(faulty=faulty)
            os._exit(0)
    os.close(descriptor)  # the lock is held as long as one of the two has it open
    config.stash[COMPILING] = path


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let go of the lock's file."""
    if COMPILING in config.stash:
        Path(config.stash[COMPILING]).unlink()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each process of the tests where the lock is."""
    node.workerinput["compiling"] = node.config.stash[COMPILING]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Wait, when all tests are collected, until the simulator is compiled."""
    told: dict[str, str] = getattr(session.config, "workerinput", {})
    with Path(told["compiling"] if told else session.config.stash[COMPILING]).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)


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
    """Begin with the files that take longest: no process is left alone with one of them at the end."""
    places = {path: place for place, path in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


@pytest.fixture(scope="session")
def ready(worker_id: str) -> Iterator[Ready]:
    """Give `rtsim` as a command that starts at once; each process of the tests has a core for it."""
    with served(int(worker_id.removeprefix("gw")) if worker_id != "master" else 0) as found:
        yield found
