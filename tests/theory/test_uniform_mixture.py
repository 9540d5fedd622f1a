import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.theory.uniform_mixture import Piece, UniformMixture
from tests.theory.agreement import agrees, generators

EDGES = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted)
MIXTURES = st.lists(st.tuples(st.integers(1, 9), EDGES), min_size=1, max_size=4).map(
    lambda rows: UniformMixture(
        tuple(Piece(weight / sum(row[0] for row in rows), float(low), float(high)) for weight, (low, high) in rows)
    )
)


@given(MIXTURES, st.floats(0.001, 0.999))
def test_the_quantile_is_the_least_delay_that_the_share_reaches(mixture: UniformMixture, share: float) -> None:
    """The distribution function reaches the share at the quantile and not before it."""
    quantile = mixture.quantile(share)
    assert mixture.share_within(quantile + 1e-9) >= share - 1e-9
    assert mixture.share_within(quantile - 1e-6) < share + 1e-9
    assert mixture.least <= quantile <= mixture.sup


@given(MIXTURES)
def test_the_ends_of_the_law_are_its_extreme_quantiles(mixture: UniformMixture) -> None:
    """Quantile 0 is the least delay; everything lies within the bound."""
    assert mixture.quantile(0.0) == mixture.least
    assert mixture.share_within(mixture.sup) == pytest.approx(1.0)


def test_moments_and_quantiles_are_those_of_draws() -> None:
    """Mean, variance and shares of a mixture with an atom agree with draws from it."""
    law = UniformMixture((Piece(0.2, 1.0, 2.0), Piece(0.5, 1.5, 1.5), Piece(0.3, 1.0, 4.0)))
    draws = []
    for generator in generators():
        which = generator.choice(3, 20_000, p=[0.2, 0.5, 0.3])
        low, high = np.array([1.0, 1.5, 1.0])[which], np.array([2.0, 1.5, 4.0])[which]
        draws.append(generator.uniform(low, high))
    agrees([values.mean() for values in draws], law.mean)
    agrees([values.var() for values in draws], law.variance)
    agrees([np.mean(values <= law.quantile(0.9)) for values in draws], 0.9)
    assert law.quantile(0.5) == 1.5
    assert law.sd == math.sqrt(law.variance)
