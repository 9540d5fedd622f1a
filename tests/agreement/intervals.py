"""The rules by which simulated replications and theory agree."""

from collections.abc import Sequence
from math import isclose

import numpy as np

from tests.theory.agreement import agrees

__all__ = ["agrees", "close", "mean_within_a_percent"]


def mean_within_a_percent(replications: Sequence[float], expected: float) -> None:
    """Check that `expected` lies in the 99.9 % interval, and that their mean is off by less than 1 %."""
    agrees(replications, expected)
    assert isclose(float(np.mean(replications)), expected, rel_tol=0.01)


def close(simulated: float, expected: float) -> None:
    """Check that two numbers are the same but for rounding."""
    assert isclose(simulated, expected, rel_tol=1e-9, abs_tol=1e-9), f"{simulated} is not {expected}"
