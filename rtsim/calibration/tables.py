"""Tables: CSV with a header, and its columns of numbers."""

import numpy as np

from rtsim.chance import Array
from rtsim.scenario.rows import Rows

MOST_ROWS = 5_000_000
"""Rows of a table; of any number of values only some thousands are kept."""


def measured(rows: Rows, column: int) -> Array:
    """Give a column of numbers, none of which is below zero."""
    values = rows.numbers(column)
    rows.check(values >= 0, column, "is not a number of at least 0")
    return values


def optional(rows: Rows, title: str) -> Array:
    """Give a column of such numbers; nan where nothing stands, or where there is no such column."""
    texts = rows.texts(title)
    told = np.array([bool(text) for text in texts], np.bool_)
    values = np.full(len(texts), np.nan)
    if told.any():
        column = rows.header.titles.index(title)
        kept = [text or "0" for text in texts]
        columns = [kept if place == column else others for place, others in enumerate(rows.columns)]
        values[told] = measured(Rows(rows.header, rows.lines, columns), column)[told]
    return values
