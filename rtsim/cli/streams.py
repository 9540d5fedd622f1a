"""The standard streams: what they cannot show is replaced, and what they cannot take is said."""

import os
import sys
from errno import EBADF, EDQUOT, EFBIG, EIO, ENOSPC
from io import TextIOWrapper


def ready_streams() -> None:
    """Let signs that the terminal's encoding lacks be replaced; an output that is closed is refused."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it stays open
    if sys.stdout is None:
        sys.stderr.write("the output cannot be written: it is closed\n")
        sys.exit(1)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def discard_output() -> None:
    """Let what is still to be written go nowhere, so that nothing fails again when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def unwritable(error: OSError) -> bool:
    """Tell whether an error is that of an output that is full or broken."""
    return error.errno in {EBADF, EDQUOT, EFBIG, EIO, ENOSPC}
