"""A whole file: a text reaches its place complete or not at all."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from rtsim.scenario.files import reason

_HEAD = 200  # bytes that tell what a file is


def write_whole(path: Path, text: str) -> None:
    """Write a text beside its file and put it in its place; raises `OSError` if that cannot be done.

    What a link leads to is replaced, and the link stays.
    """
    path = path.resolve()
    mode = _mode(path)
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
    ) as file:
        part = Path(file.name)
        try:
            file.write(text)
            file.flush()
            part.chmod(mode)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def check_writable(path: Path, start: str) -> str:
    """Say why a text that begins with `start` cannot be written there; nothing if it can. What is there is not touched.

    A file that begins in another way is somebody's own, such as the scenario or the store that the text is about.
    """
    if path.is_dir():
        return f"{path}: cannot be written: is a directory"
    if path.exists() and not path.is_file():
        return f"{path}: cannot be written: is a device or a pipe, not a file"
    if not path.parent.is_dir():
        return f"{path}: cannot be written: there is no directory {path.parent}"
    try:
        if path.exists() and not _begins(path, start):
            return f"{path}: is there already, and is another kind of file: it is not overwritten"
        with NamedTemporaryFile(dir=path.resolve().parent, prefix=f".{path.name}."):
            return ""
    except OSError as error:
        return f"{path}: cannot be written: {reason(error)}"


def _begins(path: Path, start: str) -> bool:
    """Tell whether a file begins so, whatever the case, or is empty."""
    with path.open("rb") as file:
        known = file.read(_HEAD).lstrip().lower()
    return not known or known.startswith(start.encode())


def _mode(path: Path) -> int:
    """Give the rights that a file made here has: those of the one that is replaced, or what the process gives."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
