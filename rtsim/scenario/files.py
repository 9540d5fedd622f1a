"""Files that a scenario names: paths are relative to the scenario's own folder."""

from pathlib import Path
from typing import Any

from pydantic import ValidationInfo

from rtsim.scenario.errors import refused_at
from rtsim.units import shown


def read_text(written: Any, info: ValidationInfo, *, key: str) -> str:
    """Read the text of a file named under `key`; the validation context holds the scenario's `directory`."""
    if not isinstance(written, str):
        raise refused_at(f"{shown(written)} is not the name of a file", key)
    try:
        return (Path((info.context or {}).get("directory", ".")) / written).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise refused_at(f"{shown(written)} cannot be read: {reason(error)}", key) from None


def reason(error: Exception) -> str:
    """Say in a few words why a file cannot be read.

    >>> reason(FileNotFoundError(2, "No such file or directory"))
    'no such file or directory'
    """
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return "it is not text (UTF-8)"
