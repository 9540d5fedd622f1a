"""The experiment: a question about a scenario, as what varies in it, by which design, and how often it is repeated."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, prod
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, ValidationError, ValidationInfo, model_validator

from rtsim import units
from rtsim.scenario.document import Document, read_document
from rtsim.scenario.errors import Refusals, choices_text, refusal, refused_at
from rtsim.scenario.fields import Bounds, Natural, Quantity, Whole
from rtsim.scenario.loader import value_of
from rtsim.scenario.measures import METRICS
from rtsim.scenario.scenario import MOST_REPLICATIONS
from rtsim.scenario.values import Value
from rtsim.units import shown

MOST_POINTS = 100_000
FEWEST_REPLICATIONS = 3  # of a sequential procedure: Law, Simulation Modeling and Analysis, section 9.4.1
OWN = ("replications", "seed", "name", "title")  # keys of a scenario that an experiment has itself
NARROW = Bounds("above 0 %, below 100 %", lambda value: 0 < value < 1, {"exclusiveMinimum": 0, "exclusiveMaximum": 1})


def in_base_unit(written: Any) -> Any:
    """Give what a user wrote with a unit as a number in the base unit, and anything else as it is.

    >>> in_base_unit("5 min"), in_base_unit("30 / min"), in_base_unit("wifi"), in_base_unit(3)
    (300.0, 0.5, 'wifi', 3)
    """
    kind = kind_of(written)
    return written if kind is None else units.read(written, kind)


def kind_of(written: Any) -> units.Kind | None:
    """Say of which kind a quantity with a unit is; None for anything else."""
    for kind in units.TEXTS if isinstance(written, str) and not written.strip()[-1:].isdigit() else ():
        try:
            units.read(written, kind)
        except ValueError:
            continue
        return kind
    return None


class Range(Value):
    """Values from one end to the other."""

    low: Any = Field(alias="from")
    """The first value."""
    high: Any = Field(alias="to")
    """The last value."""
    steps: Annotated[int, Whole(2, MOST_POINTS)] | None = None
    """How many values there are, both ends among them; a latin hypercube does without."""
    scale: Literal["linear", "log"] = "linear"
    """Whether values lie at equal distances, or in equal ratios."""

    @model_validator(mode="after")
    def _check_ends(self) -> "Range":
        refusals, ends = Refusals(), (("from", self.low), ("to", self.high))
        for key, end in ends:
            value = in_base_unit(end)
            if isinstance(value, bool) or not isinstance(value, int | float) or not -inf < value < inf:
                refusals.add(f"{shown(end)} is not a number, with or without a unit", key)
            elif self.scale == "log" and value <= 0:
                refusals.add(f"{shown(end)} has no place on a log scale: write a value above 0", key)
        refusals.raise_any()
        if kind_of(self.low) is not kind_of(self.high):
            raise refused_at(f"{shown(self.high)} and {shown(self.low)} are not in units of one kind", "to")
        return self

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends in the base unit."""
        return in_base_unit(self.low), in_base_unit(self.high)

    def at(self, share: float) -> float:
        """Give the value at this share of the way, in the base unit.

        >>> Range.model_validate({"from": 1, "to": 100, "scale": "log"}).at(0.5)
        10.0
        """
        low, high = self.ends
        if share in (0, 1):
            return (low, high)[int(share)]
        return low * (high / low) ** share if self.scale == "log" else low + share * (high - low)

    def written(self, share: float) -> Any:
        """Give the value at this share of the way as a user would write it: in the unit of an end, if they have one.

        >>> times = Range.model_validate({"from": "500 ms", "to": "1.5 s"})
        >>> [times.written(share / 4) for share in range(5)]
        ['500 ms', '750 ms', '1 s', '1.25 s', '1.5 s']
        """
        kind, value = kind_of(self.low), self.at(share)
        if kind is None or share in (0, 1):
            return (self.low, self.high)[int(share)] if share in (0, 1) else value
        known = sorted(map(units.unit, (self.low, self.high)), key=lambda unit: units.read(f"1 {unit}", kind))
        fitting = [unit for unit in known if abs(value) >= units.read(f"1 {unit}", kind)]
        return units.written(value, fitting[-1] if fitting else known[0], kind)


class Until(Value):
    """Repeat until the interval of a measure is that narrow, for each technique by itself."""

    until: Annotated[float, Quantity(units.SHARE, NARROW)]
    """The half width of the 95 % interval that is enough, as a share of the mean."""
    of: str = "latency_s.p95"
    """The measure."""
    at_most: Annotated[int, Whole(FEWEST_REPLICATIONS, MOST_REPLICATIONS)] = 30
    """Replications after which it ends, narrow or not."""

    @model_validator(mode="after")
    def _check_measure(self) -> "Until":
        if self.of not in METRICS:
            raise refused_at(f"{shown(self.of)} is not a measure: {choices_text(self.of, METRICS)}", "of")
        return self


