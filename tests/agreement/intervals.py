"""The rules by which simulated replications and theory agree."""

from collections.abc import Sequence
from math import isclose

import numpy as np

from rtsim.recording import Recording
from tests.theory.agreement import agrees

__all__ = ["agrees", "close", "mean_within_a_percent", "quantile_within_two_percent", "reaches"]


def mean_within_a_percent(replications: Sequence[float], expected: float) -> None:
    """Check that `expected` lies in the 99.9 % interval, and that their mean is off by less than 1 %."""
    agrees(replications, expected)
    assert isclose(float(np.mean(replications)), expected, rel_tol=0.01)


def quantile_within_two_percent(replications: Sequence[Recording], share: float, expected: float) -> None:
    """Check that the mean of the replications' latency quantiles is off by less than 2 %."""
    assert isclose(np.mean([each.latency.quantile(share) for each in replications]), expected, rel_tol=0.02)


def reaches(replications: Sequence[Recording], bound: float, within: float = 1e-3) -> None:
    """Check that no latency passes `bound`, and that the greatest comes as near as the share `within`."""
    greatest = max(each.latency.maximum for each in replications)
    assert greatest <= bound * (1 + 1e-9)
    assert isclose(greatest, bound, rel_tol=within)


def close(simulated: float, expected: float) -> None:
    """Check that two numbers are the same but for rounding."""
    assert isclose(simulated, expected, rel_tol=1e-9, abs_tol=1e-9), f"{simulated} is not {expected}"
