"""Rows: a table in CSV, read block by block; a block without quotes, comments or gaps is split at once."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rtsim.units import shown

LONGEST_LINE = 1 << 16
"""Bytes; k6's lines carry a URL and tags."""

_BLOCK = 1 << 19  # bytes that are read at a time
_DELIMITERS = ",;\t"
_LINE_END = 10


class WrongRowError(Exception):
    """What is wrong with a table: on which line (from 1; 0 when on none), in which column ("" when in none)."""

    def __init__(self, message: str, line: int = 0, column: str = "") -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


@dataclass(frozen=True)
class Header:
    """The first row of a table: its titles, what stands between them, and on which line it is."""

    titles: tuple[str, ...]
    delimiter: str
    line: int


@dataclass(frozen=True)
class Rows:
    """Some rows of a table: the line of each, and the texts of each column."""

    header: Header
    lines: Sequence[int]
    columns: Sequence[Sequence[str]]

    def texts(self, title: str) -> Sequence[str]:
        """Give a column; empty texts where the table has none of this title."""
        known = title in self.header.titles
        return self.columns[self.header.titles.index(title)] if known else [""] * len(self.lines)

    def numbers(self, column: int) -> NDArray[np.float64]:
        """Give a column of finite numbers; raises `WrongRowError` for anything else."""
        texts = self.columns[column]
        try:
            found = np.fromiter(map(float, texts), np.float64, len(texts))
        except ValueError:
            found = np.array([_number(text) for text in texts])
        self.check(np.isfinite(found), column, "is not a number")
        return found

    def check(self, good: NDArray[np.bool_], column: int, words: str) -> None:
        """Raise `WrongRowError` about the first row of this column that is not good."""
        if not good.all():
            row = int(np.argmin(good))
            raise WrongRowError(
                f"{shown(self.columns[column][row].strip())} {words}", self.lines[row], self.header.titles[column]
            )


class Table(NamedTuple):
    """A table's header, and its rows, some at a time."""

    header: Header
    blocks: Iterator[Rows]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def read_rows(file: BinaryIO, most: int) -> Table:
    """Read a table: its header, and its rows, some at a time.

    The header has whichever of comma, semicolon and tab it has most of. Empty lines and those that begin with # count
    for nothing. Raises `WrongRowError` for what is no table, and for more than `most` rows.
    """
    line, text = _first(file, most)
    delimiter = max(_DELIMITERS, key=text.count)
    header = Header(tuple(cell.strip() for cell in _cells(text, delimiter, line, iter(()))), delimiter, line)
    return Table(header, _limited(_blocks(file, header), most))


def read_untitled(file: BinaryIO, titles: Sequence[str], most: int) -> Table:
    """Read a table in CSV without a header as `read_rows` does, under as many of these titles as the first row has."""
    begun = file.tell()
    line, text = _first(file, most)
    header = Header(tuple(titles[: len(_cells(text, ",", line, iter(())))]), ",", 0)
    file.seek(begun)
    return Table(header, _limited(_blocks(file, header), most))


def _first(file: BinaryIO, most: int) -> tuple[int, str]:
    """Give the first line that counts for something, with its number."""
    found = next(read_lines(file, most), None)
    if found is None:
        raise WrongRowError("the file is empty")
    return found


def read_lines(file: BinaryIO, most: int, longest: int = LONGEST_LINE) -> Iterator[tuple[int, str]]:
    """Give the lines of a text, each with its number: neither empty ones nor those that begin with #.

    Raises `WrongRowError` for lines of `longest` bytes or more, for what is no text, and for more than `most` lines.
    """
    number = 0
    while raw := file.readline(longest):
        number += 1
        if number > most:
            raise _too_many(most, number)
        if len(raw) >= longest:
            raise _too_long(number, longest)
        if text := _text(raw, number):
            yield number, text


def _text(raw: bytes, line: int) -> str:
    """Give a line without its end; nothing for one that counts for nothing."""
    text = _decoded(raw, line).rstrip("\r\n")
    return "" if text.startswith("#") or not text.strip() else text


