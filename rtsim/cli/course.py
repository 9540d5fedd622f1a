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
_AGAIN = 0.1  # seconds after which a lost end is raised again
_HAS_TIMER = hasattr(signal, "setitimer")


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
    signals = _Signals()
    try:
        commands = import_module("rtsim.cli.commands")
        application = commands.built(arguments)
        signals.heed()
        status = commands.carry_out(application, arguments)
    except Exception as error:
        if ended := signals.ended or _end_within(error):
            raise ended from None
        executors = import_module("rtsim.experiments.executors")  # here, so that help is there at once
        if isinstance(error, executors.WorkersLostError):
            raise Ended(FAILED, str(error)) from None
        raise
    finally:
        signals.rest()
        sys.stdout.flush()
    raise signals.ended or SystemExit(status)


class _Signals:
    """What ends a command by a signal: an exception, raised until it is answered.

    What Python calls back, as a finalizer, and what a library calls from C, as pydantic does while it builds a
    validator, may lose an exception that is raised there, or make another one of it.
    """

    def __init__(self) -> None:
        self.ended: Ended | None = None

    def heed(self) -> None:
        """Let signals end the command from now on."""
        sys.unraisablehook = self._lose
        if _HAS_TIMER:
            signal.signal(signal.SIGALRM, self._end_again)
        for number in ENDS:
            signal.signal(number, self._end)

    def rest(self) -> None:
        """Raise nothing again: the command is over."""
        if _HAS_TIMER:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _end(self, number: int, _frame: FrameType | None) -> NoReturn:
        self.ended = Ended(*ENDS[signal.Signals(number)])
        if _HAS_TIMER:
            signal.setitimer(signal.ITIMER_REAL, _AGAIN, _AGAIN)
        raise self.ended

    def _end_again(self, _number: int, _frame: FrameType | None) -> None:
        """Raise the end that was lost; not while it is answered, and what was begun is undone."""
        if self.ended is not None and _end_within(sys.exception()) is None:
            raise self.ended

    def _lose(self, lost: "sys.UnraisableHookArgs") -> None:
        """Say what exception Python has lost, but for the end, which is raised again."""
        if lost.exc_value is None or lost.exc_value is not self.ended:
            sys.__unraisablehook__(lost)


def _end_within(error: BaseException | None) -> Ended | None:
    """Give the end of the command that another error wraps, as one that comes within a class statement."""
    seen: list[BaseException] = []  # an error may be its own cause
    while error is not None and not isinstance(error, Ended):
        seen.append(error)
        error = error.__cause__ or error.__context__
        if any(error is one for one in seen):
            return None
    return error


def _words(error: Exception) -> str:
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in str(error)).split())
    kinds = {RecursionError: "the input is nested too deeply", MemoryError: "there is not enough memory for this input"}
    return kinds.get(type(error), text[:_LONGEST] or type(error).__name__)
