"""Header sets: the heads of every exchange as real header fields, read from `headers.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Self

HEADS = (
    "poll",
    "poll_response",
    "poll_empty",
    "no_content",
    "publish",
    "publish_response",
    "stream",
    "stream_response",
    "upgrade",
    "upgrade_response",
)
"""The names of the heads that a set may have."""

REQUESTS = ("poll", "publish", "stream", "upgrade")
"""The heads among them that are requests."""

LENGTH = "{length}"
"""Stands in a head for the digits of its body's length."""

FALLBACK = "minimal"
"""The set that has every head; the others take from it what they lack."""


@dataclass(frozen=True)
class Head:
    """One request's or response's start line and header fields, in order."""

    start: str
    fields: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        r"""Read a head, its start line and each field on a line of its own.

        >>> Head.parse("GET / HTTP/1.1\nHost: a").fields
        (('Host', 'a'),)
        """
        start, *lines = text.strip().splitlines()
        return cls(start, _fields(lines))

    @property
    def text(self) -> str:
        """The head as it is sent, with its line ends and the empty line (RFC 9112 section 2.1)."""
        lines = [self.start, *(f"{name}: {content}" for name, content in self.fields)]
        return "".join(f"{line}\r\n" for line in [*lines, ""])

    @property
    def measured(self) -> bool:
        """Whether it says how long its body is."""
        return ("content-length", LENGTH) in self._lower

    @property
    def chunked(self) -> bool:
        """Whether its body comes in chunks."""
        return ("transfer-encoding", "chunked") in self._lower

    def with_length(self, body: int) -> "Head":
        """Give the head of a body of `body` bytes."""
        filled = tuple((name, content.replace(LENGTH, str(body))) for name, content in self.fields)
        return Head(self.start, filled)

    def with_fields(self, more: tuple[tuple[str, str], ...]) -> "Head":
        """Give the head with further fields at its end."""
        return Head(self.start, self.fields + more)

    def has(self, name: str) -> bool:
        """Tell whether it has a field of this name."""
        return any(own == name.lower() for own, _ in self._lower)

    def with_field(self, name: str, content: str) -> "Head":
        """Give the head whose field of this name, if it has one, says something else."""
        fields = tuple((own, content if own.lower() == name.lower() else said) for own, said in self.fields)
        return Head(self.start, fields)

    @property
    def _lower(self) -> list[tuple[str, str]]:
        return [(name.lower(), content) for name, content in self.fields]


@dataclass(frozen=True)
class HeaderSet:
    """A named set of heads and where it comes from.

    `heads` has those that the set names itself or takes over from the set it extends.
    """

    name: str
    title: str
    source: str
    note: str
    confidence: str
    heads: Mapping[str, Head]

    def head(self, name: str) -> Head:
        """Give the head of this name, one of `HEADS`, from the set or else from `minimal`."""
        if name == "poll_empty" and name not in self.heads:
            return self.head("poll_response")
        return self.heads[name] if name in self.heads else header_sets()[FALLBACK].heads[name]


@cache
def header_sets() -> Mapping[str, HeaderSet]:
    """Give every packaged header set by name, in the file's order.

    >>> len(header_sets()["rfc6455"].head("upgrade").text)
    230
    """
    tables = tomllib.loads(files("rtsim.wire").joinpath("headers.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: _header_set(name, tables) for name in tables})


def _header_set(name: str, tables: Mapping[str, dict[str, str]]) -> HeaderSet:
    table = tables[name]
    described = {key: table[key] for key in ("title", "source", "note", "confidence")}
    return HeaderSet(name=name, heads=MappingProxyType(_heads(name, tables)), **described)


def _heads(name: str, tables: Mapping[str, dict[str, str]]) -> dict[str, Head]:
    table = tables[name]
    inherited = _heads(table["extends"], tables) if "extends" in table else {}
    heads = inherited | {key: Head.parse(table[key]) for key in HEADS if key in table}
    more = _fields(table.get("every_request", "").strip().splitlines())
    return {key: head.with_fields(more) if key in REQUESTS else head for key, head in heads.items()}


def _fields(lines: list[str]) -> tuple[tuple[str, str], ...]:
    pairs = (line.split(": ", 1) for line in lines)
    return tuple((name, content) for name, content in pairs)
