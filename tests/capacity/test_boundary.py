from collections.abc import Callable

import pytest

from rtsim.analysis.estimates import Estimate
from rtsim.capacity.boundary import CLOSE, Bounds, Ends, Search, Wanted
from rtsim.capacity.trial import Miss, Trial

MISS = Miss("CPU", "the cores are overloaded", "server.utilisation", 1.0)


def trial(size: int, replications: int, *misses: Miss) -> Trial:
    """Give a trial with these misses."""
    return Trial(
        size, replications, {"server.utilisation": Estimate(size, size, size)}, overloaded=False, misses=misses
    )


def searched(limit: Callable[[int], float], bounds: Bounds) -> tuple[tuple[int, int], list[Wanted]]:
    """Give the sizes at both ends, and what was tried, where sizes up to a limit, by the replications, meet."""
    search, tried = Search(bounds, lambda made: made.meets, 5), list[Wanted]()
    while search.wanted:
        size, number = search.wanted[0]
        tried.append(search.wanted[0])
        search.give(trial(size, number, *([] if size <= limit(number) else [MISS])))
    assert search.count == len(tried)
    return sizes(search.ends), tried


def sizes(ends: Ends) -> tuple[int, int]:
    """Give the sizes of both ends, 0 where there is none."""
    return tuple(0 if end is None else end.size for end in ends)  # type: ignore[return-value]


@pytest.mark.parametrize("start", [1, 40, 700, 100_000])
@pytest.mark.parametrize("limit", [1, 2, 37, 700, 701, 65_000])
def test_the_boundary_is_found_from_anywhere(start: int, limit: int) -> None:
    """Wherever the search begins, the limit lies between its ends, which are a fiftieth apart at most."""
    (low, high), tried = searched(lambda _: limit, Bounds(start, 1, 100_000))
    assert low <= limit < high <= low + max(1, CLOSE * low)
    assert len(tried) == len(set(tried)) < 30


def test_both_ends_are_confirmed() -> None:
    """The answer's two runs have all the replications, the others two."""
    ends, tried = searched(lambda _: 300, Bounds(20, 1, 1000))
    assert {wanted.size for wanted in tried if wanted.replications == 5} == set(ends)
    assert sorted(number for _, number in tried)[-3:] == [2, 5, 5]


@pytest.mark.parametrize(("few", "all_of_them"), [(400, 300), (300, 400), (400, 150), (150, 400)])
def test_what_few_replications_get_wrong_is_mended(few: int, all_of_them: int) -> None:
    """Where two replications show another limit than all of them, all of them decide."""
    (low, high), _ = searched(lambda number: few if number == 2 else all_of_them, Bounds(20, 1, 1000))
    assert low <= all_of_them < high <= low + CLOSE * low


@pytest.mark.parametrize(("limit", "ends"), [(0, (0, 5)), (100_000, (1000, 0))])
def test_a_boundary_beyond_the_bounds_has_one_end(limit: int, ends: tuple[int, int]) -> None:
    """When even the smallest size fails, or the largest one meets, there is no other end."""
    found, tried = searched(lambda _: limit, Bounds(20, 5, 1000))
    assert found == ends
    assert all(5 <= size <= 1000 for size, _ in tried)


def test_a_search_gives_up_where_more_is_useless() -> None:
    """No larger size is tried once the trial says that it would not help."""
    found, tried = searched(lambda _: 100_000, Bounds(1, 1, 1000, gives_up=lambda trial: trial.size >= 16))
    assert found == (16, 0)
    assert max(size for size, _ in tried) == 16


@pytest.mark.parametrize("trials", range(1, 18))
def test_a_search_that_is_stopped_has_ends_in_their_order(trials: int) -> None:
    """Whenever its time is over, what keeps the limits is smaller than what does not, whatever few runs said."""
    search = Search(Bounds(20, 1, 1000), lambda made: made.meets, 5)
    for _ in range(trials):
        size, number = search.wanted[0]
        search.give(trial(size, number, *([] if size <= (400 if number == 2 else 150) else [MISS])))
    search.stop()
    low, high = search.ends
    assert search.wanted == []
    assert low is not None
    assert low.meets
    assert high is None or (not high.meets and low.size < high.size)
