import pickle
from collections.abc import Sequence
from functools import partial

from rtsim.analysis.estimates import Estimate
from rtsim.validation.case import PUBLISHED, Case, Check
from rtsim.validation.rules import EXACT, near

LENGTH = Check("length", "count", 4, len, near(0.5), "of a word")


def words(*said: str) -> Sequence[str]:
    """Give what is measured."""
    return said


VARIED = Case("a/case", "somebody", partial(words, "abcd", "abc", "abcde"), (LENGTH, LENGTH.exactly()), PUBLISHED)
ALIKE = Case("a/case", "somebody", partial(words, *["abcd"] * 3), (LENGTH.exactly(),), PUBLISHED)


def test_row() -> None:
    """A row has what the case and the check say, and the rule's verdict on the measured replications."""
    row, _ = VARIED.run()
    assert (row.case, row.group, row.source) == ("a/case", PUBLISHED, "somebody")
    assert (row.quantity, row.unit, row.expected, row.note) == ("length", "count", 4, "of a word")
    assert row.simulated.mean == 4
    assert row.simulated.low < 3
    assert row.simulated.high > 5
    assert (row.tolerance, row.passed) == ("±50 %", True)


def test_exactly() -> None:
    """The same check, asked exactly, refuses what varies."""
    assert LENGTH.exactly().rule == EXACT
    assert [row.passed for row in VARIED.run()] == [True, False]
    assert ALIKE.run()[0].simulated == Estimate(4.0, 4.0, 4.0)


def test_exact_is_usual() -> None:
    """A check that names no rule has to be met exactly, and says nothing else."""
    assert Check("length", "count", 4, len) == Check("length", "count", 4, len, EXACT, "")


def test_a_case_can_be_handed_to_a_process() -> None:
    """What a case simulates survives pickling."""
    assert pickle.loads(pickle.dumps(VARIED)).run() == VARIED.run()  # noqa: S301 - its own
