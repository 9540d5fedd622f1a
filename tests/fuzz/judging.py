"""Judging: what a command that was given a bad input must not do."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from sys import maxsize

REFUSED = 2
STATUSES = frozenset({0, REFUSED, 99})
WIDEST = 300  # characters of a line
MEMORY = 1e9  # bytes
PROCESSOR = 5.0  # seconds; those of the clock depend on what else is at work
DOCUMENTS = frozenset({"--json", "mermaid", "perfetto", "schema", "init"})
"""Words of a command line whose output is a document, of which a line may be as long as what it holds."""

_TURNS = frozenset("\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_WARNING = re.compile(r"\b[A-Z]\w*Warning: ")


@dataclass(frozen=True)
class Ended:
    """How a command ended, what it took, and the bytes it wrote on both streams."""

    status: int
    processor: float
    memory: float
    out: bytes
    err: bytes


def faults(arguments: tuple[str, ...], ended: Ended) -> Iterator[str]:
    """Say what is wrong with how a command ended; nothing if it is as it should be.

    A line of stderr has at most 300 characters, and so has one of stdout, unless it is a document's that was asked for.
    Neither stream has a control character beside the line feed, nor one that turns or breaks a line, nor what is no
    UTF-8: no terminal is there, so that nothing is styled. What is refused is said on stderr, and nothing on stdout.
    """
    yield from _of_process(ended)
    out, err = (text.decode(errors="surrogateescape") for text in (ended.out, ended.err))
    is_document = ended.status != REFUSED and bool(DOCUMENTS.intersection(arguments))
    yield from (f"{fault} on stdout" for fault in _of_text(out, maxsize if is_document else WIDEST))
    yield from (f"{fault} on stderr" for fault in _of_text(err, WIDEST))
    if ended.status == REFUSED and (out or not err.strip()):
        yield "status 2 without a word on stderr, or with some on stdout"


def _of_process(ended: Ended) -> Iterator[str]:
    if ended.status not in STATUSES:
        yield f"status {ended.status}"
    if ended.memory >= MEMORY:
        yield "1 GB or more of memory"
    if ended.processor >= PROCESSOR:
        yield f"{PROCESSOR:.0f} s or more of the processor"


def _of_text(text: str, widest: int) -> Iterator[str]:
    if "Traceback (most recent call last)" in text:
        yield "a traceback"
    if _WARNING.search(text):
        yield "a warning of Python's"
    if any(_is_control(sign) for sign in text):
        yield "a control character"
    if any(len(line) > widest for line in text.split("\n")):
        yield f"a line of more than {WIDEST} characters"


def _is_control(sign: str) -> bool:
    return sign != "\n" and (unicodedata.category(sign) in {"Cc", "Cs"} or sign in _TURNS)
