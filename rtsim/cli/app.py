"""`rtsim`: how a command line begins. Signals are heeded first, before anything else is imported."""

import os
import signal
import sys
from importlib import import_module
from types import FrameType

ENDS = {signal.SIGINT: (130, "interrupted"), signal.SIGTERM: (143, "terminated")}
"""The signals that end a command: its status, and what is said."""


def main() -> None:
    """Run the command line.

    Whatever ends it early is said in one line and leaves no process behind: status 130 for an interruption, 143 for a
    termination, 1 for output that cannot be written and for workers that ended unasked. A reader of the output that
    leaves ends it silently with 141. What the world outside does, and no command foresaw, is a line and status 2; an
    error in rtsim keeps its traceback.
    """
    for number in ENDS:
        signal.signal(number, _leave)
    import_module("rtsim.cli.course").run(sys.argv[1:])


def _leave(number: int, _frame: FrameType | None) -> None:
    """End at once: nothing is begun yet, and an exception may be lost within an import."""
    status, word = ENDS[signal.Signals(number)]
    try:
        os.write(2, f"{word}\n".encode())
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
