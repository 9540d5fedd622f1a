"""A catalogue with one wrong number in it."""

from collections.abc import Mapping
from dataclasses import replace

from rtsim.validation.case import Case
from rtsim.validation.catalogue import cases

CASE, QUANTITY = "fan-out/periodic-sse", "latency, last client"


def planted() -> Mapping[str, Case]:
    """Give two cases, of which one expects one value that is a thousandth too large."""
    case = cases()[CASE]
    wrong = tuple(
        replace(check, expected=1.001 * check.expected) if check.quantity == QUANTITY else check
        for check in case.checks
    )
    return {"fan-out/just-stable": cases()["fan-out/just-stable"], CASE: replace(case, checks=wrong)}
