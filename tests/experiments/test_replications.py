from rtsim.experiments.replications import due
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
