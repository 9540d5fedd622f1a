from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.breakeven.breakeven import BreakEven, Reading, Stretch, Tie, break_even
from rtsim.experiments import run
from rtsim.results import measures
from rtsim.techniques import techniques
from rtsim.validation.worlds import POISSON_TO_ONE, link, world

NOISE = (-0.1, 0.0, 0.1)


def reading(at: float, difference: float, noise: tuple[float, ...] = NOISE, **settings: object) -> Reading:
    """Give a reading in which a - b has this mean."""
    return Reading(at, tuple(5 + difference + part for part in noise), (5.0,) * len(noise), **settings)  # type: ignore[arg-type]


def found(*readings: Reading, ratios: bool = False) -> BreakEven:
    """Give the break-even of sse and websocket along these readings."""
    return break_even("sse", "websocket", readings, ratios=ratios)


def test_a_change_lies_between_its_neighbours() -> None:
    """Where the sign changes there is one break-even, with its band around it and its neighbours beside that."""
    known = found(reading(1, -1), reading(2, -1), reading(4, 1), reading(8, 1))
    (change,) = known.changes
    assert (change.before, change.after, change.between) == ("sse", "websocket", (2, 4))
    assert 2 < change.low < change.at < change.high < 4
    assert change.at == pytest.approx(3)
    assert known.stretches == (Stretch("sse", 1, change.low), Stretch("websocket", change.high, 8))
    assert known.ties == ()
    assert known.ends == (1, 8)


def test_all_changes_are_found() -> None:
    """A measure that crosses twice has two break-evens, in the order of the input."""
    known = found(reading(4, -1), reading(1, -1), reading(2, 1))
    assert [(change.before, change.after) for change in known.changes] == [("sse", "websocket"), ("websocket", "sse")]


def test_never_within_the_range() -> None:
    """Where one is lower at every value there is no break-even, and its stretch is the whole range."""
    assert found(reading(1, -1), reading(2, -2)).stretches == (Stretch("sse", 1, 2),)


def test_no_difference_is_an_answer() -> None:
    """Where no interval leaves zero out there is neither a change nor a lower one, but a tie over the range."""
    known = found(reading(1, 0.0), reading(2, 0.01))
    assert (known.changes, known.stretches, known.ties) == ((), (), (Tie(1, 2),))
    same = found(Reading(1, (0.3, 0.1), (0.1 + 0.2, 0.1)), Reading(2, (1.0, 2.0), (1.0, 2.0)))
    assert same.ties == (Tie(1, 2),)


def test_the_band_covers_where_no_difference_is_shown() -> None:
    """Values at which the interval holds zero belong to the band of the change that they lie at."""
    known = found(reading(1, -1), reading(2, -0.01), reading(3, 0.01), reading(4, 1))
    (change,) = known.changes
    assert 1 < change.low < 2 < change.at < 3 < change.high < 4
    assert change.between == (1, 4)


def test_a_tie_without_a_change() -> None:
    """Values without a difference between two at which the same one is lower, or at an end, are ties and no change."""
    known = found(reading(1, -1), reading(2, 0), reading(3, -1), reading(4, 0))
    assert known.changes == ()
    first, last = known.ties
    assert 1 < first.low < 2 < first.high < 3 < last.low < 4 == last.high


def test_overload_decides_and_is_not_interpolated() -> None:
    """An overloaded technique is not the lower one; how far the other is lower is unknown, and so is the place."""
    known = found(reading(1, -1), reading(2, -1, overloaded=(True, False)))
    (change,) = known.changes
    assert isnan(change.at)
    assert (change.low, change.high) == (1, 2)


def test_what_cannot_be_compared_is_unknown() -> None:
    """Where both are overloaded, or nothing was measured, nothing is said, and a band reaches over it."""
    gap = reading(2, 0, overloaded=(True, True))
    known = found(reading(1, -1), gap, reading(3, nan), reading(4, 1))
    assert known.unknown == (2, 3)
    assert (known.changes[0].low, known.changes[0].high) == (1, 4)
    assert found(gap, reading(3, 0, noise=(0.0,))).unknown == (2, 3)


@given(power=st.sampled_from([-1.0, -0.5, 0.5, 1.0]), at=st.floats(1.05, 7.9))
def test_the_band_holds_whatever_the_curve(power: float, at: float) -> None:
    """Without noise, the band holds the break-even of every a + b x^p with p from -1 to 1."""
    readings = [Reading(x, (x**power,) * 2, (at**power,) * 2) for x in (1.0, 8.0)]
    (change,) = found(*readings, ratios=True).changes
    assert change.low <= at * (1 + 1e-9)
    assert at <= change.high * (1 + 1e-9)
    assert change.low <= change.at <= change.high


def test_the_band_is_a_95_percent_interval() -> None:
    """Of 400 bands from noisy lines about 95 % hold the true break-even: 93 to 97.5 % at two standard errors."""
    random = np.random.default_rng(7)
    held = 0
    for _ in range(400):
        noise = random.normal(0, 0.3, size=(2, 8))
        readings = [Reading(x, tuple(x + noise[row]), (2.5,) * 8) for row, x in enumerate((1.0, 4.0))]
        # bands of the line itself: that of other curves is what makes them wider, not what makes them hold
        line = [Reading(reading.at - 10, reading.a, reading.b) for reading in readings]
        change = found(*line).changes[0]
        held += change.low <= 2.5 - 10 <= change.high
    assert 0.93 <= held / 400 <= 0.975


def test_mean_latency_of_short_polling_passes_a_threshold_at_its_closed_form() -> None:
    """Short polling's mean latency is T/2 and the way down: it passes 0.5 s at T = 2 (0.5 - 0.06) = 0.88 s."""
    readings = []
    for interval in (0.4, 0.8, 1.6):
        scenario = world(
            clients={"count": 20, "connect_over": interval, "network": link(0.04, 0.06)},
            messages={**POISSON_TO_ONE, "rate": 40},
            techniques={"short-polling": {"interval": interval, "timing": "fixed-rate"}},
            replications=5,
            warmup=5,
            duration=30,
        )
        chosen = {"short-polling": techniques()["short-polling"]}
        runs = run(scenario, chosen).recordings["short-polling"]
        readings.append(Reading(interval, tuple(measures(one)["latency_s.mean"] for one in runs), (0.5,) * len(runs)))
    (change,) = break_even("short-polling", "threshold", readings, ratios=False).changes
    assert change.low <= 0.88 <= change.high
    assert change.high / change.low < 1.2


@pytest.mark.parametrize("power", [-1, 1])
def test_three_readings_tell_how_the_curve_runs(power: int) -> None:
    """What falls with the inverse of the input, or grows with it, has its break-even at its very place."""
    readings = [Reading(float(x), (float(x) ** power,) * 2, (3.0**power,) * 2) for x in (1, 2, 8)]
    assert found(*readings, ratios=True).changes[0].at == pytest.approx(3)
