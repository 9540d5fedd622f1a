from io import StringIO
from math import nan
from typing import Any

import pytest
from rich.console import Console, RenderableType

from rtsim.analysis.estimates import Estimate
from rtsim.claims.claim import Claim, Finding, Stated
from rtsim.claims.relations import Figure
from rtsim.claims.runner import Examined
from rtsim.report.documents.tested import claims_document
from rtsim.report.text.claims import (
    claims_details,
    claims_table,
    figure_text,
    key_text,
    markdown,
    markdown_row,
    numbers_text,
    summary,
)

FIGURES = (
    Figure("mean latency", "short polling", Estimate(2.5, 2.4, 2.6), "s"),
    Figure("mean latency", "SSE", Estimate(0.02, 0.01, 0.03), "s"),
    Figure("lost", "", Estimate(3.0, nan, nan), "count"),
)
FINDING = Finding("holds only when", "Short polling above SSE: only from 1 s on.", FIGURES)
CLAIM = Claim(
    id="short-polling/latency",
    section="drawback",
    text="High latency",
    question="Is it late?",
    experiment=Stated(settings="RFC", word="holds", condition=""),
)
EXAMINED = Examined(CLAIM, FINDING)


def printed(part: RenderableType, width: int) -> str:
    """Print as on a screen of so many columns."""
    screen = Console(file=StringIO(), width=width)
    screen.print(part)
    text: Any = screen.file
    return str(text.getvalue())


def test_numbers() -> None:
    """Numbers stand measure by measure, with units and half the width of their intervals."""
    assert numbers_text(FIGURES) == "mean latency: short polling 2.5 s ±0.1, SSE 20 ms ±10; lost: 3"
    assert key_text(FIGURES) == "mean latency: short polling 2.5 s ±0.1, SSE 20 ms ±10"
    assert key_text(()) == ""
    assert figure_text(FIGURES[2]) == "3"


@pytest.mark.parametrize("width", [40, 80])
def test_the_table_fits(width: int) -> None:
    """A claim's id, finding and first numbers are there on 80 columns and on 40."""
    text = printed(claims_table([EXAMINED]), width)
    assert max(map(len, text.splitlines())) <= width
    for part in ("short-polling/latency", "holds only when", "2.5 s"):
        assert part in text
    assert "…" not in text


@pytest.mark.parametrize("width", [40, 80])
def test_details_fit(width: int) -> None:
    """All that is known of a claim is there, folded where the screen is narrow."""
    text = printed(claims_details([EXAMINED]), width)
    assert max(map(len, text.splitlines())) <= width
    words = text.split()
    for part in ("High latency", "Is it late?", "tested: RFC", "only from 1 s on.", "20 ms ±10", "lost: 3"):
        assert all(word in words for word in part.split())


def test_summary() -> None:
    """What was found is counted."""
    assert summary([EXAMINED, EXAMINED]) == "2 claims: 0 holds, 2 holds only when, 0 does not hold, 0 not testable"


def test_document() -> None:
    """The document has every part of a claim, and null for an end that is no number."""
    (entry,) = claims_document([EXAMINED])["claims"]
    assert entry["finding"] == "holds only when"
    assert entry["technique"] == "short-polling"
    assert entry["figures"][0]["value"] == {"mean": 2.5, "low": 2.4, "high": 2.6}
    assert entry["figures"][2]["value"]["low"] is None


def test_markdown() -> None:
    """Each technique has a table with a row for each claim."""
    text = markdown([EXAMINED, EXAMINED])
    assert text.startswith("### Short polling\n")
    assert text.count(markdown_row(EXAMINED)) == 2
    assert "| **holds only when**: Short polling above SSE: only from 1 s on. |" in text
