"""Serving: works at a node's cores alone, without clients, links and messages."""

from dataclasses import dataclass
from math import inf

import numpy as np

from rtsim.chance import Array
from rtsim.histogram import BUCKETS, Histogram
from rtsim.model import layout
from rtsim.model.compiled import compiled
from rtsim.model.kernel.books import QUEUE_WAIT
from rtsim.model.layout import World
from rtsim.model.load import KINDS
from rtsim.model.recorder import histogram
from rtsim.plan import Window


@dataclass(frozen=True)
class Served:
    """What a window saw of the works: how long they waited, and for how many seconds cores worked."""

    waits: Histogram
    busy: float
    window: Window


def serve_alone(arrivals: Array, seconds: Array, *, cores: int, window: Window) -> Served:
    """Serve works that arrive at sorted instants, each with its own seconds of work, first come, first served."""
    settings = np.zeros(1, layout.SETTINGS)
    settings["cores"], settings["nodes"] = cores, 1
    nodes = np.zeros(1, layout.NODE)
    nodes["fails"] = np.inf
    settings["start"], settings["end"] = window.start, window.end
    tallies = np.zeros(QUEUE_WAIT + 1, layout.TALLY)
    tallies["least"], tallies["greatest"] = inf, -inf
    scratch = np.zeros(1)
    world = World()._replace(
        state=np.zeros(1, layout.STATE),
        settings=settings,
        costs=np.zeros(len(KINDS)),
        nodes=nodes,
        cores=np.zeros((1, cores)),
        work=np.zeros(len(KINDS), layout.WORK),
        tallies=tallies,
        buckets=np.zeros((len(tallies), BUCKETS), np.int64),
        scratch=scratch,
        bits=scratch.view(np.int64),
        numbers=np.stack([arrivals, seconds]),
    )
    kernel = compiled(faulty=False)
    kernel.serve_each(kernel.handle(world), len(arrivals))
    ends = world.numbers[1]
    busy = np.clip(ends, window.start, window.end) - np.clip(ends - seconds, window.start, window.end)
    return Served(histogram(world, QUEUE_WAIT), float(busy.sum()), window)
