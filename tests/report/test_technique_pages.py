from pathlib import Path
from typing import Any

import pytest

from rtsim.report.technique_pages import FOLDER, main, technique_page
from rtsim.techniques import Technique
from rtsim.techniques.catalogue import BUILT_IN

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("technique", BUILT_IN, ids=lambda technique: technique.name)
def test_current(technique: Technique[Any]) -> None:
    """The shipped page of each technique is what the model, the settings and the theory say."""
    page = ROOT / FOLDER / f"{technique.name}.md"
    assert page.read_text(encoding="utf-8") == technique_page(technique)


def test_writes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command writes a page for each technique, and no other file."""
    monkeypatch.chdir(tmp_path)
    main()
    names = sorted(technique.name for technique in BUILT_IN)
    assert sorted(path.stem for path in (tmp_path / FOLDER).iterdir()) == names
