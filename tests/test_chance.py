from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.chance import (
    BLOCK,
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Normal,
    Pareto,
    Rectified,
    Streams,
    Uniform,
    draws,
)

ROWS: list[Distribution] = [
    Constant(3.0),
    Normal(1.0, 2.0),
    Rectified(0.5, 1.0),
    Lognormal(2.0, 3.0),
    Exponential(0.4),
    Uniform(-1.0, 5.0),
    Gamma(2.0, 3.0),
    Pareto(2.0, 0.5),
    Empirical((1.0, 2.0, 2.0, 9.0)),
]
SAMPLE = 200_000


@pytest.mark.parametrize("distribution", ROWS, ids=lambda row: type(row).__name__)
def test_a_sample_has_the_moments_that_are_told(distribution: Distribution) -> None:
    """Mean and variance of many draws agree with what the distribution says of itself, within five standard errors."""
    drawn = distribution.sample(np.random.default_rng(1), SAMPLE)
    assert drawn.shape == (SAMPLE,)
    spread = np.sqrt(SAMPLE)
    assert abs(drawn.mean() - distribution.mean) <= 5 * drawn.std() / spread
    squares = (drawn - distribution.mean) ** 2
    assert abs(squares.mean() - distribution.variance) <= 5 * squares.std() / spread


@pytest.mark.parametrize("distribution", ROWS[2:5] + ROWS[6:])
def test_times_are_never_negative(distribution: Distribution) -> None:
    """What is used for times has no draw below zero."""
    assert distribution.sample(np.random.default_rng(2), 10_000).min() >= 0.0


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_a_pareto_has_both_moments(mean: float, sd: float) -> None:
    """Whatever mean and spread are asked for, the tail is thin enough for a variance."""
    pareto = Pareto(mean, sd)
    assert pareto.shape > 2
    assert 0 < pareto.least < mean
    assert pareto.shape * pareto.least / (pareto.shape - 1) == pytest.approx(mean)


@pytest.mark.parametrize("distribution", ROWS, ids=lambda row: type(row).__name__)
def test_values_one_by_one_are_those_of_blocks(distribution: Distribution) -> None:
    """Draws without end are the blocks of the same generator, one after the other."""
    single = list(islice(draws(distribution, np.random.default_rng(3)), BLOCK + 10))
    generator = np.random.default_rng(3)
    blocks = np.concatenate([distribution.sample(generator, BLOCK), distribution.sample(generator, BLOCK)])
    assert single == blocks[: BLOCK + 10].tolist()


def test_a_constant_draws_nothing() -> None:
    """A constant leaves its generator where it was."""
    generator = np.random.default_rng(4)
    next(draws(Constant(1.0), generator))
    assert generator.random() == np.random.default_rng(4).random()


def test_streams_are_told_apart_by_all_of_their_name() -> None:
    """Seed, replication, decision and number each give other numbers; the same name gives the same."""
    births = [(Streams(1, 0), "birth", ()), (Streams(2, 0), "birth", ()), (Streams(1, 1), "birth", ())]
    names = [*births, (Streams(1, 0), "start", ()), (Streams(1, 0), "birth", (0,)), (Streams(1, 0), "birth", (1,))]
    first = [streams.generator(name, *numbers).random() for streams, name, numbers in names]
    again = [streams.generator(name, *numbers).random() for streams, name, numbers in reversed(names)]
    assert len(set(first)) == len(names)
    assert first == again[::-1]


def test_streams_are_independent() -> None:
    """Streams of one replication, and one stream's replications, do not correlate."""
    rows = [Streams(1, replication).generator(name).random(20_000) for replication in (0, 1) for name in ("a", "b")]
    correlation = np.corrcoef(rows)
    assert np.abs(correlation - np.eye(4)).max() < 5 / np.sqrt(20_000)
