"""The JSON of a sweep: for each point and technique what it costs."""

from collections.abc import Collection
from typing import Any

from rtsim import __version__
from rtsim.analysis.estimates import Estimate
from rtsim.experiments.store import Store
from rtsim.report.documents.numbers import plain
from rtsim.report.documents.run import nested
from rtsim.scenario.measures import METRICS

Place = tuple[int, str]
"""A point and a technique."""


def estimates(store: Store, of: Collection[str] = METRICS) -> dict[Place, dict[str, Estimate]]:
    """Give estimates of the current experiment, by point and technique, then by the measure's path; all unless told."""
    found: dict[Place, dict[str, Estimate]] = {}
    summary = store.summary()
    for row in summary[summary["metric"].isin(of)].to_dict("records"):
        place = found.setdefault((row["point"], row["technique"]), {})
        place[row["metric"]] = Estimate(row["mean"], row["low"], row["high"])
    return found


def sweep_document(store: Store) -> dict[str, Any]:
    """Give the JSON document: each point with what varies, in base units, and with each technique's measures."""
    overloaded, counts = store.overloaded(), store.replications()
    points: dict[int, dict[str, Any]] = {
        number: {"parameters": values, "techniques": {}} for number, values in store.parameters().items()
    }
    for (number, technique), measured in estimates(store).items():
        points[number]["techniques"][technique] = {
            **plain(nested(measured)),
            "overloaded": (number, technique) in overloaded,
            "replications": counts[number, technique],
        }
    return {
        "rtsim": __version__,
        "experiment": store.about().name,
        "store": str(store.path),
        "points": list(points.values()),
    }
