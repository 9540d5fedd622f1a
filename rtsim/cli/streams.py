"""The standard streams: what they cannot show is replaced, and an output that cannot be written ends the command."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper

FAILED, LEFT = 1, 141  # the latter is what a shell calls a process that SIGPIPE ended


class Ended(SystemExit):
    """Something outside ends the command: with which status, and in which words, if there are any to say."""

    def __init__(self, status: int, words: str = "") -> None:
        super().__init__(status)
        self.args, self.words = (status, words), words  # SimPy raises what passes through a process anew


class Output(TextIOWrapper):
    """An output that ends the command where it is full, broken, or has no reader any more."""

    def write(self, text: str, /) -> int:
        """Write text, or end the command."""
        with self._ending():
            return super().write(text)

    def flush(self) -> None:
        """Write out what is buffered, or end the command."""
        with self._ending():
            super().flush()

    @contextmanager
    def _ending(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())  # what is still buffered goes nowhere
            if isinstance(error, BrokenPipeError):
                raise Ended(LEFT) from error
            raise Ended(FAILED, f"the output cannot be written: {str(error.strerror).lower()}") from error


def ready_streams() -> None:
    """Let signs that the terminal's encoding lacks be replaced; an output that is closed is refused."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it stays open
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it stays open
        raise Ended(FAILED, "the output cannot be written: it is closed")
    if isinstance(sys.stderr, TextIOWrapper):
        sys.stderr.reconfigure(errors="replace")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout = Output(sys.stdout.buffer, sys.stdout.encoding, "replace", line_buffering=sys.stdout.line_buffering)
