"""What holds for all tests: Hypothesis draws the same examples every time, so that a failure is everybody's.

The simulator is compiled before the first test, once for all processes and both of its forms at the same time: no test
waits for that.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from rtsim.model.compiled import compiled
from tests.mermaid.parser import mermaid_parses  # noqa: F401 - a fixture for all tests
from tests.ready import Ready, served

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


@pytest.fixture(scope="session")
def ready(worker_id: str) -> Iterator[Ready]:
    """Give `rtsim` as a command that starts at once; each process of the tests has a core for it."""
    with served(int(worker_id.removeprefix("gw")) if worker_id != "master" else 0) as found:
        yield found
