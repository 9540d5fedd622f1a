"""The page that shows what was found."""

from pathlib import Path

import pytest

from rtsim.claims.catalogue import CLAIMS, chosen
from rtsim.claims.claim import WORDS
from rtsim.claims.runner import examine
from rtsim.report.text.claims import markdown_row

PAGE = (Path(__file__).parents[2] / "docs" / "explanation" / "the-notes-tested.md").read_text(encoding="utf-8")
QUICK = ["table-browsers", "table-implementation", "sse/reconnection", "built-on-http"]


def table() -> str:
    """Give the part of the page that the command writes."""
    return PAGE.partition("<!-- table -->")[2].partition("<!-- end of table -->")[0]


def test_every_claim_is_on_the_page() -> None:
    """The tables have a row for each claim, in the catalogue's order, and no other."""
    rows = [line for line in table().splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == list(CLAIMS)


def test_rows_are_as_last_tested() -> None:
    """The page shows what a test of quick claims finds, to the last digit."""
    lines = table().splitlines()
    tested = examine([CLAIMS[name] for name in chosen(QUICK)])
    assert [one.claim.id for one in tested if markdown_row(one) not in lines] == []
    assert len(tested) > 8


@pytest.mark.parametrize("word", WORDS)
def test_the_page_counts_what_it_shows(word: str) -> None:
    """The counts in the page's text are those of its tables."""
    count = table().count(f"**{word}**")
    assert f"| {word} | {count} |" in PAGE
