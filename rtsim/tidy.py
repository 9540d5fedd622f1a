"""Tidy tables: measures in rows."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from rtsim.recording import Recording
from rtsim.results import measures


def table(recordings: Iterable[Recording]) -> pd.DataFrame:
    """Give a tidy table: a row for each technique, replication and metric, with its value."""
    rows: list[dict[str, Any]] = [
        {"technique": run.technique, "replication": run.replication, "metric": path, "value": value}
        for run in recordings
        for path, value in measures(run).items()
    ]
    return pd.DataFrame(rows, columns=["technique", "replication", "metric", "value"])
