import numpy as np
from numpy.typing import NDArray

from rtsim.advice.learned.fit import FOLDS, folds, pruned, unseen

BEST = np.array([0] * 20 + [1] * 10 + [2])
ROWS = np.arange(31.0).reshape(-1, 1)


def losses(best: NDArray[np.int_], wrong: float = 1.0) -> NDArray[np.float64]:
    """Give losses by which every choice but the best one costs the same."""
    return np.where(np.arange(best.max() + 1) == best[:, None], 0.0, wrong)


def test_each_fold_has_its_share() -> None:
    """Every point is in one fold, each fold has its share of each best choice, and a rare one does no harm."""
    parts = [test for _, test in folds(BEST)]
    assert sorted(np.concatenate(parts).tolist()) == list(range(31))
    assert len(parts) == FOLDS
    assert all(np.count_nonzero(BEST[part] == 1) == 2 for part in parts)


def test_the_smallest_of_the_good_trees_is_taken() -> None:
    """One question parts two choices; no other is asked for the rare one."""
    assert pruned(ROWS, losses(BEST)).tree.get_n_leaves() == 2


def test_costly_points_count_more() -> None:
    """A leaf takes what loses least: a few points at which a wrong choice costs a lot, not many where it does not."""
    rows, best = np.zeros((20, 1)), np.array([0] * 11 + [1] * 9)
    costly = losses(best, 0.01)
    costly[11:] *= 100
    assert set(pruned(rows, costly).choose(rows).tolist()) == {1}
    assert set(pruned(rows, losses(best)).choose(rows).tolist()) == {0}


def test_a_deep_rule_is_cut() -> None:
    """No way through a tree has more than four questions."""
    best = np.arange(256) // 8 % 2
    assert pruned(np.arange(256.0).reshape(-1, 1), losses(best)).tree.get_depth() <= 4


def test_chance_is_not_foretold() -> None:
    """Best choices by chance are not foretold better than by chance: 200 to within four standard errors of a half."""
    random = np.random.default_rng(3)
    best = random.integers(2, size=200)
    assert abs(np.mean(unseen(random.random((200, 3)), losses(best)) == best) - 0.5) < 4 * 0.5 / 200**0.5


def test_what_is_held_back_is_not_learned() -> None:
    """Where a rule changes, a point that is held back is taken for its neighbour, which it would not be if learned."""
    best, rows = np.arange(40) // 8 % 2, np.arange(40.0).reshape(-1, 1)
    assert np.all(pruned(rows, losses(best)).choose(rows) == best)
    assert 0.6 < np.mean(unseen(rows, losses(best)) == best) < 1
