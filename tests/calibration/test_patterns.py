import re
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rtsim.calibration.patterns import LARGEST, LONGEST, NotUnderstoodError, Pattern

SIGNS = ("a", "b", "c", "/", ".", r"\w", r"\W", r"\d", "[ab]", "[^a-c]", "(?:)", "(?:a|bc)", "^", "$", r"\b", r"\B")
ATOMS = (*SIGNS, "(a*)*", "(?i:B)", "a{2}", "b{1,3}", "c{2,}", "(?:ab?)+?", ".*", "a??")
several = st.lists(st.sampled_from(ATOMS), min_size=1, max_size=6)
patterns = several.map("".join) | several.map("|".join)


@given(patterns, st.text("abcABC/1_ é", min_size=1, max_size=12))
@example("(?i)straSSe$", "/STRASSE")
@example("(?s)a.c", "a\nc")
@example("^$", "")
@example("", "")
def test_what_matches_is_what_python_says(pattern: str, text: str) -> None:
    """A pattern is found in a text if and only if Python's own expressions find it."""
    assert Pattern(pattern).search(text) == (re.search(pattern, text) is not None)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "(a|aa)+b", ".*.*.*.*.*.*=x", "(.*?,){11}P", r"(\w+\s?)*$"])
def test_no_pattern_takes_longer_than_its_text(pattern: str) -> None:
    """Patterns for which Python tries and takes back without end are looked for in thousands of characters at once."""
    began = perf_counter()
    Pattern(pattern).search("a" * (LONGEST - 1) + "!")
    assert perf_counter() - began < 2


@pytest.mark.parametrize(
    "pattern", ["(?=a)b", "(?<!a)b", r"(a)\1", "(?P<x>a)(?P=x)", "(?>a*)a", "a*+a", "(a)?(?(1)b|c)"]
)
def test_what_needs_a_second_look_is_refused(pattern: str) -> None:
    """Looking around, going no way back and references are refused rather than taken for something else."""
    with pytest.raises(NotUnderstoodError, match="looks around"):
        Pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["a" * (LARGEST + 1), "((a{99}){99}){99}", "(((){999}){999}){999}", "(" * 60 + ")" * 60]
)
def test_what_is_too_large_is_refused(pattern: str) -> None:
    """However a pattern is written, it comes to a bounded number of states."""
    with pytest.raises(NotUnderstoodError, match="too large"):
        Pattern(pattern)


def test_the_end_of_a_text_that_is_too_long_is_not_looked_at() -> None:
    """Beyond the longest URL that servers should take nothing is found."""
    assert Pattern("b").search("a" * (LONGEST - 1) + "b")
    assert not Pattern("b").search("a" * LONGEST + "b")
