"""Tidy tables: measures in rows, and what a spreadsheet must not take for a formula."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from rtsim.recording import Recording
from rtsim.results import measures

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a text begins with that a spreadsheet takes for a formula, full width too: OWASP, CSV Injection."""


def table(recordings: Iterable[Recording]) -> pd.DataFrame:
    """Give a tidy table: a row for each technique, replication and metric, with its value."""
    rows: list[dict[str, Any]] = [
        {"technique": run.technique, "replication": run.replication, "metric": path, "value": value}
        for run in recordings
        for path, value in measures(run).items()
    ]
    return pd.DataFrame(rows, columns=["technique", "replication", "metric", "value"])


def defused(rows: pd.DataFrame) -> pd.DataFrame:
    """Give a table for spreadsheets: texts like a formula, names of columns too, get an apostrophe.

    Numbers stay as they are (https://owasp.org/www-community/attacks/CSV_Injection).

    >>> defused(pd.DataFrame({"=a": ["-1", "b"], "c": [-1.0, 2.0]})).to_csv(index=False).split()
    ["'=a,c", "'-1,-1.0", 'b,2.0']
    """
    return rows.map(_plain).rename(columns=_plain)


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
