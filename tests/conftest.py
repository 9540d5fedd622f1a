"""What holds for all tests: Hypothesis draws the same examples every time, so that a failure is everybody's."""

from hypothesis import settings

from tests.mermaid.parser import mermaid_parses  # noqa: F401 - a fixture for all tests

settings.register_profile("everywhere", derandomize=True, deadline=None)
settings.load_profile("everywhere")
