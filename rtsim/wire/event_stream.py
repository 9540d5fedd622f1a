"""Event streams (WHATWG HTML, section 9.2, server-sent events): events and comments with LF line ends.

A message is one `data` line: its payload holds no line end, as JSON text does not.
"""

from dataclasses import dataclass

from rtsim.wire.envelopes import Envelope, Plain

SIX_DIGITS = 100_000


@dataclass(frozen=True)
class Numbered:
    """An event with its sequence number as id; `around` counts it without the number's digits and the payload."""

    around: int

    def size(self, body: int, sequence: int = 0) -> int:
        """Give the event's text in bytes."""
        return self.around + len(str(sequence)) + body


def event_text(name: str = "", *, number: str = "", payload: str) -> str:
    r"""Write one event; an empty name or number leaves its line out.

    >>> event_text("message", number="7", payload="hi")
    'event: message\nid: 7\ndata: hi\n\n'
    """
    lines = {"event": name, "id": number}
    return "".join(f"{field}: {content}\n" for field, content in lines.items() if content) + f"data: {payload}\n\n"


@dataclass(frozen=True)
class Written:
    r"""Writes events of samples, with numbers of six digits if they are numbered.

    >>> Written("", numbered=True)(7, b"hi")
    b'id: 100007\ndata: hi\n\n'
    """

    name: str
    numbered: bool

    def __call__(self, number: int, words: bytes) -> bytes:
        """Write one."""
        shown = str(SIX_DIGITS + number) if self.numbered else ""
        head, _, tail = event_text(self.name, number=shown, payload="\0").partition("\0")
        return head.encode() + words + tail.encode()


def comment_text(text: str = "") -> str:
    r"""Write a comment, which readers skip.

    >>> comment_text(), comment_text("keep-alive")
    (':\n\n', ': keep-alive\n\n')
    """
    return f": {text}\n\n" if text else ":\n\n"


def numbered_event(name: str = "") -> Envelope:
    """Give the event that carries its sequence number.

    >>> numbered_event("message").size(100, 12)
    130
    """
    return Numbered(len(event_text(name, number="0", payload="").encode()) - len("0"))


def plain_event(name: str = "") -> Envelope:
    """Give the event that carries no id.

    >>> plain_event().size(39)
    47
    """
    return Plain(len(event_text(name, payload="").encode()))
