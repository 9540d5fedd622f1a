import pytest
from numpy.random import default_rng

from rtsim.model.cores import ManyCores, OneCore
from rtsim.validation.closed_forms.queues import exponential, served_by, wait


def test_one_core_is_many_cores_of_one() -> None:
    """Both kinds of cores compute the same departures."""
    one = served_by(default_rng(1), 800.0, exponential, OneCore)
    many = served_by(default_rng(1), 800.0, exponential, lambda load: ManyCores(load, 1))
    assert wait(one) == wait(many)
    assert one.seconds == pytest.approx(many.seconds)
