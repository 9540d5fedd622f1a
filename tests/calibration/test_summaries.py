import numpy as np
import pytest

from rtsim.calibration.sample import KEPT, Sample
from rtsim.calibration.summaries import Summary
from rtsim.calibration.traffic import Traffic
from rtsim.scenario.rows import WrongRowError


def test_percentiles_give_back_what_they_were_made_of() -> None:
    """Of many times drawn from a summary the percentiles are those that it was made of."""
    told = {0.0: 0.010, 0.5: 0.020, 0.9: 0.030, 0.99: 0.080, 1.0: 0.500}
    summary = Summary.of_quantiles(1_000_000, told)
    assert summary.count == 1_000_000
    assert np.quantile(summary.times, list(told)) == pytest.approx(list(told.values()), rel=0.02)


def test_percentiles_that_do_not_ascend_are_taken_for_the_last_larger_one() -> None:
    """Locust rounds percentiles, and the least time not."""
    assert Summary.of_quantiles(3, {0.0: 0.0123, 0.5: 0.012, 1.0: 0.02}).times.tolist() == [0.0123, 0.0123, 0.02]


@pytest.mark.parametrize(
    ("count", "quantiles"),
    [(-1, {0.5: 1.0}), (float("nan"), {0.5: 1.0}), (1e13, {0.5: 1.0}), (1, {1.5: 1.0}), (1, {0.5: -1.0}),
     (1, {0.5: float("nan")}), (1, {0.5: 601.0})],
)  # fmt: skip
def test_what_is_no_summary(count: float, quantiles: dict[float, float]) -> None:
    """Counts, shares and times are what they say."""
    with pytest.raises(WrongRowError):
        Summary.of_quantiles(count, quantiles)


def test_held_requests_are_no_round_trips() -> None:
    """Times of more than a second are counted as held, by their weight."""
    traffic = Traffic()
    traffic.add_summary(traffic.durations, Summary.of_counts({0.02: 7.0, 30.0: 5.0}))
    assert (traffic.durations.count, traffic.held, traffic.durations.most) == (7, 5, 0.02)


@pytest.mark.parametrize(("one", "other"), [(1_000_000, 1_000_000), (10, 1_000_000), (1_000_000, 3_000_000)])
def test_summaries_are_mixed_by_their_weight(one: int, other: int) -> None:
    """Of two that are put together each has its share of what is kept (binomial, five standard deviations)."""
    sample = Sample()
    sample.add_weighed(np.array([1.0]), np.array([float(one)]))
    sample.add_weighed(np.array([2.0]), np.array([float(other)]))
    share = one / (one + other)
    assert (sample.count, len(sample.kept), sample.summed_up) == (one + other, KEPT, one + other)
    spread = (share * (1 - share) / KEPT) ** 0.5
    assert list(sample.kept).count(1.0) / KEPT == pytest.approx(share, abs=max(5 * spread, 1e-3))
