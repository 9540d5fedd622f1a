"""The JSON of what was tested: what the study notes say, and the cases of the validation."""

from collections.abc import Iterable, Sequence
from typing import Any

from rtsim import __version__
from rtsim.claims.runner import Examined
from rtsim.report.documents.numbers import plain
from rtsim.validation.case import Row


def claims_document(tested: Iterable[Examined]) -> dict[str, Any]:
    """Give the claims as one JSON document; intervals are of 95 %, null where there is none."""
    return {"rtsim": __version__, "claims": [_claim(one) for one in tested]}


def _claim(one: Examined) -> dict[str, Any]:
    claim, finding = one.claim, one.finding
    return {
        "id": claim.id,
        "technique": claim.technique,
        "section": claim.section,
        "text": claim.text,
        "question": claim.question,
        "experiment": claim.experiment.settings,
        "finding": finding.word,
        "condition": finding.condition,
        "figures": plain(finding.figures),
    }


def validation_document(rows: Sequence[Row]) -> dict[str, Any]:
    """Give the rows as one JSON document; intervals are of 99.9 %, null where there is none."""
    return {
        "rtsim": __version__,
        "passed": all(row.passed is not False for row in rows),
        "rows": plain(rows),
    }
