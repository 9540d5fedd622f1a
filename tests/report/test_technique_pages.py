from pathlib import Path

import pytest

from rtsim.report.technique_pages import FOLDER, main, technique_page
from rtsim.techniques import techniques
from tests.report.traces import NAMES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", NAMES)
def test_current(name: str) -> None:
    """The shipped page of each technique is what the model, the settings and the theory say."""
    page = ROOT / FOLDER / f"{name}.md"
    assert page.read_text(encoding="utf-8") == technique_page(techniques()[name])


def test_writes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command writes a page for each technique, and no other file."""
    monkeypatch.chdir(tmp_path)
    main()
    assert sorted(path.stem for path in (tmp_path / FOLDER).iterdir()) == sorted(NAMES)
