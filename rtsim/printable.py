"""Printable text: what a terminal would take for a command is replaced, and a message fits on one line."""

REPLACEMENT = "\ufffd"
LONGEST = 300  # characters of a message
TAIL = 100  # characters that are kept of the end of a longer one
_CONTROLS = [*range(0x20), 0x7F, *range(0x80, 0xA0)]  # C0, DEL and C1: ECMA-48, section 5.2 to 5.4
_SEPARATORS = [0x2028, 0x2029]
_BIDI = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]  # embeddings, overrides and isolates: UAX #9, section 2
_SURROGATES = range(0xD800, 0xE000)  # halves of a sign, and bytes of file names that are no UTF-8: PEP 383
_UNPRINTABLE = {*_CONTROLS, *_SEPARATORS, *_BIDI, *_SURROGATES} - {ord("\n"), ord("\t")}
_REPLACED = dict.fromkeys(_UNPRINTABLE, REPLACEMENT)
_ESCAPED = {sign: f"\\u{sign:04x}" for sign in _UNPRINTABLE}


def printable(text: str) -> str:
    r"""Replace each sign that commands a terminal or turns the order of signs by one that shows that it was there.

    Ends of lines and tabulators stay. The length stays too, so that tables keep their columns.

    >>> ascii(printable("a\x1b[2J\u202eb\n"))
    "'a\\ufffd[2J\\ufffdb\\n'"
    """
    return text if text.isascii() and text.isprintable() else text.translate(_REPLACED)


def printable_json(document: str) -> str:
    r"""Escape the same signs in the text of a JSON document, which says the same afterwards (RFC 8259, section 7).

    >>> printable_json('"a\x7f\u202e"')
    '"a\\u007f\\u202e"'
    """
    return document.translate(_ESCAPED)


def one_line(text: str) -> str:
    r"""Write a text on one line.

    >>> one_line("a\n  b\x07")
    'a b�'
    """
    return printable(" ".join(text.split()))


def cut(line: str) -> str:
    """Leave out the middle of a line of more than 300 characters.

    >>> len(cut(1000 * "a"))
    300
    """
    return line if len(line) <= LONGEST else f"{line[: LONGEST - TAIL - 3]} … {line[-TAIL:]}"
