"""What holds for all tests: Hypothesis draws the same examples every time, so that a failure is everybody's.

The simulator is compiled before the first test, once for all processes: no test waits for that.
"""

import pytest
from hypothesis import settings

from rtsim.model.compiled import compiled
from tests.mermaid.parser import mermaid_parses  # noqa: F401 - a fixture for all tests

settings.register_profile("everywhere", derandomize=True, deadline=None)
settings.load_profile("everywhere")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the simulator in the process that starts the others."""
    if not hasattr(config, "workerinput"):
        for faulty in (False, True):
            compiled(faulty=faulty)
