"""Experiments along one input that tests of break-evens share, and what their points come to."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rtsim.experiments.executors import Here
from rtsim.experiments.points import points
from rtsim.experiments.samples import Sampled, sampled
from rtsim.experiments.store import Store
from rtsim.experiments.sweep import complete
from rtsim.scenario.experiment import Question, parse_experiment
from rtsim.techniques import settings_classes, techniques

POLL, HEARTBEAT = 400, 8
"""Bytes of a poll and its empty answer, and of a ping and its pong (RFC 6455, section 5.2: 2 and 6)."""

BYTES = {
    "name": "bytes",
    "warmup": 100,
    "duration": 2000,
    "clients": {"count": 4, "connect_over": 100, "network": {"latency": 0.02}},
    "messages": {"from": "server", "to": "everyone", "process": "periodic", "rate": 1e-9},
    "wire": {"headers": {"poll": 300, "poll_empty": 100}, "body": {"empty": 0}},
    "techniques": {"short-polling": {"timing": "fixed-rate"}, "websocket": {"heartbeat": 1}},
}
"""A server without news: whoever polls every T seconds carries 400/T bytes a second, a WebSocket its heartbeat's 8."""


def question(folder: Path, vary: Mapping[str, Any], scenario: Mapping[str, Any] = BYTES, **changes: Any) -> Question:
    """Give an experiment whose scenario lies in the folder."""
    (folder / "line.yaml").write_text(json.dumps(scenario), encoding="utf-8")
    content = {"name": "line", "scenario": "line.yaml", "vary": vary, "replications": 3, **changes}
    return parse_experiment(content, folder / "experiment.yaml")


class Measured:
    """What measures points of an experiment, with a store of its own, and knows all that it was asked."""

    def __init__(self, asked: Question, folder: Path) -> None:
        self.points = points(asked, settings_classes())
        self.seen = list(self.points)
        self._asked, self._path = asked.experiment, folder / "store"

    def __call__(self, some: Sequence[Any]) -> list[Sampled]:
        """Simulate the points."""
        self.seen += [point for point in some if point not in self.seen]
        with Store.open(self._path, "write") as store:
            complete(self._asked, some, techniques(), store=store, executor=Here())
            return sampled(store, self._asked, some)
