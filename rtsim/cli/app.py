"""`rtsim`: how a command line begins and ends. Signals are heeded first, before anything large is imported."""

import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import FrameType
from typing import Any, NoReturn

from rtsim.cli.streams import FAILED, Ended, ready_streams

_ENDS = {signal.SIGINT: (130, "interrupted"), signal.SIGTERM: (143, "terminated")}


def build(arguments: Sequence[str]) -> Callable[..., Any]:
    """Give the application for a command line."""
    application: Callable[..., Any] = import_module("rtsim.cli.commands").application(arguments)
    return application


def main() -> None:
    """Run the command line.

    Whatever ends it early is said in one line and leaves no process behind: status 130 for an interruption, 143 for a
    termination, 1 for output that cannot be written and for workers that ended unasked. A reader of the output that
    leaves ends it silently with 141.
    """
    for number in _ENDS:
        signal.signal(number, _end)
    try:
        ready_streams()
        _run()
    except Ended as ended:
        if ended.words:
            sys.stderr.write(f"{ended.words}\n")
        raise


def _run() -> None:
    """Run the command and write out what it printed: a status counts when the output is whole."""
    try:
        build(sys.argv[1:])()
    except Exception as error:
        executors = import_module("rtsim.experiments.executors")  # here, so that help is there at once
        if isinstance(error, executors.WorkersLostError):
            raise Ended(FAILED, str(error)) from None
        raise
    finally:
        sys.stdout.flush()


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise Ended(*_ENDS[signal.Signals(number)])


if __name__ == "__main__":
    main()
