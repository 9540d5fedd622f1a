import pytest

from tests.theory.agreement import agrees, generators


def test_a_form_that_is_wrong_by_a_percent_is_caught() -> None:
    """The interval rejects a mean that is off by 1 % where the replications are that exact."""
    means = [generator.exponential(1.0, 100_000).mean() for generator in generators()]
    agrees(means, 1.0)
    with pytest.raises(AssertionError, match="does not hold"):
        agrees(means, 1.01)


def test_an_interval_that_proves_nothing_is_refused() -> None:
    """Replications that scatter widely do not pass for agreement."""
    with pytest.raises(AssertionError, match="too wide"):
        agrees([generator.exponential(1.0) for generator in generators()], 1.0)
