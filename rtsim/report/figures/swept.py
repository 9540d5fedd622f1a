"""What a sweep found, as the figures take it: places, each with its inputs, samples and overloaded techniques."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isnan, nan
from typing import Any

from rtsim.analysis.estimates import Estimate, difference, estimate
from rtsim.breakeven.lines import column
from rtsim.experiments.inputs import Input, inputs, level
from rtsim.experiments.store import Store
from rtsim.report.figures.labels import evenly
from rtsim.report.text.sweep import COLUMNS
from rtsim.scenario.measures import TOTAL_BYTES, Measure
from rtsim.techniques import techniques

Key = tuple[Any, ...]
MOST_PLACES = 150  # that a page of 6 MB has room for
METRICS = tuple(map(Measure, COLUMNS.values()))
"""What is drawn against each input."""
CONTESTED = tuple(map(Measure, ("latency_s.mean", "server.cpu_s", TOTAL_BYTES)))
"""What techniques win or lose by."""


@dataclass(frozen=True)
class Place:
    """A point: what varies there, as values of the inputs and as written, and each technique's samples."""

    number: int
    levels: Mapping[str, Any]
    written: Mapping[str, Any]
    samples: Mapping[str, Mapping[str, tuple[float, ...]]]
    overloaded: frozenset[str]

    def values(self, technique: str, metric: Measure) -> tuple[float, ...]:
        """Give a measure's values in the replications; none if it is not steady here, or not there."""
        if technique not in self.samples or (metric.grows and technique in self.overloaded):
            return ()
        return column(self.samples[technique], metric.path)

    def estimate(self, technique: str, metric: Measure) -> Estimate:
        """Give a measure's estimate; unknown if it is not steady here."""
        return estimate(self.values(technique, metric) or (nan,))

    def winner(self, metric: Measure) -> tuple[str, bool]:
        """Give the technique with the lowest mean, empty if there is none, and whether it is lower beyond doubt.

        An overloaded one never is: its CPU time ends at what the cores have, and what it does not deliver costs no
        bytes.
        """
        means = {name: self.estimate(name, metric).mean for name in self.samples if name not in self.overloaded}
        known = sorted((name for name, mean in means.items() if not isnan(mean)), key=means.__getitem__)
        if not known:
            return "", False
        return known[0], all(self._lower(known[0], other, metric) for other in known[1:])

    def _lower(self, one: str, other: str, metric: Measure) -> bool:
        pairs = list(zip(self.values(one, metric), self.values(other, metric), strict=False))
        return difference([a for a, _ in pairs], [b for _, b in pairs]).high < 0


@dataclass(frozen=True)
class Swept:
    """All that a sweep found, or as many of its places as a page has room for; `points` is how many there are."""

    name: str
    title: str
    inputs: tuple[Input, ...]
    fixed: Mapping[str, Any]
    places: tuple[Place, ...]
    points: int

    @property
    def techniques(self) -> tuple[str, ...]:
        """The techniques, in the order of the catalogue; those that it does not know follow."""
        found = {name for place in self.places for name in place.samples}
        return (*(name for name in techniques() if name in found), *sorted(found - set(techniques())))

    def groups(self, along: Input) -> dict[Key, list[Place]]:
        """Give the places line by line: along one input, the others as they are; in order of the input."""
        beside = [one.path for one in self.inputs if one.path != along.path]
        found: dict[Key, list[Place]] = {}
        for place in sorted(self.places, key=lambda place: along.values.index(place.levels[along.path])):
            found.setdefault(tuple(place.levels[path] for path in beside), []).append(place)
        return {key: found[key] for key in sorted(found, key=self._rank(beside))}

    def _rank(self, paths: list[str]) -> Any:
        orders = [{value: at for at, value in enumerate(one.values)} for one in self.inputs if one.path in paths]
        return lambda key: tuple(order[value] for order, value in zip(orders, key, strict=True))

    def words(self, along: Input, key: Key) -> str:
        """Write the values of the inputs beside one."""
        beside = [one for one in self.inputs if one.path != along.path]
        return ", ".join(f"{one.path} = {one.text(value)}" for one, value in zip(beside, key, strict=True))


def swept(store: Store) -> Swept:
    """Take all that a store holds of its current experiment; raises `StoreError`."""
    about, points = store.about(), store.written()
    written = {number: points[number] for number in evenly(list(points), MOST_PLACES)}
    varied = inputs(written.values())
    overloaded, samples = store.overloaded(), _samples(store)
    first = next(iter(written.values()), {})
    paths = {one.path for one in varied}
    return Swept(
        name=about.name,
        title=about.title,
        inputs=varied,
        fixed={path: value for path, value in first.items() if path not in paths},
        places=tuple(
            Place(
                number,
                {one.path: level(one, values[one.path]) for one in varied},
                values,
                samples.get(number, {}),
                frozenset(name for at, name in overloaded if at == number),
            )
            for number, values in written.items()
        ),
        points=len(points),
    )


def _samples(store: Store) -> dict[int, dict[str, dict[str, tuple[float, ...]]]]:
    found: dict[int, dict[str, dict[str, tuple[float, ...]]]] = {}
    groups: Iterable[Any] = store.table().groupby(["point", "technique", "metric"], sort=False)["value"]
    for (point, technique, metric), values in groups:
        found.setdefault(point, {}).setdefault(technique, {})[metric] = tuple(values.tolist())
    return found
