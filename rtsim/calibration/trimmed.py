"""Trimmed: a JSON file that is read in pieces, its longest strings cut, so that no value fills the memory."""

import re
from typing import BinaryIO

LONGEST = 1 << 20
"""Bytes of a string that are kept, less a piece or so; a body that is stored with its exchange may be far longer."""

PIECE = 1 << 12
"""Bytes read at a time: small, so that the line of an error is known well."""

_UNFINISHED = re.compile(rb"[0-9a-fA-F]{0,4}[\x80-\xbf]{0,3}")  # of an escape \uXXXX, or of a character in UTF-8
_STRING = re.compile(rb'(?:[^"\\]|\\.)*', re.DOTALL)


class Trimmed:
    """The file as a parser reads it: the same document, but strings end soon after `LONGEST` bytes.

    A string is cut where a piece begins, behind what is left there of an escape or a character; pieces of 8 bytes or
    more hold that as a whole.
    """

    def __init__(self, file: BinaryIO, longest: int = LONGEST) -> None:
        self.line = 1
        """The line that the latest piece begins on, counted from 1."""
        self._file = file
        self._longest = longest
        self._lines_ahead = 0
        self._backslash = b""
        self._inside = False
        self._length = 0
        self._cut = False

    def read(self, size: int = PIECE) -> bytes:
        """Give the next piece; nothing at the end of the file."""
        while size:
            raw = self._file.read(size)
            kept = self._trim(self._whole(raw))
            if kept or not raw:
                return kept
        return b""

    def _whole(self, raw: bytes) -> bytes:
        """Put off a backslash at the end of a piece, so that no piece ends inside an escape."""
        self.line, self._lines_ahead = self.line + self._lines_ahead, raw.count(b"\n")
        piece = self._backslash + raw
        odd = (len(piece) - len(piece.rstrip(b"\\"))) % 2 if raw else 0
        self._backslash = piece[-1:] if odd else b""
        return piece[:-1] if odd else piece

    def _trim(self, piece: bytes) -> bytes:
        kept = piece
        if self._inside and self._length >= self._longest:
            kept = self._without_rest(piece)
        self._follow(piece)
        return kept

    def _without_rest(self, piece: bytes) -> bytes:
        """Leave out what goes on of a string that is too long, up to its closing quote."""
        unfinished = _UNFINISHED.match(piece) if not self._cut else None
        begin = unfinished.end() if unfinished else 0
        string = _STRING.match(piece)
        end = string.end() if string else 0
        self._cut = end == len(piece)
        return piece[:begin] + piece[max(begin, end) :]

    def _follow(self, piece: bytes) -> None:
        """Note whether the piece ends inside a string: after an odd number of quotes that no backslash escapes."""
        plain = piece.replace(b"\\\\", b"")
        quotes = plain.count(b'"') - plain.count(b'\\"')
        self._inside ^= bool(quotes % 2)
        if quotes:
            self._length, self._cut = len(piece) - piece.rindex(b'"') - 1, False
        else:
            self._length += len(piece)
