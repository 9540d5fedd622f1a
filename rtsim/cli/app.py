"""`rtsim`: how a command line begins and ends. Signals are heeded first, before anything large is imported."""

import signal
import sys
from importlib import import_module
from types import FrameType
from typing import NoReturn

from rtsim.cli.streams import FAILED, Ended, ready_streams

WRONG = 2
_OUTSIDE = (OSError, UnicodeError, RecursionError, MemoryError)
_LONGEST = 200  # signs of the words of an error
_ENDS = {signal.SIGINT: (130, "interrupted"), signal.SIGTERM: (143, "terminated")}


def main() -> None:
    """Run the command line.

    Whatever ends it early is said in one line and leaves no process behind: status 130 for an interruption, 143 for a
    termination, 1 for output that cannot be written and for workers that ended unasked. A reader of the output that
    leaves ends it silently with 141. What the world outside does, and no command foresaw, is a line and status 2; an
    error in rtsim keeps its traceback.
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
    except _OUTSIDE as error:
        sys.stderr.write(f"{_words(error)}\n")
        raise SystemExit(WRONG) from None


def _run() -> None:
    """Run the command and write out what it printed: a status counts when the output is whole."""
    try:
        status = import_module("rtsim.cli.commands").carry_out(sys.argv[1:])
    except Exception as error:
        _raise_end(error)
        executors = import_module("rtsim.experiments.executors")  # here, so that help is there at once
        if isinstance(error, executors.WorkersLostError):
            raise Ended(FAILED, str(error)) from None
        raise
    finally:
        sys.stdout.flush()
    raise SystemExit(status)


def _raise_end(error: BaseException | None) -> None:
    """Raise the end of the command that another error wraps, as one that comes within a class statement."""
    while error is not None:
        if isinstance(error, Ended):
            raise error from None
        error = error.__cause__ or error.__context__


def _words(error: Exception) -> str:
    """Say an error in one line."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in str(error)).split())
    kinds = {RecursionError: "the input is nested too deeply", MemoryError: "there is not enough memory for this input"}
    return kinds.get(type(error), text[:_LONGEST] or type(error).__name__)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise Ended(*_ENDS[signal.Signals(number)])


if __name__ == "__main__":
    main()
