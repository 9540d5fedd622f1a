"""Rows: what a store's rows say of an experiment."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from rtsim.experiments.point import Point
from rtsim.results import RESULTS_VERSION
from rtsim.scenario.experiment import Experiment


def digest_of(experiment: Experiment, points: Sequence[Point]) -> str:
    """Give 16 hexadecimal digits that stand for an experiment and its points."""
    about = (experiment.name, experiment.title, experiment.seed, experiment.most_replications, RESULTS_VERSION)
    whole = [about, [[point.number, point.written, point.digests] for point in points]]
    return sha256(json.dumps(whole, default=str).encode()).hexdigest()[:16]


def content_of(points: Sequence[Point]) -> str:
    """Give the scenario that points change, its file and what stands there."""
    if not points:
        return ""
    document = points[0].base.document
    return json.dumps({"file": document.file, "content": document.content}, default=str)


def plain(value: Any) -> Any:
    """Give a value that a column holds."""
    return value if value is None or isinstance(value, int | float | str) else json.dumps(value, default=str)
