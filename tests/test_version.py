"""The version: it stands in one place, and the papers that have to repeat it agree."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from rtsim import __version__

ROOT = Path(__file__).parent.parent
RELEASE = re.compile(r"^## \[(\d\S*)\] - (\S+)$", re.MULTILINE)


def test_the_package_has_its_version_from_the_code() -> None:
    """What is built has the version that the code says, and no file of the project says one to the builder."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"] == {"path": "rtsim/__init__.py"}


def test_papers_agree() -> None:
    """The citation and the newest entry of the changelog have this version and one day."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    newest = RELEASE.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))[0]
    assert newest == (cited["version"], str(cited["date-released"]))
    assert newest[0] == __version__


@pytest.mark.parametrize("path", ["docs/conf.py", "rtsim/cli/commands.py"])
def test_nobody_writes_it_again(path: str) -> None:
    """The site and the command line take the version from the package."""
    text = (ROOT / path).read_text(encoding="utf-8")
    assert "from rtsim import __version__" in text
    assert __version__ not in text


def test_the_documents_show_it() -> None:
    """The JSON that the documents show was written by this version."""
    assert f'"rtsim": "{__version__}"' in (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
