from math import inf, log

import pytest

from rtsim.advice.unknowns import Unknown
from rtsim.advice.worlds import World, draws, fall, sensitivities, share

LOW, HIGH = 10.0, 40.0
EVEN = [Unknown(path, 20.0, LOW, HIGH, "", str, lambda scenario, _: scenario) for path in ("cause", "other")]
DRAWN = list(draws(EVEN, 200, seed=1))


def worlds(border: float) -> list[World]:
    """Make worlds in which a verdict falls where the first unknown is above a border."""
    return [World(values, "sse", values[0] <= border, border - values[0]) for values in DRAWN]


@pytest.mark.parametrize("border", [12.0, 20.0, 35.0])
def test_the_share_is_that_of_the_range(border: float) -> None:
    """Drawn by ratios, so many worlds lie below a border as the range's logarithm has there, to one world."""
    found = share(worlds(border))
    assert found.mean == pytest.approx(log(border / LOW) / log(HIGH / LOW), abs=1 / 200)
    assert found.low < found.mean < found.high


def test_where_it_falls_is_found() -> None:
    """The border is found between the two worlds beside it, and that it alone is the cause."""
    found = fall(worlds(30.0))
    assert found is not None
    assert (found.place, found.above, found.caught, found.there) == (0, True, 1.0, 1.0)
    assert found.value == pytest.approx(30.0, rel=0.02)
    turned = [World(one.values, "sse", not one.holds, -one.margin) for one in worlds(20.0)]
    below = fall(turned)
    assert below is not None
    assert (below.place, below.above) == (0, False)


def test_a_cause_that_is_not_the_only_one_catches_a_part() -> None:
    """Of four worlds in which a verdict falls three lie above seven, and so do no others; another lies below."""
    values = map(float, range(1, 11))
    found = fall([World((value,), "sse", value not in {3.0, 8.0, 9.0, 10.0}, 0.0) for value in values])
    assert found is not None
    assert (found.above, found.caught, found.there) == (True, 0.75, 1.0)
    assert 7 < found.value < 8


def test_what_falls_for_no_one_reason_has_none() -> None:
    """Chance is no reason, and neither is one world; a verdict that always holds falls nowhere."""
    by_chance = [World(values, "sse", number % 7 != 0, 0.0) for number, values in enumerate(DRAWN)]
    assert fall(by_chance) is None
    assert fall(worlds(HIGH)) is None
    assert fall([*worlds(HIGH)[:-1], World((40.0, 20.0), None, holds=False, margin=-inf)]) is None


def test_the_cause_moves_the_verdict_most() -> None:
    """The margin falls with the cause, rank by rank, and has nothing to do with the other unknown."""
    cause, other = sensitivities(worlds(20.0))
    assert cause == pytest.approx(-1)
    assert abs(other) < 0.15
    assert sensitivities([World(values, None, holds=False, margin=-inf) for values in DRAWN]) == [0.0, 0.0]


def test_a_latin_hypercube_uses_the_whole_range() -> None:
    """Each unknown is drawn once in each of two hundred parts of its range, and the same seed draws the same."""
    for place in range(2):
        parts = sorted(int(200 * log(values[place] / LOW) / log(HIGH / LOW)) for values in DRAWN)
        assert parts == list(range(200))
    assert list(draws(EVEN, 200, seed=1)) == DRAWN != list(draws(EVEN, 200, seed=2))
