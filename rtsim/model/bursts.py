"""Bursts: how links that lose packets in bursts begin."""

import numpy as np

from rtsim.chance import Streams
from rtsim.model import layout
from rtsim.model.layout import DOWN, UP, Rows
from rtsim.plan import Clients, Numbers

_MODULI = {"first": 30_269, "second": 30_307, "third": 30_323}  # of Wichmann and Hill's numbers


def bursts(clients: Clients, order: Numbers, streams: Streams) -> Rows:
    """Give a row for each direction of each endpoint's link, none where none loses in bursts.

    Each begins somewhere in the long run: it is bad with the probability of a loss, and stays so for a while.
    """
    if not (clients.up.burst.any() or clients.down.burst.any()):
        return np.zeros(0, layout.LOSING)
    rows = np.zeros(2 * len(clients.nodes), layout.LOSING)
    generator = streams.generator("bursts")
    for name, modulus in _MODULI.items():
        rows[name] = generator.integers(1, modulus, len(rows))
    for side, direction in ((UP, clients.up), (DOWN, clients.down)):
        loss, burst = (np.concatenate([of[order], of[len(order) :]]) for of in (direction.loss, direction.burst))
        bad = generator.random(len(loss)) < loss
        changes = np.where(bad, 1.0, loss / (1 - loss)) / np.maximum(burst, 1.0)
        lasts = generator.geometric(np.where(changes > 0, changes, 1.0))
        rows["bad"][side::2] = bad
        rows["left"][side::2] = lasts
    return rows
