import pytest

from rtsim.theory import brownouts


def queue(rho: float, slower: float, lasts: float, period: float) -> tuple[float, float]:
    """Give the longest time in the system, and when the first is served at once, one moment after the other."""
    free, longest, number = 0.0, 0.0, 0
    while True:
        at = number * period
        if number > 0 and free <= at + 1e-9:
            return longest, at - lasts
        left = rho * period
        slow = min(left, max(0.0, lasts - max(at, free)) / slower)
        free = max(at, free) + slow * slower + (left - slow)
        longest = max(longest, free - at)
        number += 1


@pytest.mark.parametrize(("rho", "slower", "lasts", "period"), [(0.5, 5.0, 3.0, 0.1), (0.8, 2.0, 4.8, 0.1)])
def test_a_queue_agrees(rho: float, slower: float, lasts: float, period: float) -> None:
    """A queue that is followed arrival by arrival has the longest wait and the end that theory says."""
    longest, idle = queue(rho, slower, lasts, period)
    form = {"utilisation": rho, "slower": slower, "lasts": lasts}
    assert longest == pytest.approx(brownouts.longest(**form, period=period))
    assert idle == pytest.approx(brownouts.drained(**form))


@pytest.mark.parametrize("rho", [0.2, 0.1, 1.0, 2.0])
def test_what_does_not_pile_up_or_never_drains_has_no_form(rho: float) -> None:
    """Theory is refused where nothing piles up, and where it is never gone."""
    with pytest.raises(ValueError, match="utilisation must be between"):
        brownouts.drained(utilisation=rho, slower=5.0, lasts=1.0)
