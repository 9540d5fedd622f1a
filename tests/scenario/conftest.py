from collections.abc import Callable
from pathlib import Path

import pytest

from rtsim.scenario import Scenario, load_scenario
from rtsim.techniques import settings_classes

Load = Callable[..., Scenario]

START = "name: x\nclients: {count: 10}\n"


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load a scenario from text, as from a file of its own folder; by default after a name and ten clients."""

    def load_text(text: str, *overrides: str, start: str = START) -> Scenario:
        path = tmp_path / "c.yaml"
        path.write_text(start + text, encoding="utf-8")
        return load_scenario(path, techniques=settings_classes(), overrides=overrides)

    return load_text
