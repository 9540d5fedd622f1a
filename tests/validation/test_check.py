from dataclasses import dataclass

from rtsim.analysis.estimates import Estimate
from rtsim.validation.case import PUBLISHED
from rtsim.validation.check import Check
from rtsim.validation.rules import Exact, Within


@dataclass(frozen=True)
class Named:
    """What a case says of itself."""

    name: str = "a/case"
    group: str = PUBLISHED
    source: str = "somebody"


LENGTH: Check[str] = Check(quantity="length", unit="count", expected=4, measure=len, rule=Within(0.5), note="of a word")


def test_row() -> None:
    """A row has what the case and the check say, and the rule's verdict on the measured replications."""
    row = LENGTH.row(Named(), ["abcd", "abc", "abcde"])
    assert (row.case, row.group, row.source) == ("a/case", PUBLISHED, "somebody")
    assert (row.quantity, row.unit, row.expected, row.note) == ("length", "count", 4, "of a word")
    assert row.simulated.mean == 4
    assert row.simulated.low < 3
    assert row.simulated.high > 5
    assert (row.tolerance, row.passed) == ("±50 %", True)


def test_exactly() -> None:
    """The same check, asked exactly, refuses what varies."""
    exactly = LENGTH.exactly()
    assert exactly.rule == Exact()
    assert exactly.row(Named(), ["abcd", "abc", "abcde"]).passed is False
    assert exactly.row(Named(), ["abcd"] * 3).simulated == Estimate(4.0, 4.0, 4.0)