def _decoded(raw: bytes, line: int) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise WrongRowError("is not text (UTF-8)", line) from None


def _too_long(line: int, longest: int) -> WrongRowError:
    return WrongRowError(f"the line is longer than {longest:,} bytes", line)


def _too_many(most: int, line: int) -> WrongRowError:
    return WrongRowError(f"it holds more than {most:,} rows: a part of them tells as much", line)


def _cells(text: str, delimiter: str, line: int, more: Iterator[str]) -> list[str]:
    """Split a line into its cells, and read on in `more` lines while a quoted text goes on."""
    try:
        return next(csv.reader(chain([text], more), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise WrongRowError(f"is not CSV: {error}", line) from None


def _limited(blocks: Iterator[Rows], most: int) -> Iterator[Rows]:
    count = 0
    for rows in blocks:
        count += len(rows.lines)
        if count > most:
            raise _too_many(most, rows.lines[0])
        yield rows


def _blocks(file: BinaryIO, header: Header) -> Iterator[Rows]:
    line = header.line + 1
    while block := _block(file, line):
        rows = _split(block, line, header)
        if rows.lines:
            yield rows
        line += block.count(b"\n")


def _block(file: BinaryIO, line: int) -> bytes:
    """Read some lines to the end of the last, and of the quoted text that it may begin."""
    block = rest = file.read(_BLOCK)
    begun = len(block)
    inside = True
    while rest and inside and len(block) - begun < LONGEST_LINE:
        rest = file.readline(LONGEST_LINE)
        if len(rest) >= LONGEST_LINE:
            raise _too_long(line + block.count(b"\n"), LONGEST_LINE)
        block += rest
        inside = bool(block.count(b'"') % 2)
    return block


def _split(block: bytes, line: int, header: Header) -> Rows:
    """Split a block into its rows, the first of which is on this line."""
    plain = _plain(block, header)
    if not plain:
        return _split_lines(block, line, header)
    width = len(header.titles)
    texts = plain.decode("utf-8").replace("\n", header.delimiter).split(header.delimiter)
    count = (len(texts) - 1) // width  # nothing stands behind the last line end
    return Rows(header, range(line, line + count), [texts[column : count * width : width] for column in range(width)])


def _plain(block: bytes, header: Header) -> bytes:
    """Give a block whose lines can be split at every delimiter, with plain line ends; nothing if it is not one."""
    block = block.replace(b"\r\n", b"\n")
    if not block.endswith(b"\n"):
        block += b"\n"
    if any(sign in block for sign in (b'"', b"\r", b"\n#", b"\n\n", b"\0")) or block[:1] in (b"#", b"\n"):
        return b""
    signs = np.frombuffer(block, np.uint8)
    ends, between = (np.flatnonzero(signs == sign) for sign in (_LINE_END, ord(header.delimiter)))
    counts = np.diff(np.searchsorted(between, ends), prepend=0)
    if (counts != len(header.titles) - 1).any() or np.diff(ends, prepend=-1).max() > LONGEST_LINE:
        return b""
    return block if _is_text(block) else b""


def _is_text(block: bytes) -> bool:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _split_lines(block: bytes, line: int, header: Header) -> Rows:
    """Split a block line by line."""
    lines, rows = [], []
    width = len(header.titles)
    found = enumerate(block.split(b"\n"), start=line)
    more = (f"\n{_decoded(raw, number)}" for number, raw in found)
    for number, raw in found:
        if len(raw) >= LONGEST_LINE:
            raise _too_long(number, LONGEST_LINE)
        if text := _text(raw, number):
            cells = _cells(text, header.delimiter, number, more)
            if len(cells) < width:
                raise WrongRowError(f"the line is cut off: {len(cells)} of {width} columns", number)
            if any(cells[width:]):
                raise WrongRowError(f"{len(cells)} values for {width} columns", number)
            lines.append(number)
            rows.append(cells)
    return Rows(header, lines, [[cells[column] for cells in rows] for column in range(width)])
