"""Inputs: what varies over the points of an experiment, each with its values and the unit that its user writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rtsim import units
from rtsim.experiments.point import Values, text
from rtsim.scenario.experiment import in_base_unit, kind_of
from rtsim.units import significant

WIDE = 4  # greatest value over least one from which on ratios matter, not distances


@dataclass(frozen=True)
class Input:
    """One path that varies: its distinct values in base units, ascending where all of them are numbers.

    `numeric` says whether they are, `unit` is the one that all are written in, empty where they share none.
    """

    path: str
    values: tuple[Any, ...]
    numeric: bool
    unit: str = ""

    @property
    def log(self) -> bool:
        """Whether its values lie on a log axis: all above zero, the greatest at least four times the least."""
        return self.numeric and self.values[0] > 0 and self.values[-1] >= WIDE * self.values[0]

    def text(self, value: Any, digits: int = 3) -> str:
        """Write one of its values, or one between them, as its user does.

        >>> Input("messages.rate", (0.1, 1.0), True, "/ min").text(0.205), Input("clients.count", (1, 9), True).text(4)
        ('12.3 / min', '4')
        """
        if not self.numeric:
            return text(value)
        kind = kind_of(f"1 {self.unit}")
        if kind is None:
            return significant(value, digits)
        return f"{significant(value / units.read(f'1 {self.unit}', kind), digits)} {self.unit}"

    def written(self, value: float) -> Any:
        """Write a number between its values as an experiment would have it, in its unit."""
        kind = kind_of(f"1 {self.unit}")
        return value if kind is None else units.written(value, self.unit, kind)


def inputs(points: Iterable[Values]) -> tuple[Input, ...]:
    """Give the paths that have more than one value over these points, in their order; values come as written.

    >>> inputs([{"messages.rate": "1 / min", "seed": 1}, {"messages.rate": "30 / min", "seed": 1}])
    (Input(path='messages.rate', values=(0.016666666666666666, 0.5), numeric=True, unit='/ min'),)
    """
    columns: dict[str, list[Any]] = {}
    for written in points:
        for path, value in written.items():
            columns.setdefault(path, []).append(value)
    found = (_input(path, column) for path, column in columns.items())
    return tuple(one for one in found if len(one.values) > 1)


def level(one: Input, written: Any) -> Any:
    """Give the value of an input as its `values` have it: in the base unit, or as text where they are no numbers."""
    value = in_base_unit(written)
    return value if one.numeric else text(value)


def _input(path: str, written: list[Any]) -> Input:
    values = [in_base_unit(value) for value in written]
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return Input(path, tuple(dict.fromkeys(map(text, values))), numeric=False)
    return Input(path, tuple(sorted(set(values))), numeric=True, unit=_unit(written))


def _unit(written: list[Any]) -> str:
    """Give the unit that most of the values are written in, if all of them have one."""
    used = [units.unit(value) if isinstance(value, str) else "" for value in written]
    return max(sorted(set(used)), key=used.count) if all(used) else ""