def _vary(written: Any) -> dict[str, Any]:
    if not isinstance(written, dict) or not written:
        raise refusal(f"{shown(written)} is no mapping of paths to values, as in clients.count: [10, 100]")
    refusals, varied = Refusals(), {}
    for path, values in written.items():
        try:
            varied[str(path)] = _values(str(path), values)
        except ValidationError as error:
            refusals.add_all(error, path)
    refusals.raise_any()
    return varied


def _values(path: str, written: Any) -> "tuple[Any, ...] | Range":
    if not all(path.split(".")) or "=" in path:
        raise refused_at(f"{shown(path)} is not a path: write keys with dots between, as in clients.count")
    if path in OWN:
        raise refused_at(f"{path} does not vary within an experiment, which has a {path} of its own")
    if isinstance(written, dict):
        return Range.model_validate(written)
    if not isinstance(written, list) or not written:
        example = "[1 s, 5 s] or {from: 1 s, to: 5 s, steps: 3}"
        raise refused_at(f"{shown(written)} is neither a list of values nor a range: write {example}")
    return tuple(written)


def _replications(written: Any) -> Any:
    return Until.model_validate(written) if isinstance(written, dict) else Whole(1, MOST_REPLICATIONS).read(written)


def _name(written: Any) -> str:
    if not isinstance(written, str) or not written.strip() or any(sign in written for sign in "/\\\n\0"):
        raise refusal(f"{shown(written)} is not a name that a file can have: write one as in interval-against-rate")
    return written.strip()


class Experiment(Value):
    """A question: a scenario, what varies in it, and how often each point is repeated."""

    name: Annotated[str, BeforeValidator(_name)]
    """A short name; the store of the results is named after it."""
    title: str = ""
    """The question, in one line."""
    scenario: str
    """The scenario's file, relative to the experiment's own folder."""
    vary: Annotated[dict[str, Any], BeforeValidator(_vary)]
    """Dotted paths into the scenario, each with a list of values or a range."""
    design: Literal["grid", "zip", "latin-hypercube"] = "grid"
    """All combinations; first with first, second with second; or points spread evenly at random over all paths."""
    samples: Annotated[int, Whole(1, MOST_POINTS)] | None = None
    """How many points a latin hypercube has."""
    replications: Annotated[int | Until, BeforeValidator(_replications)] = 5
    """How often each point is repeated, or until when."""
    seed: Natural = 1
    """Where all chance starts, in place of the scenario's seed."""

    _source: Path = PrivateAttr(default=Path("experiment"))

    @model_validator(mode="after")
    def _check_design(self, info: ValidationInfo) -> "Experiment":
        object.__setattr__(self, "_source", Path((info.context or {}).get("source", "experiment")))
        refusals = Refusals()
        if self.design == "latin-hypercube":
            if self.samples is None:
                refusals.add("is required by a latin hypercube: how many points it has", "samples")
        else:
            self._check_values(refusals)
        if self.design != "latin-hypercube" and self.samples is not None:
            refusals.add(f"a {self.design} has no samples: its values make its points", "samples")
        refusals.raise_any()
        return self

    def _check_values(self, refusals: Refusals) -> None:
        for path, values in self.vary.items():
            if isinstance(values, Range) and values.steps is None:
                refusals.add(f"is required by a {self.design}", "vary", path, "steps")
        if self.design == "zip" and len(set(self.lengths.values())) > 1:
            lengths = ", ".join(f"{path} has {length}" for path, length in self.lengths.items())
            refusals.add(f"a zip needs as many values for each path: {lengths}", "vary")
        if self.count > MOST_POINTS:
            refusals.add(f"{self.count:,} points are too many: {MOST_POINTS:,} at most", "vary")

    @property
    def lengths(self) -> dict[str, int]:
        """How many values each path has."""
        return {
            path: values.steps or 0 if isinstance(values, Range) else len(values) for path, values in self.vary.items()
        }

    @property
    def count(self) -> int:
        """How many points there are."""
        if self.design == "latin-hypercube":
            return self.samples or 0
        return prod(self.lengths.values()) if self.design == "grid" else max(self.lengths.values())

    @property
    def most_replications(self) -> int:
        """How often a point is repeated at most."""
        return self.replications.at_most if isinstance(self.replications, Until) else self.replications

    @property
    def source(self) -> Path:
        """The file that the experiment was read from."""
        return self._source

    @property
    def base(self) -> Path:
        """The file of the scenario."""
        return self._source.parent / self.scenario


@dataclass(frozen=True)
class Question:
    """An experiment with the document that it was read from, which knows the line of each path."""

    experiment: Experiment
    document: Document


def load_experiment(path: Path | str) -> Question:
    """Read an experiment from a YAML file; raises `InputErrors` with all that is wrong."""
    return _validate(read_document(Path(path)))


def parse_experiment(content: Mapping[str, Any], source: Path | str = "experiment") -> Question:
    """Read an experiment from a plain mapping; its scenario is looked for in the folder of `source`."""
    return _validate(Document(str(source), dict(content), {}))


def _validate(document: Document) -> Question:
    return Question(value_of(Experiment, document, {"source": document.file}), document)
