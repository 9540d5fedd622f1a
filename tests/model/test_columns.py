import numpy as np

from rtsim.model.columns import one_by_one


def test_both_sides_see_each_others_writes() -> None:
    """The numbers are the array's own."""
    column = np.zeros(3)
    single = one_by_one(column)
    column[[0, 2]] = 5.0
    single[1] = 7.0
    assert list(single) == column.tolist() == [5.0, 7.0, 5.0]
