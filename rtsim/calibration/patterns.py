"""Patterns: regular expressions that are looked for in time that grows with the text alone, however they are written.

A pattern is turned into states, of which all that a text may have led to are followed at once (Thompson, Regular
expression search algorithm, Communications of the ACM 11, 1968); nothing is tried and taken back. What that cannot do,
back references and looking around, is refused. Python's own parser reads the patterns.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any

LONGEST = 8_000  # characters of a text that are looked at: those of a URL that all should take (RFC 9110 section 4.1)
LARGEST = 300  # states of a pattern
_KNOWN = 10_000  # steps that are remembered
_DEEPEST = 50  # groups in groups

_parse: Callable[[str], Any] = import_module("re._parser").parse
_UNBOUNDED: int = import_module("re._constants").MAXREPEAT
_CATEGORIES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        f"CATEGORY_{negated}{name}": re.compile(f"\\{letter if not negated else letter.upper()}")
        for name, letter in (("DIGIT", "d"), ("SPACE", "s"), ("WORD", "w"))
        for negated in ("", "NOT_")
    }
)
_WORD = re.compile(r"\w")

Test = Callable[[str], bool]
States = frozenset[int]


class NotUnderstoodError(ValueError):
    """A regular expression that is too large, or holds what cannot be looked for in one pass."""


@dataclass
class _State:
    """What goes on from here: to `after`, past one character that passes the test, or where `place` is given, there."""

    after: tuple[int, ...]
    test: Test | None = None
    place: str = ""


class Pattern:
    """A regular expression.

    Raises `re.error`, `OverflowError` or `RecursionError` for what is none, `NotUnderstoodError` for what is refused.
    """

    def __init__(self, written: str) -> None:
        self._states = [_State(())]  # the first is the end, which is a match
        self._built = 0
        tree = _parse(written)
        self._first = self._all(tree, 0, tree.state.flags, 0)
        self._steps: dict[tuple[States, str, str], States | None] = {}

    def search(self, text: str) -> bool:
        """Tell whether a part of the text matches; of a long one, whether one of its first `LONGEST` characters does.

        >>> [Pattern("/(chat|poll)s?/[0-9]+$").search(url) for url in ("/a/polls/12", "/polls/", "/chat/5?")]
        [True, False, False]
        """
        at, before = frozenset((self._first,)), ""
        for sign in (*text[:LONGEST], ""):
            key = at, before, sign
            if key not in self._steps:
                if len(self._steps) > _KNOWN:
                    self._steps.clear()
                self._steps[key] = self._step(*key)
            found = self._steps[key]
            if found is None:
                return True
            at, before = found, sign
        return False

    def _step(self, at: States, before: str, sign: str) -> States | None:
        """Give the states after a character, with the first one, as a match may begin anywhere; None for a match."""
        reached = self._reached(at, before, sign)
        if 0 in reached:
            return None
        passed = (self._states[number] for number in reached)
        return frozenset((self._first, *(s.after[0] for s in passed if sign and s.test is not None and s.test(sign))))

    def _reached(self, at: Iterable[int], before: str, sign: str) -> set[int]:
        """Give the states that lie no character away, between the one before and this one."""
        waiting, reached = list(at), set(at)
        while waiting:
            state = self._states[waiting.pop()]
            if state.test is None and _is_at(state.place, before, sign):
                new = set(state.after) - reached
                reached |= new
                waiting += new
        return reached

    def _new(self, *after: int, test: Test | None = None, place: str = "") -> int:
        self._states.append(_State(after, test, place))
        return len(self._states) - 1

    def _all(self, tree: Any, after: int, flags: int, depth: int) -> int:
        """Make the states of one thing after the other; give the first one."""
        self._built += 1 + len(tree)
        if self._built > LARGEST or depth > _DEEPEST:
            raise NotUnderstoodError("it is too large")
        for operation, argument in reversed(list(tree)):
            after = self._one(str(operation), argument, after, flags, depth + 1)
        return after

    def _one(self, operation: str, argument: Any, after: int, flags: int, depth: int) -> int:
        match operation:
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                return self._new(after, test=_either_case(_test(operation, argument, flags), flags))
            case "BRANCH":
                return self._new(*(self._all(branch, after, flags, depth) for branch in argument[1]))
            case "SUBPATTERN":
                _, added, taken, inner = argument
                return self._all(inner, after, (flags | added) & ~taken, depth)
            case "MAX_REPEAT" | "MIN_REPEAT":
                return self._repeated(argument, after, flags, depth)
            case "AT":
                return self._new(after, place=str(argument))
        raise NotUnderstoodError("it looks around, goes back, or refers to what it has found")

    def _repeated(self, repeat: tuple[int, int, Any], after: int, flags: int, depth: int) -> int:
        least, most, tree = repeat
        end = after
        if most == _UNBOUNDED:
            after = self._new(end)
            self._states[after].after = (self._all(tree, after, flags, depth), end)
        else:
            for _ in range(most - least):
                after = self._new(self._all(tree, after, flags, depth), end)
        for _ in range(least):
            after = self._all(tree, after, flags, depth)
        return after


def _is_at(place: str, before: str, sign: str) -> bool:
    """Tell whether a place is between two characters, of which one is missing at the text's ends."""
    match place:
        case "AT_BEGINNING" | "AT_BEGINNING_STRING":
            return not before
        case "AT_END" | "AT_END_STRING":
            return not sign
        case "AT_BOUNDARY" | "AT_NON_BOUNDARY":
            return (_is_word(before) != _is_word(sign)) == (place == "AT_BOUNDARY")
    return True


def _is_word(sign: str) -> bool:
    return _WORD.match(sign) is not None


def _test(operation: str, argument: Any, flags: int) -> Test:
    """Give the test of one character."""
    match operation:
        case "LITERAL":
            return lambda sign: ord(sign) == argument
        case "NOT_LITERAL":
            return lambda sign: ord(sign) != argument
        case "ANY":
            return (lambda _sign: True) if flags & re.DOTALL else (lambda sign: sign != "\n")
        case "RANGE":
            return lambda sign: argument[0] <= ord(sign) <= argument[1]
        case "CATEGORY":
            return lambda sign: _CATEGORIES[str(argument)].match(sign) is not None
    negated = str(argument[0][0]) == "NEGATE"
    tests = [_test(str(kind), value, flags) for kind, value in argument[negated:]]
    return lambda sign: any(test(sign) for test in tests) != negated


def _either_case(test: Test, flags: int) -> Test:
    return (lambda sign: any(map(test, {sign, sign.lower()[:1], sign.upper()[:1]}))) if flags & re.IGNORECASE else test
