import numpy as np

from rtsim.experiments.estimates import estimate
from rtsim.experiments.sweep import due
from rtsim.scenario.experiment import Until

NOISY = [1.0, 2.0, 3.0, 2.0, 1.0, 2.5, 1.5, 3.0, 1.0, 2.0]


def test_a_number_is_a_number() -> None:
    """A fixed number does not depend on what was found."""
    assert due(7, []) == due(7, NOISY) == 7


def test_narrow_at_once() -> None:
    """Three equal replications are enough for any precision."""
    assert due(Until(until=0.001), [0.0, 0.0, 0.0]) == 3


def test_batches_grow_to_the_bound() -> None:
    """What stays wide takes batches that grow by half, and ends at the bound; so does what is undefined."""
    rule = Until(until=0.01, at_most=10)
    assert [due(rule, NOISY[:known]) for known in (0, 3, 4, 6, 9, 10)] == [3, 4, 6, 9, 10, 10]
    assert due(rule, [float("nan")] * 10) == 10


def test_more_than_enough_changes_nothing() -> None:
    """Replications beyond those that were enough do not count."""
    assert due(Until(until=0.5), [1.0, 1.0, 1.1, *NOISY]) == 3
    assert due(Until(until=0.1), [1.0, 1.0, 1.01, 9.0, -9.0]) == 3


def test_a_batch_is_judged_by_its_own_values() -> None:
    """Three that lie far apart are too few, however close those are that have been run beyond them."""
    assert due(Until(until=0.3), [1.0, 2.0, 3.0, *[2.0] * 7]) == 9


def test_an_interval_that_ends_the_repetitions_is_somewhat_too_sure() -> None:
    """Intervals at which repetitions end hold the true mean in 88 to 95 of 100 cases, not always in 95."""
    chance, rule, held = np.random.default_rng(1), Until(until=0.05), 0
    for _ in range(2000):
        values = chance.normal(1.0, 0.1, 30).tolist()
        known = 0
        while (wanted := due(rule, values[:known])) > known:
            known = wanted
        found = estimate(values[:known])
        held += found.low <= 1.0 <= found.high
    assert 0.88 <= held / 2000 < 0.93
