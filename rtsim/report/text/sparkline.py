"""Sparklines: each technique's latencies as a line of blocks, all on one logarithmic axis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from rich.console import RenderableType
from rich.text import Text

from rtsim.analysis.comparison import Comparison
from rtsim.chance import Array
from rtsim.recording import Recording
from rtsim.report.text.layout import Hanging
from rtsim.units import time_text

BLOCKS = "▁▂▃▄▅▆▇█"
PLAIN = "._-:=+*#"  # as many levels for an encoding that has no blocks
LEGEND = "Deliveries by latency, on a log axis; each line is full at its highest."
MOST_COLUMNS, LEAST_COLUMNS = 60, 10
GAP = 2
_MARKS = tuple(mark * 10.0**power for power in range(-8, 9) for mark in (1, 2, 5))  # where an axis may end, in seconds


@dataclass(frozen=True)
class Axis:
    """A logarithmic axis of so many columns between two ends, in seconds."""

    low: float
    high: float
    columns: int

    @classmethod
    def around(cls, least: float, greatest: float, columns: int) -> "Axis":
        """Give the shortest axis that holds both values and ends at 1, 2 or 5 times a power of ten.

        >>> Axis.around(0.023, 4.9, 40), Axis.around(0.02, 0.02, 40)
        (Axis(low=0.02, high=5.0, columns=40), Axis(low=0.02, high=0.05, columns=40))
        """
        low = max((mark for mark in _MARKS if mark <= least), default=_MARKS[0])
        high = min((mark for mark in _MARKS if mark >= greatest and mark > low), default=_MARKS[-1])
        return cls(low, high, columns)

    def counts(self, values: Array, times: NDArray[np.int64]) -> NDArray[np.int64]:
        """Count how many values lie in each column; what lies beyond an end counts there."""
        shares = np.log(np.maximum(values, self.low) / self.low) / np.log(self.high / self.low)
        places = np.minimum((shares * self.columns).astype(np.int64), self.columns - 1)
        counts: NDArray[np.int64] = np.bincount(places, weights=times, minlength=self.columns).astype(np.int64)
        return counts


def signs(encoding: str) -> str:
    """Give the eight levels, lowest first, in signs that an encoding has.

    >>> signs("utf-8"), signs("ascii"), signs("latin-1")
    ('▁▂▃▄▅▆▇█', '._-:=+*#', '._-:=+*#')
    """
    try:
        BLOCKS.encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return PLAIN
    return BLOCKS


def sparkline(counts: Sequence[int], levels: str) -> str:
    """Draw counts as signs whose height is their share of the greatest; what never came is a space.

    >>> sparkline([0, 1, 50, 100, 26], "▁▂▃▄▅▆▇█")
    ' ▁▄█▃'
    """
    most = max(counts, default=0)
    return "".join(levels[ceil(len(levels) * count / most) - 1] if count else " " for count in counts)


def latency_lines(comparison: Comparison, width: int, encoding: str) -> list[RenderableType]:
    """Give a line for each technique, the axis, and what is to be seen.

    An overloaded technique has no steady latencies to draw, and says so; the axis is that of the others. Without any
    there is nothing to give.
    """
    runs = comparison.outcome.recordings
    drawn = {name: _pooled(runs[name]) for name, over in comparison.overloaded.items() if not over}
    known = [values for values, _ in drawn.values() if len(values)]
    if not known:
        return []
    titles = {name: technique.title for name, technique in comparison.outcome.techniques.items()}
    indent = max(map(len, titles.values())) + GAP
    columns = max(LEAST_COLUMNS, min(MOST_COLUMNS, width - indent))
    axis = Axis.around(min(map(np.min, known)), max(map(np.max, known)), columns)
    lines = [
        Text(f"{title:{indent}}").append(_drawn(axis, drawn, name, signs(encoding)), style="cyan")
        for name, title in titles.items()
    ]
    ends = f"{time_text(axis.low)}{time_text(axis.high):>{columns - len(time_text(axis.low))}}"
    return [*lines, Text(" " * indent + ends, style="dim"), Hanging(Text(LEGEND, style="dim"), 0), Text()]


Drawn = Mapping[str, tuple[Array, NDArray[np.int64]]]


def _drawn(axis: Axis, drawn: Drawn, name: str, levels: str) -> str:
    if name not in drawn:
        return "overloaded"
    values, times = drawn[name]
    return sparkline(axis.counts(values, times).tolist(), levels).rstrip() if len(values) else "none delivered"


def _pooled(runs: Sequence[Recording]) -> tuple[Array, NDArray[np.int64]]:
    values, times = zip(*(run.latency.distribution() for run in runs), strict=True)
    return np.concatenate(values), np.concatenate(times)
