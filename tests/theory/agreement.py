"""The rule by which a Monte-Carlo and a closed form agree, and the generators that the Monte-Carlo draws from."""

from collections.abc import Sequence
from math import sqrt
from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator, SeedSequence, default_rng
from numpy.typing import NDArray
from scipy import stats

Array: TypeAlias = NDArray[np.floating[Any]]

REPLICATIONS = 12
LOOSE = 0.06  # an interval wider than this share of the expected value would prove nothing


def generators() -> list[Generator]:
    """Give independent generators, one for each replication."""
    return [default_rng(seed) for seed in SeedSequence(20_260_101).spawn(REPLICATIONS)]


def agrees(replications: Sequence[float | np.floating[Any]], expected: float, what: str = "the mean") -> None:
    """Check that `expected` lies in the replications' 99.9 % interval (Student t), and that this is narrow."""
    values = np.asarray(replications, dtype=float)
    assert len(values) >= 10
    half = float(stats.t.ppf(0.9995, len(values) - 1) * values.std(ddof=1) / sqrt(len(values)))
    assert half <= LOOSE * abs(expected), f"{what} has an interval too wide to tell: {values.mean()} +- {half}"
    slack = half + 1e-9 * abs(expected)
    assert abs(values.mean() - expected) <= slack, f"{what}: {values.mean()} +- {half} does not hold {expected}"
