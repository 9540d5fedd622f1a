"""The fit: a small tree, grown by scikit-learn on points that count as much as a wrong choice costs there.

Points are weighted by what is lost at them (Zadrozny, Langford and Abe, Cost-sensitive learning by cost-proportionate
example weighting, 2003, doi:10.1109/ICDM.2003.1250950), and each leaf takes the choice that loses least over them.
Minimal cost-complexity pruning with the one-standard-error rule: of the trees that lose as little as the best one in
cross-validation, to within the standard error of its loss, the smallest (Breiman, Friedman, Olshen and Stone,
Classification and Regression Trees, 1984, sections 3.3 and 3.4.3).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
DEEPEST = 4  # questions in a row, more than which nobody follows by hand
LEAST_LEAF = 2  # points: a leaf of one is a point's own chance
LEAST_WEIGHT = 1e-3  # of a point at which all choices cost the same, beside 1 where a wrong one costs twice as much
SEED = 0  # of the folds' shuffling, so that a flow is learned again from the same points

Rows = NDArray[np.float64]
Losses = NDArray[np.float64]
"""A row for each point, a column for each choice: how much more it costs than the best one, as a share of that."""
Choices = NDArray[np.int_]
"""For each point the column of a choice."""


@dataclass(frozen=True)
class Fitted:
    """A tree of scikit-learn, and the choice of each of its leaves, by the leaf's number."""

    tree: Any
    leaves: Mapping[int, int]

    def choose(self, rows: Rows) -> Choices:
        """Give the choices at these points."""
        return np.array([self.leaves[int(leaf)] for leaf in np.asarray(self.tree.apply(rows))])


def pruned(rows: Rows, losses: Losses) -> Fitted:
    """Fit the tree that cross-validation chooses."""
    return _fitted(rows, losses, _penalty(rows, losses))


def unseen(rows: Rows, losses: Losses) -> Choices:
    """Choose at each point by a tree, pruned anew, of the points of the other folds: the point itself was not seen."""
    found = np.zeros(len(rows), dtype=int)
    for train, test in folds(losses.argmin(axis=1)):
        found[test] = pruned(rows[train], losses[train]).choose(rows[test])
    return found


def folds(best: Choices) -> list[tuple[Choices, Choices]]:
    """Split points so that each fold has its share of each best choice; too rare ones count as the commonest."""
    counts = Counter(best.tolist())
    commonest = counts.most_common(1)[0][0]
    strata = [choice if counts[choice] >= FOLDS else commonest for choice in best.tolist()]
    splitter = import_module("sklearn.model_selection").StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    return list(splitter.split(np.zeros((len(best), 1)), strata))


def _fitted(rows: Rows, losses: Losses, penalty: float) -> Fitted:
    tree = _tree(penalty).fit(rows, losses.argmin(axis=1), sample_weight=_weights(losses))
    at = tree.apply(rows)
    return Fitted(tree, {int(leaf): int(losses[at == leaf].sum(axis=0).argmin()) for leaf in np.unique(at)})


def _tree(penalty: float) -> Any:
    """Give scikit-learn's, which is imported where one is grown: to draw a page without one takes none."""
    kind = import_module("sklearn.tree").DecisionTreeClassifier
    return kind(max_depth=DEEPEST, min_samples_leaf=LEAST_LEAF, ccp_alpha=penalty, random_state=SEED)


def _weights(losses: Losses) -> NDArray[np.float64]:
    """Give what a wrong choice costs at each point, on average over the choices that are not the best."""
    weights: NDArray[np.float64] = np.maximum(losses.sum(axis=1) / (losses.shape[1] - 1), LEAST_WEIGHT)
    return weights


def _penalty(rows: Rows, losses: Losses) -> float:
    """Choose how much a leaf has to gain: the greatest penalty whose trees lose as little as the best ones."""
    best, split = losses.argmin(axis=1), folds(losses.argmin(axis=1))
    path = _tree(0.0).cost_complexity_pruning_path(rows, best, sample_weight=_weights(losses))
    candidates = _candidates(path.ccp_alphas.tolist())
    lost = [_lost(rows, losses, split, penalty) for penalty in candidates]
    least = min(lost, key=lambda one: float(one.mean()))
    tolerated = least.mean() + least.std(ddof=1) / sqrt(len(least))
    return max(penalty for penalty, one in zip(candidates, lost, strict=True) if one.mean() <= tolerated)


def _lost(rows: Rows, losses: Losses, split: Sequence[tuple[Choices, Choices]], penalty: float) -> NDArray[np.float64]:
    """Give what trees with this penalty lose at each point, each fitted without the point's fold."""
    found = np.zeros(len(rows))
    for train, test in split:
        choices = _fitted(rows[train], losses[train], penalty).choose(rows[test])
        found[test] = losses[test, choices]
    return found


def _candidates(penalties: Sequence[float]) -> list[float]:
    """Give a penalty that stands for each tree of the sequence: the geometric mean of those at which it comes and goes.

    >>> _candidates([0.0, 0.01, 0.04])
    [0.0, 0.02, 0.08]
    """
    distinct = sorted({max(0.0, penalty) for penalty in penalties})
    return [sqrt(one * two) for one, two in zip(distinct, [*distinct[1:], 4 * distinct[-1]], strict=True)]
