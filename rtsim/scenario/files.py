"""Files that a user names: only regular files are read, and never more of one than its kind may have."""

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader, FileIO, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import ValidationInfo

from rtsim.scenario.errors import refused_at, unknown_key
from rtsim.units import shown

LARGEST_TABLE = 200_000_000
"""Bytes of a table of numbers, or of a capture."""

_KINDS = {stat.S_IFDIR: "is a directory", stat.S_IFIFO: "is a pipe, not a file", stat.S_IFSOCK: "is a socket"}


class _Limited(RawIOBase):
    """A file that refuses to be read beyond so many bytes, however large it said it was."""

    def __init__(self, file: FileIO, most: int) -> None:
        self._file = file
        self._most = most

    def readable(self) -> bool:
        """Be read."""
        return True

    def seekable(self) -> bool:
        """Be read from any place."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        return self._file.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        """Read some bytes; raises `OSError` beyond the limit."""
        count = self._file.readinto(memoryview(buffer)[: self._most + 1])
        if self._file.tell() > self._most:
            raise OSError(errno.EFBIG, f"it is larger than {self._most:,} bytes")
        return count or 0


@contextmanager
def opened(path: Path, most: int) -> Iterator[BinaryIO]:
    """Open a regular file of at most so many bytes; raises `OSError` for anything else, whose words tell what it is.

    What it is, is asked of the open file, and a pipe that nobody writes to does not keep it waiting.
    """
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError:
        raise OSError(errno.EINVAL, "this is not a name that a file can have") from None
    with FileIO(_regular(number)) as file, BufferedReader(_Limited(file, most)) as read:
        yield read


def _regular(number: int) -> int:
    """Let the number of an open file pass if the file is a regular one."""
    kind = stat.S_IFMT(os.fstat(number).st_mode)
    if kind == stat.S_IFREG:
        return number
    os.close(number)
    raise OSError(errno.EINVAL, _KINDS.get(kind, "is a device, not a file"))


def read_bytes(path: Path, most: int) -> bytes:
    """Read a regular file of at most so many bytes; raises `OSError` for anything else."""
    with opened(path, most) as file:
        return file.read()


def is_file(path: Path) -> bool:
    """Tell whether a path leads to a regular file; one that no file can have does not."""
    return os.path.isfile(path)  # noqa: PTH113 - that of a Path raises where a name is too long


def read_text(written: Any, info: ValidationInfo, *, key: str) -> str:
    """Read the text of a file named under `key`; the validation context holds the scenario's `directory`."""
    if not isinstance(written, str):
        raise refused_at(f"{shown(written)} is not the name of a file", key)
    try:
        found = read_bytes(Path((info.context or {}).get("directory", ".")) / written, LARGEST_TABLE)
        return found.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise refused_at(f"{shown(written)} cannot be read: {reason(error)}", key) from None


def only_file(written: Mapping[Any, Any], what: str) -> Any:
    """Give the name of the file that a mapping names under `file`, its only key; `what` that is, if it is missing."""
    for key in written:
        if key != "file":
            raise refused_at(unknown_key(key, ["file"]), str(key))
    if "file" not in written:
        raise refused_at(f"is required: the name of {what}", "file")
    return written["file"]


def only_file_schema(description: str) -> dict[str, Any]:
    """Describe such a mapping, as JSON Schema."""
    file = {"type": "string", "description": description}
    return {"type": "object", "properties": {"file": file}, "required": ["file"], "additionalProperties": False}


def reason(error: Exception) -> str:
    """Say in a few words why a file cannot be read or written.

    >>> reason(FileNotFoundError(2, "No such file or directory"))
    'no such file or directory'
    """
    if isinstance(error, OSError):
        text = (error.strerror or str(error) or "it failed").splitlines()[0]
        return text[0].lower() + text[1:]
    return "it is not text (UTF-8)"
