"""The JSON of a break-even: in each measure, along each line, where the lower technique changes."""

from collections.abc import Sequence
from typing import Any

from rtsim import __version__
from rtsim.breakeven.lines import Answer
from rtsim.report.documents.numbers import plain
from rtsim.report.text.breakeven import sentence


def breakeven_document(answers: Sequence[Answer]) -> dict[str, Any]:
    """Give the JSON document, in base units; `at` is null where nothing can be interpolated."""
    first = answers[0]
    told = {
        "rtsim": __version__,
        "a": first.found.a,
        "b": first.found.b,
        "along": first.along.path,
        "answers": [_answer(answer) for answer in answers],
    }
    return dict(plain(told))


def _answer(answer: Answer) -> dict[str, Any]:
    found = answer.found
    return {
        "metric": answer.metric,
        "where": answer.where,
        "range": found.ends,
        "changes": found.changes,
        "stretches": found.stretches,
        "no_difference": found.ties,
        "unknown": found.unknown,
        "differences": [
            {"at": one.at, "a_minus_b": one.difference, "overloaded": one.overloaded} for one in found.readings
        ],
        "text": sentence(answer),
    }
