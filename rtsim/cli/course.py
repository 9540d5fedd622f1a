"""The course of a command, from its application to its status, and what ends it early."""

import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from types import FrameType
from typing import NoReturn

from rtsim.cli.app import ENDS
from rtsim.cli.streams import FAILED, Ended, ready_streams

WRONG = 2
_OUTSIDE = (OSError, UnicodeError, RecursionError, MemoryError)
_LONGEST = 200  # signs of the words of an error


def run(arguments: Sequence[str]) -> NoReturn:
    """Run a command line; raise how it ends, with its status, once what ends it early is said."""
    try:
        ready_streams()
        _run(arguments)
    except Ended as ended:
        if ended.words:
            sys.stderr.write(f"{ended.words}\n")
        raise
    except _OUTSIDE as error:
        sys.stderr.write(f"{_words(error)}\n")
        raise SystemExit(WRONG) from None


def _run(arguments: Sequence[str]) -> NoReturn:
    """Run the command and write out what it printed: a status counts when the output is whole.

    Once all is imported that it needs, a signal ends it by an exception, so that what it has begun is undone.
    """
    try:
        commands = import_module("rtsim.cli.commands")
        application = commands.built(arguments)
        for number in ENDS:
            signal.signal(number, _end)
        status = commands.carry_out(application, arguments)
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
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in str(error)).split())
    kinds = {RecursionError: "the input is nested too deeply", MemoryError: "there is not enough memory for this input"}
    return kinds.get(type(error), text[:_LONGEST] or type(error).__name__)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise Ended(*ENDS[signal.Signals(number)])
