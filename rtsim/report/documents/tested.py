"""The JSON of what was tested: what the study notes say, and the cases of the validation."""

from collections.abc import Iterable, Sequence
from typing import Any

from rtsim import __version__
from rtsim.claims.runner import Examined
from rtsim.report.documents.numbers import plain
from rtsim.validation.case import Row


def claims_document(tested: Iterable[Examined]) -> dict[str, Any]:
    """Give the claims as one JSON document; intervals are of 95 %, null where there is none."""
    claims = [
        {
            "id": one.claim.id,
            "technique": one.claim.technique,
            "section": one.claim.section,
            "text": one.claim.text,
            "question": one.claim.question,
            "experiment": one.claim.experiment.settings,
            "finding": one.finding.word,
            "condition": one.finding.condition,
            "figures": plain(one.finding.figures),
        }
        for one in tested
    ]
    return {"rtsim": __version__, "claims": claims}


def validation_document(rows: Sequence[Row]) -> dict[str, Any]:
    """Give the rows as one JSON document; intervals are of 99.9 %, null where there is none."""
    return {
        "rtsim": __version__,
        "passed": all(row.passed is not False for row in rows),
        "rows": plain(rows),
    }
