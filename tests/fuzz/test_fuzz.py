"""Mutated inputs on the command line; `python -m tests.fuzz 2000` tries more of them."""

import shlex
import sys
from pathlib import Path

import pytest

from tests.fuzz.cases import CAPTURES, KINDS, cases
from tests.fuzz.judging import Ended, faults
from tests.fuzz.trying import tried

MANY, SEED = 80, 1

GOOD = Ended(status=0, processor=0.1, memory=1e8, out=b"a table\n", err=b"")


@pytest.mark.skipif(sys.platform != "linux", reason="forks, and limits what a child takes")
def test_no_input_does_harm() -> None:
    """Mutated scenarios, experiments, captures, tables, documents, stores and options end as `faults` asks of each."""
    found = list(tried(MANY, SEED))
    wrong = [f"{one.case.number}: {shlex.join(one.case.arguments)[:200]}: {one.faults}" for one in found if one.faults]
    assert not wrong, f"python -m tests.fuzz {MANY} --seed {SEED} keeps the files: {wrong}"
    statuses = [one.ended.status for one in found]
    assert statuses.count(0) > MANY // 10
    assert statuses.count(2) > MANY // 4


@pytest.mark.parametrize(
    ("ended", "fault"),
    [
        (Ended(1, 0.1, 1e8, b"", b"no\n"), "status 1"),
        (Ended(-9, 0.1, 1e8, b"", b""), "status -9"),
        (Ended(0, 6.0, 1e8, b"", b""), "5 s or more of the processor"),
        (Ended(0, 0.1, 2e9, b"", b""), "1 GB or more of memory"),
        (Ended(0, 0.1, 1e8, b"", b"Traceback (most recent call last):\n"), "a traceback on stderr"),
        (Ended(0, 0.1, 1e8, b"", b"x.py:1: RuntimeWarning: overflow\n"), "a warning of Python's on stderr"),
        (Ended(2, 0.1, 1e8, b"", b"\x1b[2J\n"), "a control character on stderr"),
        (Ended(0, 0.1, 1e8, "\u202e".encode(), b""), "a control character on stdout"),
        (Ended(0, 0.1, 1e8, b"\xff", b""), "a control character on stdout"),
        (Ended(0, 0.1, 1e8, b"", b"x" * 301), "a line of more than 300 characters on stderr"),
        (Ended(0, 0.1, 1e8, b"x" * 301, b""), "a line of more than 300 characters on stdout"),
        (Ended(2, 0.1, 1e8, b"", b""), "status 2 without a word on stderr, or with some on stdout"),
    ],
)
def test_each_fault_is_seen(ended: Ended, fault: str) -> None:
    """What must not be is named, and nothing else is."""
    assert list(faults(("run",), ended)) == [fault]


def test_what_is_as_it_should_be_has_no_fault() -> None:
    """A short answer is right, and so is a document with a long line, if one was asked for."""
    assert not list(faults(("run",), GOOD))
    long = Ended(0, 0.1, 1e8, b"x" * 301, b"")
    assert not list(faults(("run", "--json"), long))


def test_a_seed_gives_the_same_cases_of_all_kinds(tmp_path: Path) -> None:
    """Cases depend on seed and number alone, and half a hundred are of many commands."""
    for name in ("small.yaml", "traced.yaml", "failing.yaml", "question.yaml", "run.json", "flow.yaml", "trace.csv",
                 "values.csv", "store.sqlite", *CAPTURES):  # fmt: skip
        (tmp_path / name).write_text(f'{{"{name}": [1, 2.5, "text"]}}\n', encoding="utf-8")
    first, again, other = (
        [one for one, _ in zip(cases(tmp_path, seed, tmp_path), range(50), strict=False)] for seed in (1, 1, 2)
    )
    assert first == again != other
    assert len({one.arguments[:1] for one in first}) > len(set(KINDS)) // 2
