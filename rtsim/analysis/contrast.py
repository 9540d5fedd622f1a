"""The contrast: what changed from A to B, measure by measure, technique by technique, with intervals and verdicts.

Where A and B have the same seed, the same replications and in each of them the same messages, their runs are pairs with
common random numbers, and the interval is that of the paired differences: Law, Simulation Modeling and Analysis,
section 10.2.1. Otherwise it is Welch's, which needs neither pairs nor equal variances: Welch, The generalization of
'Student's' problem when several different population variances are involved, Biometrika 34, 1947; Law, section 10.2.2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isnan, nan, sqrt

from rtsim.analysis.estimates import CONFIDENCE, UNKNOWN, Estimate, difference, estimate
from rtsim.experiments.students_t import quantile
from rtsim.scenario.measures import METRICS, Measure

BETTER, WORSE, SAME, UNSTEADY = "better", "worse", "no difference", "no steady answer"
LATENCY = "latency_s."
ROUNDING = 1e-9  # share of a value below which two values differ by the order of their sums only


@dataclass(frozen=True)
class Sample:
    """What is known of one measure: mean, its standard error, and from how many replications; their values, if known.

    The error is not a number when there is one replication.
    """

    mean: float
    error: float
    count: int
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is known of one technique at one point: its measures, and which runs they are from.

    `messages` has the digest of each replication's messages, in the order of the samples' values. Where there is none,
    or an empty one, the messages are not known.
    """

    samples: Mapping[str, Sample]
    overloaded: bool
    seed: int = 0
    messages: Mapping[int, str] = field(default_factory=dict)

    @property
    def has_messages(self) -> bool:
        """Whether it is known which messages the runs carried."""
        return bool(self.messages) and all(self.messages.values())


@dataclass(frozen=True, order=True)
class Part:
    """One technique of one point; the point is empty where there is only one."""

    point: str
    technique: str


@dataclass(frozen=True)
class Side:
    """One of the two that are compared."""

    name: str
    parts: Mapping[Part, Known] = field(repr=False)


@dataclass(frozen=True)
class Contrast:
    """How much one measure differs, B minus A, and what that means for B.

    `unpaired` says why the interval is Welch's; it is empty where it is that of pairs. A latency is not a number on a
    side that delivers nothing, nor is the difference then.
    """

    part: Part
    metric: str
    a: float
    b: float
    difference: Estimate
    unpaired: str
    verdict: str

    @property
    def paired(self) -> bool:
        """Whether the interval is that of paired differences."""
        return not self.unpaired


def sample(values: tuple[float, ...]) -> Sample:
    """Make a sample of a measure's values in the replications; undefined ones are left out of mean and error."""
    return summarised(estimate(values), sum(not isnan(value) for value in values), values)


def summarised(known: Estimate, count: int, values: tuple[float, ...] = ()) -> Sample:
    """Make a sample of an estimate from so many replications, whose values may be known."""
    error = known.half_width / float(quantile(count - 1, (1 + CONFIDENCE) / 2)) if count > 1 else nan
    return Sample(known.mean, error, count, values)


def welch(a: Sample, b: Sample) -> Estimate:
    """Estimate b - a from samples that are not paired.

    >>> welch(sample((1.0, 2.0, 3.0)), sample((2.0, 3.0, 4.0)))
    Estimate(mean=1.0, low=-1.266..., high=3.266...)
    """
    by, variance = b.mean - a.mean, a.error**2 + b.error**2
    if isnan(variance):
        return Estimate(by, nan, nan)
    freedom = sum(one.error**4 / (one.count - 1) for one in (a, b))
    half = float(quantile(variance**2 / freedom, (1 + CONFIDENCE) / 2)) * sqrt(variance) if freedom else 0.0
    return Estimate(by, by - half, by + half)


def aligned(a: Side, b: Side) -> tuple[Side, Side]:
    """Put a side without points, such as a scenario, at the only point of the other, if that has one only."""
    return _at_the_point_of(b, a), _at_the_point_of(a, b)


def _at_the_point_of(other: Side, side: Side) -> Side:
    points = {part.point for part in other.parts}
    if len(points) != 1 or any(part.point for part in side.parts):
        return side
    (point,) = points
    return Side(side.name, {Part(point, part.technique): known for part, known in side.parts.items()})


def unpaired(a: Known, b: Known) -> str:
    """Say why the runs of both are no pairs; nothing if they are.

    >>> unpaired(Known({}, False, 1, {0: "ab"}), Known({}, False, 1, {0: "ab"}))
    ''
    >>> unpaired(Known({}, False, 1, {0: "ab"}), Known({}, False, 2, {0: "cd"}))
    'the seeds differ'
    """
    if not (a.has_messages and b.has_messages):
        return "the messages are not known"
    if a.seed != b.seed:
        return "the seeds differ"
    if a.messages.keys() != b.messages.keys():
        return "the replications differ"
    return "" if a.messages == b.messages else "the messages differ"


def contrasts(a: Side, b: Side, margin: float = 0.0) -> Iterator[Contrast]:
    """Compare what both have, in the order of A; a difference that may lie within `margin` times A's mean is none."""
    for part, first in a.parts.items():
        second = b.parts.get(part)
        if second is not None:
            yield from _of_part(part, first, second, margin)


def _of_part(part: Part, a: Known, b: Known, margin: float) -> Iterator[Contrast]:
    why = unpaired(a, b)
    for metric in METRICS:
        first, second = a.samples.get(metric), b.samples.get(metric)
        if first is None or second is None:
            continue
        if isnan(first.mean) or isnan(second.mean):
            if word := _undelivered(metric, a, b):
                yield Contrast(part, metric, first.mean, second.mean, UNKNOWN, why, word)
            continue
        by = welch(first, second) if why else difference(second.values, first.values)
        least = max(margin * abs(first.mean), ROUNDING * max(abs(first.mean), abs(second.mean)))
        word = _unsteady(metric, (a.overloaded, b.overloaded)) or _verdict(metric, by, least)
        yield Contrast(part, metric, first.mean, second.mean, by, why, word)


def _undelivered(metric: str, a: Known, b: Known) -> str:
    """Judge a latency that only one side has: the other one delivers nothing of what it owes."""
    unknown = tuple(isnan(one.samples[metric].mean) for one in (a, b))
    if not metric.startswith(LATENCY) or all(unknown):
        return ""
    without, word = (b, WORSE) if unknown[1] else (a, BETTER)
    owed = without.samples.get("messages.expected")
    return word if owed is not None and owed.mean > 0 else ""


def _unsteady(metric: str, overloaded: tuple[bool, bool]) -> str:
    """Judge by overload alone where that decides: a measure that grows with the run has no steady value under it."""
    if not Measure(metric).grows:
        return ""
    return {(False, False): "", (True, False): BETTER, (False, True): WORSE, (True, True): UNSTEADY}[overloaded]


def _verdict(metric: str, by: Estimate, least: float) -> str:
    if by.low > least:
        return "higher" if Measure(metric).neutral else WORSE
    if by.high < -least:
        return "lower" if Measure(metric).neutral else BETTER
    return SAME
