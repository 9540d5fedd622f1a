"""The JSON of a contrast: what changed from A to B."""

from collections.abc import Iterator, Sequence
from typing import Any

from rtsim.analysis.contrast import Contrast
from rtsim.report.documents.numbers import plain


def contrast_document(found: Sequence[Contrast]) -> list[dict[str, Any]]:
    """Give what the JSON says of each measure, in base units; what is unknown is null."""
    return [plain(dict(_entries(one))) for one in found]


def _entries(one: Contrast) -> Iterator[tuple[str, Any]]:
    if one.part.point:
        yield "point", one.part.point
    yield from (("technique", one.part.technique), ("metric", one.metric))
    yield from (("a", one.a), ("b", one.b), ("difference", one.difference), ("paired", one.paired))
    if one.unpaired:
        yield "unpaired", one.unpaired
    yield "verdict", one.verdict
