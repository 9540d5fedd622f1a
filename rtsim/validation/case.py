"""A case: something to simulate whose answer is known from elsewhere; a row for each quantity of it."""

from dataclasses import dataclass
from typing import Protocol

from rtsim.analysis.estimates import Estimate

THEORY, FAULTS, PUBLISHED, MEASURED = GROUPS = ("theory", "faults", "published", "measured")
"""Where an expected value comes from: a closed form (faults: of what breaks), a publication, a measured server."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One quantity of one case: expected, simulated, and whether they agree.

    `unit` is s, bytes, share, per second, count or bit/s, for `expected` and `simulated` alike. `tolerance` says in
    words how near they have to be. `passed` is None where the value is reported only, or cannot be reproduced: `note`
    says why.
    """

    case: str
    group: str
    source: str
    quantity: str
    unit: str
    expected: float
    simulated: Estimate
    tolerance: str
    passed: bool | None
    note: str = ""


class Case(Protocol):
    """Something to simulate; picklable, so that a process of its own may run it."""

    @property
    def name(self) -> str:
        """The case's name, as in short-polling/fixed-rate."""

    @property
    def group(self) -> str:
        """One of `GROUPS`."""

    def run(self) -> list[Row]:
        """Simulate, and compare."""
