import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rtsim.report.whole_file import check_writable, replacing, write_new, write_whole

LONG = "x" * 100_000


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of this process grow beyond some bytes: Python ignores the signal, and the write fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def names(folder: Path) -> list[str]:
    """Give what is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    """Where a text does not fit, the old file is untouched and nothing lies beside it."""
    path = tmp_path / "file.html"
    path.write_text("before", encoding="utf-8")
    with full_disk(), pytest.raises(OSError, match="too large"):
        write_whole(path, LONG)
    assert path.read_text(encoding="utf-8") == "before"
    assert names(tmp_path) == ["file.html"]


def test_a_new_file_that_does_not_fit_is_not_there(tmp_path: Path) -> None:
    """Nothing is left of a new file that could not be written, and one that exists is not replaced."""
    path = tmp_path / "file.yaml"
    with full_disk(), pytest.raises(OSError, match="too large"):
        write_new(path, LONG)
    assert names(tmp_path) == []
    write_new(path, "mine")
    with pytest.raises(FileExistsError):
        write_new(path, "yours")
    assert path.read_text(encoding="utf-8") == "mine"


def test_whatever_fails_while_a_file_is_made_leaves_the_old_one(tmp_path: Path) -> None:
    """An error of whoever writes is passed on, and the half-written file goes."""
    path = tmp_path / "file.csv"
    path.write_text("before", encoding="utf-8")

    def half() -> None:
        with replacing(path) as part:
            part.write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert path.read_text(encoding="utf-8") == "before"
    assert names(tmp_path) == ["file.csv"]


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_a_new_file_has_the_rights_that_the_process_gives(tmp_path: Path, mask: int) -> None:
    """Without an old file the process's mask says who may read the new one."""
    old = os.umask(mask)
    try:
        write_whole(tmp_path / "file", "text")
    finally:
        os.umask(old)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o666 & ~mask


def test_half_a_character_becomes_a_question_mark(tmp_path: Path) -> None:
    """A name that is not UTF-8 can be written into a text."""
    write_whole(tmp_path / "file", "a\udcffb")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "a?b"


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b"])
def test_a_name_that_no_file_can_have_is_said_beforehand(tmp_path: Path, name: str) -> None:
    """A name that is too long, or holds what none can, is refused in a line."""
    assert "cannot be written" in check_writable(tmp_path / name)


def test_a_link_that_leads_to_itself_is_replaced(tmp_path: Path) -> None:
    """A link in a circle leads to no file, so that the file takes its place."""
    path = tmp_path / "link"
    path.symlink_to(path)
    assert check_writable(path) == ""
    write_whole(path, "text")
    assert path.read_text(encoding="utf-8") == "text"
