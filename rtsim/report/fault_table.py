"""The fault table: how clients came back after faults, and what that cost."""

from math import inf

from rich.console import Group, RenderableType
from rich.text import Text

from rtsim.analysis.comparison import Comparison
from rtsim.analysis.estimates import Estimate
from rtsim.report.tables import numbers_table
from rtsim.units import significant, time_text

COLUMNS = ("Technique", "Half back", "All back", "Dark", "Lost", "Duplicates", "Tries / s")
LEGEND = (
    "Back: from the end of a fault until half of the clients, or all, had their path open again. Dark: how long a "
    "client had none, on average. Tries: the most in one second."
)
NEVER = "never"


def fault_lines(comparison: Comparison, width: int) -> list[RenderableType]:
    """Give the table where the scenario has faults, and a line under it."""
    if not comparison.scenario.faults:
        return []
    rows = [_row(comparison, name) for name in comparison.estimates]
    return [Group(numbers_table(COLUMNS, rows, width), Text(LEGEND, style="dim")), ""]


def back_text(seconds: Estimate) -> str:
    """Write a time until clients were back, which may be never.

    >>> back_text(Estimate(1.5, 1.4, 1.6)), back_text(Estimate(float("inf"), float("nan"), float("nan")))
    ('1.5 s', 'never')
    """
    if seconds.mean == inf:
        return NEVER
    return time_text(seconds.mean) if seconds.known else "-"


def _row(comparison: Comparison, name: str) -> list[Text]:
    estimates = comparison.estimates[name]
    dark = estimates["faults.dark_s.mean"]
    return [
        Text(cell)
        for cell in (
            comparison.outcome.techniques[name].title,
            back_text(estimates["faults.recovery_s.p50"]),
            back_text(estimates["faults.recovery_s.all"]),
            time_text(dark.mean) if dark.known else "-",
            f"{estimates['messages.lost'].mean:,.0f}",
            f"{estimates['messages.duplicates'].mean:,.0f}",
            significant(estimates["faults.reconnects.peak_per_second"].mean, 4),
        )
    ]
