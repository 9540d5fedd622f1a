from rtsim.analysis.budget import Budget


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Give the time."""
        return self.now


def test_it_allows_what_ends_in_time() -> None:
    """What would outlast a budget is not begun, and only then is anything left out."""
    watch = Watch()
    budget = Budget(30.0, watch)
    watch.now += 20
    assert budget.used == 20
    assert budget.allows(9)
    assert budget.document() == {"seconds": 30.0, "ended": "settled"}
    assert not budget.allows(11)
    assert budget.document() == {"seconds": 30.0, "ended": "budget"}


def test_without_end_it_allows_everything() -> None:
    """A budget that nobody set never ends."""
    assert Budget().allows(1e12)
