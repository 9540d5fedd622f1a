"""`rtsim`: how a command line begins and ends. Signals are heeded first, before anything large is imported."""

import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import FrameType
from typing import Any, NoReturn

from rtsim.cli.streams import discard_output, ready_streams, unwritable

FAILED, INTERRUPTED, TERMINATED = 1, 130, 143
_STATUS = {signal.SIGINT: INTERRUPTED, signal.SIGTERM: TERMINATED}


class Stopped(SystemExit):
    """A signal asked to stop; its code is the status to end with."""


def build(arguments: Sequence[str]) -> Callable[..., Any]:
    """Give the application for a command line."""
    application: Callable[..., Any] = import_module("rtsim.cli.commands").application(arguments)
    return application


def main() -> None:
    """Run the command line.

    Whatever stops it, it says so in one line and leaves no process behind. An interruption ends it with status 130, a
    termination with 143, output that cannot be written with 1. A reader of its output that leaves ends it by SIGPIPE.
    """
    _heed_signals()
    ready_streams()
    try:
        _run()
    except Stopped as stopped:
        discard_output()
        sys.stderr.write("interrupted\n" if stopped.code == INTERRUPTED else "terminated\n")
        raise
    except OSError as error:
        if not unwritable(error):
            raise
        discard_output()
        sys.stderr.write(f"the output cannot be written: {str(error.strerror).lower()}\n")
        sys.exit(FAILED)


def _run() -> None:
    """Run the command and write out what it printed: a status counts when the output is whole."""
    try:
        build(sys.argv[1:])()
    finally:
        sys.stdout.flush()


def _heed_signals() -> None:
    for number in _STATUS:
        signal.signal(number, _stop)
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped(_STATUS[signal.Signals(number)])


if __name__ == "__main__":
    main()
