import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from rtsim.scenario import InputErrors, load_scenario
from rtsim.scenario.files import is_file, opened, read_bytes, reason
from rtsim.techniques import settings_classes

MOST = 100


def a_folder(path: Path) -> None:
    """Make a folder."""
    path.mkdir()


def a_pipe(path: Path) -> None:
    """Make a pipe that nobody writes to."""
    os.mkfifo(path)


def a_link_to_a_device(path: Path) -> None:
    """Make a link to a device that never ends."""
    path.symlink_to("/dev/zero")


def a_link_to_itself(path: Path) -> None:
    """Make a link that leads nowhere."""
    path.symlink_to(path)


def a_socket(path: Path) -> None:
    """Make a socket."""
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


ODD = [
    (a_folder, "is a directory"),
    (a_pipe, "is a pipe, not a file"),
    (a_link_to_a_device, "is a device, not a file"),
    (a_link_to_itself, "too many levels of symbolic links"),
    (a_socket, "no such device or address"),
]


@pytest.mark.parametrize(("make", "words"), ODD)
def test_what_is_no_regular_file_is_not_read(tmp_path: Path, make: Callable[[Path], None], words: str) -> None:
    """Folders, pipes, devices, sockets and links to them are refused at once, and said to be what they are."""
    path = tmp_path / "odd"
    make(path)
    with pytest.raises(OSError, match=r".") as caught:
        read_bytes(path, MOST)
    assert reason(caught.value) == words
    assert not is_file(path)


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "\ud800"])
def test_a_name_that_no_file_can_have_is_an_error_of_the_system(name: str) -> None:
    """A name that is too long, or holds what no name can, is refused as a missing file is."""
    with pytest.raises(OSError, match=r"."):
        read_bytes(Path(name), MOST)
    assert not is_file(Path(name))


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    """A file of just so many bytes is read; one byte more is refused, with the limit in words."""
    path = tmp_path / "file"
    path.write_bytes(b"x" * MOST)
    assert read_bytes(path, MOST) == b"x" * MOST
    path.write_bytes(b"x" * (MOST + 1))
    with pytest.raises(OSError, match="it is larger than 100 bytes"):
        read_bytes(path, MOST)


def test_a_file_that_grows_is_limited_too(tmp_path: Path) -> None:
    """What counts is what is read, whatever the size was when the file was opened."""
    path = tmp_path / "file"
    path.write_bytes(b"x" * 10)
    with opened(path, MOST) as file, path.open("ab") as more:
        assert file.read(5) == b"x" * 5
        more.write(b"y" * MOST)
        more.flush()
        with pytest.raises(OSError, match="it is larger than 100 bytes"):
            file.read()


@pytest.mark.parametrize("place", ["{payload: {dist: empirical, file: FILE}}", "{process: trace, trace: {file: FILE}}"])
@pytest.mark.parametrize("name", ["/dev/zero", ".", "x" * 5000, '"a\\0b"'])
def test_a_file_that_a_scenario_names_is_a_regular_one(tmp_path: Path, place: str, name: str) -> None:
    """Values and traces come from regular files; anything else is one line at the key that names it."""
    path = tmp_path / "c.yaml"
    path.write_text(f"name: x\nclients: {{count: 5}}\nmessages: {place.replace('FILE', name)}\n", encoding="utf-8")
    with pytest.raises(InputErrors, match=r"c.yaml:3: messages\.[a-z.]+: .* cannot be read: ") as caught:
        load_scenario(path, techniques=settings_classes())
    assert len(caught.value.errors) == 1
