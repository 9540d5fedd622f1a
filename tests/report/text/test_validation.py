from dataclasses import replace
from io import StringIO
from math import nan
from typing import Any

import pytest
from rich.console import Console

from rtsim.analysis.estimates import Estimate
from rtsim.report.documents.tested import validation_document
from rtsim.report.text.validation import (
    expected_text,
    markdown,
    markdown_row,
    simulated_text,
    summary,
    validation_table,
)
from rtsim.validation.case import Row

ROW = Row(
    case="short-polling/fixed-rate",
    group="theory",
    source="Kleinrock",
    quantity="latency, mean",
    unit="s",
    expected=2.562,
    simulated=Estimate(2.569189, 2.541189, 2.597189),
    tolerance="99.9 % interval",
    passed=True,
)
LONG = replace(ROW, case="x" * 30, source="y" * 100, quantity="z " * 40, tolerance="w " * 20, note="note " * 30)


@pytest.mark.parametrize(
    ("unit", "expected", "found", "written", "simulated"),
    [
        ("s", 2.562, Estimate(2.569189, 2.541189, 2.597189), "2.562 s", "2.5692 s ±0.028"),
        ("s", 0.0964214, Estimate(0.0962, 0.0958, 0.0966), "96.421 ms", "96.2 ms ±0.4"),
        ("s", 5e-5, Estimate(5e-5, nan, nan), "50 us", "50 us"),
        ("bytes", 428, Estimate(428.0, 428.0, 428.0), "428 B", "428 B"),
        ("bytes", 65_546, Estimate(65_546.0, 65_546.0, 65_546.000001), "65,546 B", "65,546 B"),
        ("s", 0.5, Estimate(-0.5, nan, nan), "500 ms", "-500 ms"),
        ("s", 1.0, Estimate(nan, nan, nan), "1 s", "nan s"),
        ("share", 0.25, Estimate(0.24, 0.2, 0.28), "25 %", "24 % ±4"),
        ("per second", 0.2, Estimate(0.2, 0.2, 0.2), "0.2 / s", "0.2 / s"),
        ("count", 3_600_000, Estimate(3_600_010.0, nan, nan), "3,600,000", "3,600,010"),
        ("count", 0, Estimate(0.0, 0.0, 0.0), "0", "0"),
        ("bit/s", 6_968_000, Estimate(6_968_000.0, nan, nan), "6.968 Mbit/s", "6.968 Mbit/s"),
    ],
)
def test_values(unit: str, expected: float, found: Estimate, written: str, simulated: str) -> None:
    """Both values are written in one unit that suits the expected one, with half the interval where there is one."""
    row = replace(ROW, unit=unit, expected=expected, simulated=found)
    assert (expected_text(row), simulated_text(row)) == (written, simulated)


def test_summary() -> None:
    """The verdicts are counted."""
    rows = [ROW, replace(ROW, passed=False), replace(ROW, passed=None), ROW]
    assert summary(rows) == "4 rows: 2 passed, 1 failed, 1 reported only"


def printed(*rows: Row) -> str:
    """Print the table as on a screen of 80 columns."""
    screen = Console(file=StringIO(), width=80)
    screen.print(validation_table(rows))
    text: Any = screen.file
    return str(text.getvalue())


def test_table() -> None:
    """A case is named once with its source, and each quantity has a line with its verdict."""
    text = printed(ROW, replace(ROW, quantity="latency, greatest", passed=False, note="because"))
    assert text.count("short-polling/fixed-rate  Kleinrock") == 1
    assert "pass latency, mean               2.562 s      2.5692 s ±0.028  99.9 % interval" in text
    assert "FAIL latency, greatest" in text
    assert "because" in text


def test_the_table_fits() -> None:
    """Nothing is wider than 80 columns, and nothing is cut off."""
    text = printed(ROW, LONG)
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text
    assert text.count("z") == 40


def test_document() -> None:
    """The document has every field of a row, null for an end that is no number, and whether nothing failed."""
    document = validation_document([replace(ROW, simulated=Estimate(1.0, nan, nan), passed=None, note="why")])
    assert document["passed"] is True
    (row,) = document["rows"]
    assert row == vars(ROW) | {"simulated": {"mean": 1.0, "low": None, "high": None}, "passed": None, "note": "why"}
    assert validation_document([ROW, replace(ROW, passed=False)])["passed"] is False


def test_markdown() -> None:
    """Each group has a table and a list of its sources."""
    text = markdown([ROW, replace(ROW, group="published", case="rfc", note="as printed")])
    assert text.count("| case | quantity |") == 2
    assert "### Published" in text
    assert markdown_row(ROW) in text.splitlines()
    assert "| pass; as printed |" in text
    assert "- Kleinrock: `rfc`" in text
