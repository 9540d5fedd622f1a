"""Reading: which kind of file each is, told by its content, and what all of them say."""

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from warnings import catch_warnings, simplefilter

from rtsim.calibration.har import Match, read_har
from rtsim.calibration.latencies import read_table
from rtsim.calibration.patterns import NotUnderstoodError, Pattern
from rtsim.calibration.traffic import Traffic
from rtsim.scenario import InputError, InputErrors
from rtsim.scenario.files import LARGEST_TABLE, opened, reason

_BOM = b"\xef\xbb\xbf"
_BEGINNING = 512  # bytes that tell what a file is
_PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"\x28\xb5\x2f\xfd": "zstd"}


def read_traffic(files: Sequence[Path], *, pattern: str = "") -> Traffic:
    """Read what files of a user's own traffic say.

    Of HAR files only those entries count whose URL contains `pattern`, or matches it as a regular expression. Raises
    `InputErrors` with one line for a regular expression that is refused, and for each file that cannot be used.
    """
    traffic = Traffic()
    errors: list[InputError] = []
    match = _matching(pattern)
    for path in dict.fromkeys(files):
        try:
            _read(path, traffic, match)
        except InputErrors as wrong:
            errors.extend(wrong.errors)
        except OSError as error:
            errors.append(InputError(str(path), 0, "", f"cannot be read: {reason(error)}"))
    if errors:
        raise InputErrors(errors)
    return traffic


def _read(path: Path, traffic: Traffic, match: Match) -> None:
    with opened(path, LARGEST_TABLE) as file:
        beginning = file.read(_BEGINNING)
        _check(beginning, str(path))
        file.seek(len(_BOM) if beginning.startswith(_BOM) else 0)
        if beginning.removeprefix(_BOM).lstrip()[:1] in (b"{", b"["):
            read_har(file, str(path), traffic, match)
        else:
            read_table(file, str(path), traffic)


def _check(beginning: bytes, name: str) -> None:
    """Refuse what is neither JSON nor a table."""
    packed = next((how for magic, how in _PACKED.items() if beginning.startswith(magic)), "")
    if packed:
        raise InputErrors([InputError(name, 0, "", f"is packed ({packed}): unpack it first")])
    if b"\0" in beginning:
        raise InputErrors([InputError(name, 0, "", "is not text (UTF-8)")])
    if not beginning.removeprefix(_BOM).strip():
        raise InputErrors([InputError(name, 0, "", "the file is empty")])


def _matching(pattern: str) -> Match:
    """Make the test of a URL: it contains the pattern, or matches it, if that is a regular expression.

    Raises `InputErrors` with one line for a regular expression that is refused.
    """
    with suppress(re.error, OverflowError, RecursionError), catch_warnings():
        simplefilter("ignore")  # what Python may read differently one day is no matter here
        try:
            expression = Pattern(pattern)
        except NotUnderstoodError as error:
            message = f"this regular expression is not understood: {error}"
            raise InputErrors([InputError("--match", 0, "", message)]) from None
        return lambda url: pattern in url or expression.search(url)
    return lambda url: pattern in url
