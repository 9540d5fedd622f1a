"""Columns: arrays of numbers that are read and written one by one as well as all together."""

from collections.abc import MutableSequence
from typing import Any, cast

from rtsim.chance import Array


def one_by_one(column: Array) -> MutableSequence[float]:
    """Give scalar access to an array's own numbers, several times faster than through NumPy.

    >>> import numpy as np
    >>> column = np.zeros(2)
    >>> one_by_one(column)[1] = 3.0
    >>> column.tolist()
    [0.0, 3.0]
    """
    return cast(MutableSequence[float], memoryview(cast(Any, column)))
