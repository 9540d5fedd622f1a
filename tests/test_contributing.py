"""What CONTRIBUTING.md tells: the files that it sends people to are there, and have what it names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1:-1] for line in TEXT.splitlines() if line.startswith("| a")]
PATH = re.compile(r"`((?:rtsim|tests|docs|configs|experiments)/[\w./-]*|[A-Z]+\.md)`")
NAMED = re.compile(r"`(\w+)` (?:in|of) `([\w/]+\.py)`")


def test_the_likely_changes_are_there() -> None:
    """At least ten changes say which file to open first."""
    assert len(ROWS) >= 10
    assert [change for change, first, _ in ROWS if not PATH.search(first)] == []


@pytest.mark.parametrize("path", sorted(set(PATH.findall(TEXT))))
def test_a_file_that_is_named_is_there(path: str) -> None:
    """Every file and folder of the project that the page names exists, whichever it is."""
    named = ROOT / path
    assert named.is_dir() if path.endswith("/") else named.exists()


@pytest.mark.parametrize(("name", "path"), NAMED.findall(TEXT))
def test_what_is_named_in_a_file_is_there(name: str, path: str) -> None:
    """A constant that the page names in a file stands there."""
    assert re.search(rf"^{name}\b", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)


def test_what_is_slow_is_there() -> None:
    """Every test that `make test-fast` leaves out exists."""
    slow = (ROOT / "tests" / "slow.txt").read_text(encoding="utf-8").splitlines()
    for path, _, name in (line.removeprefix("--deselect=").partition("::") for line in slow):
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), (path, name)
