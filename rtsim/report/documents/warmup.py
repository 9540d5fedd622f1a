"""The JSON of a warm-up: from when on each technique is steady."""

from collections.abc import Sequence
from typing import Any

from rtsim.analysis.warmup import Steadiness
from rtsim.report.documents.numbers import plain


def warmup_document(found: Sequence[Steadiness]) -> list[dict[str, Any]]:
    """Give what the JSON says: seconds from the start of the run, null where no steady state was seen."""
    return [
        {
            "technique": one.technique,
            "measure": one.measure,
            "warmup_s": one.chosen,
            "steady_from_s": plain(one.steady_from),
            "shift_s": one.shift,
            "long_enough": one.enough,
            "proposed_s": plain(one.proposed),
        }
        for one in found
    ]
