import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtrit

from rtsim.experiments.students_t import quantile


@given(freedom=st.one_of(st.integers(1, 500), st.floats(0.6, 1e4)), share=st.floats(0.001, 0.9999))
def test_it_is_the_quantile(freedom: float, share: float) -> None:
    """Whatever the degrees of freedom, the quantile is that of scipy's own function to twelve digits."""
    assert quantile(freedom, share) == pytest.approx(float(stdtrit(freedom, share)), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("freedom", [*range(1, 60), 1.5, 3.25, 99.0, 1e3])
def test_it_is_exact_where_intervals_look(freedom: float) -> None:
    """At 95 % and 99 %, two-sided, it has scipy's digits."""
    for share in (0.975, 0.995):
        assert quantile(freedom, share) == pytest.approx(float(stdtrit(freedom, share)), rel=1e-12)


def test_the_ends() -> None:
    """The middle is zero, and the distribution is symmetric."""
    assert quantile(7, 0.5) == 0
    assert quantile(7, 0.2) == -quantile(7, 0.8)
