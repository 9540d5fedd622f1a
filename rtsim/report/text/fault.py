"""The fault table: how clients came back after faults, and what that cost."""

from collections.abc import Mapping
from math import inf

from rich.console import Group, RenderableType
from rich.text import Text

from rtsim.analysis.comparison import Comparison
from rtsim.analysis.estimates import Estimate
from rtsim.analysis.words import counted
from rtsim.report.text.layout import numbers_table
from rtsim.units import significant, time_text

COLUMNS: Mapping[str, str] = {
    "Half back": "faults.recovery_s.p50",
    "All back": "faults.recovery_s.all",
    "Dark": "faults.dark_s.mean",
    "Lost": "messages.lost",
    "Duplicates": "messages.duplicates",
    "Tries / s": "faults.reconnects.peak_per_second",
}
"""What a table of faults shows of a technique: headings with their measures."""
LEGEND = (
    "Back: from the end of a fault until half of the clients, or all, had their path open again. Dark: how long a "
    "client had none, on average. Tries: the most in one second."
)
NEVER = "never"
FELL_BACK = "faults.fell_back"


def fault_lines(comparison: Comparison) -> list[RenderableType]:
    """Give the table where something breaks, or somebody fell back, and a line under it."""
    fell_back = _happens(comparison, FELL_BACK)
    if not (breaks(comparison) or fell_back):
        return []
    rows = [
        [Text(comparison.title(name)), *(Text(fault_text(path, known[path])) for path in COLUMNS.values())]
        for name, known in comparison.estimates.items()
    ]
    legend = Text(LEGEND + (f" {_fallen_back(comparison)}." if fell_back else ""), style="dim")
    return [Group(numbers_table(("Technique", *COLUMNS), rows, edge=True), legend), ""]


def _fallen_back(comparison: Comparison) -> str:
    found = {comparison.title(name): estimates[FELL_BACK].mean for name, estimates in comparison.estimates.items()}
    return ", ".join(f"{title}: {counted(count, 'client')} fell back" for title, count in found.items() if count)


def _happens(comparison: Comparison, metric: str) -> bool:
    if not comparison.scenario.can_fail:
        return False
    return any(found[metric].mean > 0 for found in comparison.estimates.values())


def breaks(comparison: Comparison) -> bool:
    """Tell whether a scenario has faults, or somebody had no path, as when an intermediary cuts what is idle."""
    return bool(comparison.scenario.faults) or _happens(comparison, "faults.dark_share")


def back_text(seconds: Estimate) -> str:
    """Write a time until clients were back, which may be never.

    >>> back_text(Estimate(1.5, 1.4, 1.6)), back_text(Estimate(float("inf"), float("nan"), float("nan")))
    ('1.5 s', 'never')
    """
    if seconds.mean == inf:
        return NEVER
    return time_text(seconds.mean) if seconds.known else "-"


def fault_text(path: str, found: Estimate) -> str:
    """Write the mean of a measure of the table."""
    if path.endswith("_per_second"):
        return significant(found.mean, 4)
    return back_text(found) if "_s." in path else f"{found.mean:,.0f}"
