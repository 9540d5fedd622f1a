"""The page that shows the table."""

from pathlib import Path

import pytest

from rtsim.report.text.validation import markdown_row
from rtsim.validation.catalogue import cases, families, validate

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "validation.md").read_text(encoding="utf-8")
QUICK = ["set-up/kept-connection", "fan-out/periodic-sse", "queues/m-d-1", "rfc-6455/frames", "abril/long-polling"]


def test_every_case_is_on_the_page() -> None:
    """The table has every case that there is."""
    assert [name for name in cases() if f"| `{name}` |" not in PAGE] == []


@pytest.mark.parametrize("name", QUICK)
def test_rows_are_as_last_run(name: str) -> None:
    """The page shows what a run of a case gives."""
    lines = PAGE.splitlines()
    assert [row.quantity for row in validate([name]) if markdown_row(row) not in lines] == []


def test_nothing_on_the_page_failed() -> None:
    """The page shows no failed row."""
    assert "| FAIL" not in PAGE


def test_families_are_explained() -> None:
    """The page says of every family of theory which closed form it is compared with."""
    theory = {name.partition("/")[0] for name, case in cases().items() if case.group == "theory"}
    assert [family for family in families(cases()) if family in theory and f"`{family}/" not in PAGE] == []
