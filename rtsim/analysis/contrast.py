"""The contrast: what changed from A to B, measure by measure, technique by technique, with intervals and verdicts.

Where A and B have the same seed, replications and messages, their runs are pairs with common random numbers, and the
interval is that of the paired differences: Law, Simulation Modeling and Analysis, section 10.2.1. Otherwise it is
Welch's, which needs neither pairs nor equal variances: Welch, The generalization of 'Student's' problem when several
different population variances are involved, Biometrika 34, 1947; Law, section 10.2.2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isnan, nan, sqrt

from scipy.special import stdtrit

from rtsim.analysis.comparison import GROWING
from rtsim.analysis.estimates import CONFIDENCE, Estimate, difference, estimate
from rtsim.scenario.slo import METRICS

BETTER, WORSE, SAME, UNSTEADY = "better", "worse", "no difference", "no steady answer"
NEITHER = frozenset(
    {
        "messages.published",
        "messages.expected",
        "messages.delivered",
        "requests.messages_per_response",
        "connections.open_mean",
        "connections.open_max",
        "connections.held_mean",
        "traffic.payload_bytes",
    }
)
"""The measures of which neither more nor less is better; of all others less is. What is not delivered has its own."""
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
class Evidence:
    """What is known of one technique at one point: its measures, and which messages they are from.

    Evidence from the same messages has the same `messages`; with an empty one it is not known.
    """

    samples: Mapping[str, Sample]
    overloaded: bool
    messages: str = ""


@dataclass(frozen=True, order=True)
class Part:
    """One technique of one point; the point is empty where there is only one."""

    point: str
    technique: str


@dataclass(frozen=True)
class Side:
    """One of the two that are compared."""

    name: str
    parts: Mapping[Part, Evidence] = field(repr=False)


@dataclass(frozen=True)
class Contrast:
    """How much one measure differs, B minus A, and what that means for B."""

    part: Part
    metric: str
    a: float
    b: float
    difference: Estimate
    paired: bool
    verdict: str


def sample(values: tuple[float, ...]) -> Sample:
    """Make a sample of a measure's values in the replications; undefined ones are left out of mean and error."""
    return _summary(estimate(values), sum(not isnan(value) for value in values), values)


def summarised(known: Estimate, count: int) -> Sample:
    """Make a sample of an estimate from so many replications."""
    return _summary(known, count, ())


def _summary(known: Estimate, count: int, values: tuple[float, ...]) -> Sample:
    error = known.half_width / float(stdtrit(count - 1, (1 + CONFIDENCE) / 2)) if count > 1 else nan
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
    half = float(stdtrit(variance**2 / freedom, (1 + CONFIDENCE) / 2)) * sqrt(variance) if freedom else 0.0
    return Estimate(by, by - half, by + half)


def contrasts(a: Side, b: Side, margin: float = 0.0) -> Iterator[Contrast]:
    """Compare what both have, in the order of A; a difference that may lie within `margin` times A's mean is none."""
    for part, first in a.parts.items():
        second = b.parts.get(part)
        if second is not None:
            yield from _of_part(part, first, second, margin)


def _of_part(part: Part, a: Evidence, b: Evidence, margin: float) -> Iterator[Contrast]:
    paired = bool(a.messages) and a.messages == b.messages
    for metric in METRICS:
        first, second = a.samples.get(metric), b.samples.get(metric)
        if first is None or second is None or isnan(first.mean) or isnan(second.mean):
            continue
        by = difference(second.values, first.values) if paired else welch(first, second)
        least = max(margin * abs(first.mean), ROUNDING * max(abs(first.mean), abs(second.mean)))
        word = _unsteady(metric, (a.overloaded, b.overloaded)) or _verdict(metric, by, least)
        yield Contrast(part, metric, first.mean, second.mean, by, paired, word)


def _unsteady(metric: str, overloaded: tuple[bool, bool]) -> str:
    """Judge by overload alone where that decides: a measure that grows with the run has no steady value under it."""
    if not metric.startswith(GROWING):
        return ""
    return {(False, False): "", (True, False): BETTER, (False, True): WORSE, (True, True): UNSTEADY}[overloaded]


def _verdict(metric: str, by: Estimate, least: float) -> str:
    if by.low > least:
        return "higher" if metric in NEITHER else WORSE
    if by.high < -least:
        return "lower" if metric in NEITHER else BETTER
    return SAME
