"""What holds for all tests: Hypothesis draws the same examples every time, so that a failure is everybody's.

The simulator is compiled before the first test, once for all processes and both of its forms at the same time: no test
waits for that.
"""

import gc
import os
from collections.abc import Generator, Iterator
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

settings.register_profile("everywhere", derandomize=True, deadline=None)
settings.load_profile("everywhere")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the simulator in the process that starts the others, and in a child of it."""
    if hasattr(config, "workerinput"):
        return
    child = os.fork()
    compiled(faulty=not child)
    if not child:
        os._exit(0)
    os.waitpid(child, 0)


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
