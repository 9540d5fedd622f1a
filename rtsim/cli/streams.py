"""The standard streams: what they cannot or must not show is replaced, and an output that fails ends the command."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

from rtsim.printable import cut, one_line, printable, printable_json

FAILED, LEFT = 1, 141  # the latter is what a shell calls a process that SIGPIPE ended


class Ended(SystemExit):
    """Something outside ends the command: with which status, and in which words, if there are any to say."""

    def __init__(self, status: int, words: str = "") -> None:
        super().__init__(status)
        self.args, self.words = (status, words), words  # SimPy raises what passes through a process anew


class Printed(TextIOWrapper):
    """A stream whose text cannot command a terminal, whoever writes it and wherever it is from."""

    def write(self, text: str, /) -> int:
        """Write text as far as it is printable."""
        return self.write_styled(printable(text))

    def write_styled(self, text: str) -> int:
        """Write text whose control sequences are our own."""
        return super().write(text)

    @property
    def styled(self) -> "Styled":
        """The same stream for who writes control sequences, and makes text printable itself."""
        return Styled(self)


class Styled:
    """A printed stream as a console with colours writes to it: `rtsim.report.text.layout.Screen`."""

    def __init__(self, stream: Printed) -> None:
        self._stream, self.encoding = stream, stream.encoding

    def write(self, text: str, /) -> int:
        """Write text with control sequences."""
        return self._stream.write_styled(text)

    def flush(self) -> None:
        """Write out what is buffered."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Tell whether the stream is a terminal."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """Give the stream's descriptor."""
        return self._stream.fileno()


class Aside(Printed):
    """The stream of errors, warnings and progress, whose lines are cut where they are too long to be read."""

    def write(self, text: str, /) -> int:
        """Write text, each of its lines printable and of at most 300 characters."""
        return super().write("\n".join(map(cut, text.split("\n"))))


class Output(Printed):
    """An output that ends the command where it is full, broken, or has no reader any more."""

    def write_styled(self, text: str) -> int:
        """Write text, or end the command."""
        with self._ending():
            return super().write_styled(text)

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
    """Let signs be replaced that the terminal's encoding lacks or that command it; a closed output is refused."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it stays open
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it stays open
        raise Ended(FAILED, "the output cannot be written: it is closed")
    if isinstance(sys.stderr, TextIOWrapper):
        sys.stderr = Aside(sys.stderr.buffer, sys.stderr.encoding, "replace", line_buffering=True)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout = Output(sys.stdout.buffer, sys.stdout.encoding, "replace", line_buffering=sys.stdout.line_buffering)


def say(text: str) -> None:
    """Say something on stderr, in one line."""
    sys.stderr.write(f"{one_line(text)}\n")


def print_json(document: Any) -> None:
    """Write a JSON document to stdout, in ASCII."""
    sys.stdout.write(f"{printable_json(json.dumps(document, indent=1, allow_nan=False))}\n")
