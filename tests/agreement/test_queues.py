import numpy as np
import pytest
from numpy.random import default_rng

from rtsim.model.serving import Served, serve_alone
from rtsim.plan import Window
from rtsim.validation.closed_forms.queues import exponential, served


def test_cores_that_one_could_do_without_change_nothing() -> None:
    """Where work never waits, one core and four compute the same departures, and are as busy."""
    arrivals, works = np.arange(0.0, 100.0), np.full(100, 0.25)
    window = Window(start=10.0, end=90.0, horizon=100.0)
    one, four = (serve_alone(arrivals, works, cores=cores, window=window) for cores in (1, 4))
    assert one.waits.mean == four.waits.mean == 0.0
    assert one.busy == pytest.approx(four.busy) == pytest.approx(20.0)


def test_more_cores_wait_less() -> None:
    """Work that keeps one core busy for four fifths of the time waits longer than on two."""
    found: list[Served] = [served(default_rng(1), 800.0, exponential, cores) for cores in (1, 2)]
    assert found[0].waits.mean > 4 * found[1].waits.mean > 0
