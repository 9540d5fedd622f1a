"""The map in docs/explanation/design.md: it shows the packages as they are."""

import importlib.util
import re
import sys
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SIZE = re.compile(r"(?<=\| )[\d,]+(?= \|)|(?<= · )[\d,]+")
OFF = 0.2  # what sizes may be off, so that a new line changes no page


@pytest.fixture(scope="module")
def drawing() -> ModuleType:
    """Give the module that draws the map, which belongs to the documents and to no package."""
    spec = importlib.util.spec_from_file_location("map_of_packages", ROOT / "docs" / "map.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sizes(page: str) -> list[float]:
    """Give the sizes that a page tells."""
    return [float(size.replace(",", "")) for size in SIZE.findall(page)]


def test_it_is_current(drawing: Any) -> None:
    """The page is what `python docs/map.py` makes of it, but for sizes, which may be a fifth off."""
    page = drawing.PAGE.read_text(encoding="utf-8")
    drawn = drawing.drawn(page)
    assert SIZE.sub("", page) == SIZE.sub("", drawn), "python docs/map.py"
    assert sizes(page) == pytest.approx(sizes(drawn), rel=OFF), "python docs/map.py"


def test_every_package_is_on_it_once(drawing: Any) -> None:
    """Each package of every layer is on the way, or beside it, and is listed."""
    known: Mapping[str, Any] = drawing.packages()
    neighbours = [one.name for group in drawing.beside(known).values() for one in group]
    assert sorted([*drawing.WAY, *neighbours]) == sorted(known)
    assert re.findall(r"^\| `(\w+)`", drawing.table(known), flags=re.MULTILINE) == list(known)


def test_the_way_is_one_of_imports(drawing: Any) -> None:
    """Of two packages that follow each other on the way one needs the other."""
    known = drawing.packages()
    for one, other in pairwise(drawing.WAY):
        assert one in known[other].needs or other in known[one].needs


def test_it_is_no_hairball(drawing: Any) -> None:
    """It has at most 25 boxes."""
    boxes = re.findall(r"""\w\(?\["(?!\s)""", drawing.picture(drawing.packages()))
    assert len(drawing.WAY) < len(boxes) <= 25
