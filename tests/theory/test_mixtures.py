import pytest

from rtsim.theory.mixtures import mixture, opens_after


def test_a_mixture_lies_between_its_parts() -> None:
    """Nobody and all of one kind are the two parts, and half of each is their mean."""
    assert [mixture(share, of=3.0, rest=1.0) for share in (0.0, 0.5, 1.0)] == [1.0, 2.0, 3.0]
    with pytest.raises(ValueError, match="share"):
        mixture(1.5, of=1.0, rest=1.0)


def test_nobody_needs_no_number() -> None:
    """Where a share is nothing, an infinite part of it does not count."""
    assert mixture(0.0, of=float("inf"), rest=2.0) == 2.0
    assert opens_after(after=10.0, set_up=0.25) == 10.25
