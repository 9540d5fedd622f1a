"""Words: High, Medium and Low for what was measured, by one rule.

Low is what costs at most twice the least of the techniques in the same run, High what costs more than five times as
much, Medium what lies between. The study notes use the same words; where a measurement contradicts them, it is said.
"""

from collections.abc import Mapping
from math import isnan

from rtsim.analysis.comparison import Comparison
from rtsim.units import significant

LOW, HIGH = 2.0, 5.0

RANKED = {
    "latency": ("latency_s.mean",),
    "server_load": ("server.cpu_s",),
    "network_traffic": ("traffic.up_bytes", "traffic.down_bytes"),
}
"""Which measures, added up, stand behind each column of the notes' comparison table."""


def cost(comparison: Comparison, name: str, column: str) -> float:
    """Give what a technique costs in a column, in the column's own unit."""
    return sum(comparison.estimates[name][metric].mean for metric in RANKED[column])


def words(comparison: Comparison, column: str) -> Mapping[str, str]:
    """Give each technique's word in a column.

    An overloaded one has no steady latency and is High; one with an undefined cost, as nothing was delivered, has none.
    """
    costs = {name: cost(comparison, name, column) for name in comparison.overloaded}
    steady = {name: value for name, value in costs.items() if not comparison.overloaded[name] and not isnan(value)}
    least = min((value for value in steady.values() if value > 0), default=0.0)
    overloaded = {name: "High" for name, over in comparison.overloaded.items() if over}
    return overloaded | {name: word(value, least) for name, value in steady.items()}


def word(value: float, least: float) -> str:
    """Give the word for a cost beside the least one.

    >>> word(2.0, 1.0), word(3.0, 1.0), word(5.1, 1.0)
    ('Low', 'Medium', 'High')
    """
    if value <= LOW * least:
        return "Low"
    return "Medium" if value <= HIGH * least else "High"


def counted(number: float, noun: str) -> str:
    """Write how many there are, with the noun's plural where it is needed.

    >>> counted(1, "client"), counted(2000, "client"), counted(0.4, "message")
    ('1 client', '2,000 clients', '0.4 messages')
    """
    return f"{number:,.0f} {noun}" if number == 1 else f"{significant(number)} {noun}s"
