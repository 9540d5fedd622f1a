"""A whole file: what is written reaches its place complete or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from rtsim.scenario.files import is_file, opened, reason

_HEAD = 200  # bytes that tell what a file is
_LARGEST = 1 << 40  # bytes of a file that is replaced: any number of them


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a file beside this one to write to, and put it in its place at the end; raises `OSError` if it cannot be.

    Whatever is raised inside leaves what was there as it was. What a link leads to is replaced, and the link stays.
    """
    path = Path(os.path.realpath(path))  # which takes links that lead in circles
    mode = _mode(path)
    number, name = mkstemp(dir=path.parent, prefix=".rtsim-", suffix=f".part{path.suffix}")
    os.close(number)
    part = Path(name)
    try:
        yield part
        part.chmod(mode)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Write a text as `replacing` does; half a character, as in the name of a file that is not UTF-8, becomes a `?`."""
    with replacing(path) as part, part.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(text)


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet; raises `FileExistsError` if it is."""
    path.touch(exist_ok=False)
    try:
        write_whole(path, text)
    except BaseException:
        path.unlink()
        raise


def check_writable(path: Path, start: str = "") -> str:
    """Say why a text that begins with `start` cannot be written there; nothing if it can. What is there is not touched.

    A file that begins in another way is somebody's own, such as the scenario or the store that the text is about.
    """
    try:
        return _wrong(path, start)
    except (OSError, ValueError) as error:
        return f"{path}: cannot be written: {reason(error)}"


def _wrong(path: Path, start: str) -> str:
    parent = Path(os.path.realpath(path)).parent
    if path.is_dir():
        return f"{path}: cannot be written: is a directory"
    if path.exists() and not is_file(path):
        return f"{path}: cannot be written: is a device or a pipe, not a file"
    if not parent.is_dir():
        return f"{path}: cannot be written: there is no directory {path.parent}"
    if start and path.exists() and not _begins(path, start):
        return f"{path}: is there already, and is another kind of file: it is not overwritten"
    number, name = mkstemp(dir=parent, prefix=".rtsim-")
    os.close(number)
    Path(name).unlink()
    return ""


def _begins(path: Path, start: str) -> bool:
    """Tell whether a file begins so, whatever the case, or is empty."""
    with opened(path, _LARGEST) as file:
        known = file.read(_HEAD).lstrip().lower()
    return not known or known.startswith(start.encode())


def _mode(path: Path) -> int:
    """Give the rights that a file made here has: those of the one that is replaced, or what the process gives."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
