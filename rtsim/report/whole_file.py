"""A whole file: a text reaches its place complete or not at all."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from rtsim.scenario.files import reason


def write_whole(path: Path, text: str) -> None:
    """Write a text beside its file and put it in its place; raises `OSError` if that cannot be done."""
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


def check_writable(path: Path) -> str:
    """Say why a file cannot be written there; nothing if it can. What is there is not touched."""
    if path.is_dir():
        return f"{path}: cannot be written: is a directory"
    if not path.parent.is_dir():
        return f"{path}: cannot be written: there is no directory {path.parent}"
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}."):
            return ""
    except OSError as error:
        return f"{path}: cannot be written: {reason(error)}"


def _mode(path: Path) -> int:
    """Give the rights that a file made here has: those of the one that is replaced, or what the process gives."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
