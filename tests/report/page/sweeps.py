"""A small sweep for the tests of figures and pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rtsim.experiments.executors import local
from rtsim.experiments.points import points
from rtsim.experiments.store import Store
from rtsim.experiments.sweep import complete
from rtsim.scenario.experiment import load_experiment
from rtsim.techniques import settings_classes, techniques

SCENARIO = """
name: small
warmup: 2 s
duration: 4 s
clients: {count: 4, connect_over: 1 s, network: {latency: 20 ms}}
messages: {from: server, to: everyone, rate: 2 / s}
"""
EXPERIMENT = """
name: asked
title: What does the rate change?
scenario: small.yaml
vary:
  messages.rate: [1 / s, 4 / s]
  techniques: [[sse, websocket]]
replications: 3
"""


@contextmanager
def stored(folder: Path) -> Iterator[Store]:
    """Give the store of the sweep, which is simulated into the folder."""
    (folder / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "asked.yaml").write_text(EXPERIMENT, encoding="utf-8")
    question = load_experiment(folder / "asked.yaml")
    places = points(question, settings_classes())
    with Store.open(folder / "asked.sqlite", "write") as store, local(1) as executor:
        store.begin(question.experiment, places)
        complete(question.experiment, places, techniques(), store=store, executor=executor, in_flight=1)
        yield store
