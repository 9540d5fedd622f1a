"""Lessons: what was learned for a scenario, from how much, and what could not be learned and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from rtsim.calibration.sample import Sample
from rtsim.units import size_text, time_text


@dataclass(frozen=True)
class Finding:
    """A value of the scenario that was learned: its dotted key, as YAML takes it, and how it was learned."""

    key: str
    value: Any
    count: int
    """From how many exchanges or messages."""
    note: str


@dataclass(frozen=True)
class Unknown:
    """A value of the scenario that could not be learned, and why."""

    key: str
    reason: str


Lesson: TypeAlias = Finding | Unknown


@dataclass(frozen=True)
class Lessons:
    """All that was learned and all that was not, in the order of the scenario's keys."""

    findings: tuple[Finding, ...]
    unknown: tuple[Unknown, ...]

    @classmethod
    def of(cls, lessons: Iterable[Lesson]) -> "Lessons":
        """Part what was learned from what was not."""
        known = list(lessons)
        return cls(
            tuple(lesson for lesson in known if isinstance(lesson, Finding)),
            tuple(lesson for lesson in known if isinstance(lesson, Unknown)),
        )


def counted(count: int, one: str, many: str = "") -> str:
    """Write a number of things.

    >>> counted(1, "poll"), counted(1200, "poll"), counted(2, "answer to a POST", "answers to POSTs")
    ('1 poll', '1,200 polls', '2 answers to POSTs')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def size_range(sample: Sample) -> str:
    """Say the median and the range of sizes.

    >>> size_range(Sample.of([380.0, 388.0, 1402.0])), size_range(Sample.of([2.0, 2.0]))
    ('median 388 B, from 380 B to 1402 B', 'all 2 B')
    """
    return _range(sample, lambda value: f"{value:.0f} B" if value < 10_000 else size_text(value))


def time_range(sample: Sample) -> str:
    """Say the median and the range of times.

    >>> time_range(Sample.of([0.02, 0.021, 0.3]))
    'median 21 ms, from 20 ms to 300 ms'
    """
    return _range(sample, time_text)


def _range(sample: Sample, text: Callable[[float], str]) -> str:
    if sample.least == sample.most:
        return f"{'all ' if sample.count > 1 else ''}{text(sample.least)}"
    return f"median {text(sample.median)}, from {text(sample.least)} to {text(sample.most)}"
