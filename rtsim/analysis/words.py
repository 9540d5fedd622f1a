"""Words: High, Medium and Low for what was measured, by one rule.

Low is what costs at most twice the least of the techniques in the same run, High what costs more than five times as
much, Medium what lies between. The study notes use the same words; where a measurement contradicts them, it is said.
"""

from collections.abc import Mapping

from rtsim.analysis.comparison import Comparison

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
    """Give each technique's word in a column; an overloaded one has no steady latency and is High."""
    steady = {name: cost(comparison, name, column) for name, over in comparison.overloaded.items() if not over}
    least = min((value for value in steady.values() if value > 0), default=0.0)
    return {name: word(steady[name], least) if name in steady else "High" for name in comparison.overloaded}


def word(value: float, least: float) -> str:
    """Give the word for a cost beside the least one.

    >>> word(2.0, 1.0), word(3.0, 1.0), word(5.1, 1.0)
    ('Low', 'Medium', 'High')
    """
    if value <= LOW * least:
        return "Low"
    return "Medium" if value <= HIGH * least else "High"
