"""Setting up: how connections are opened and shared, as settings that the kernel reads."""

from math import inf
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rtsim.model.draws import Draws
from rtsim.model.layout import SESSION, Rows
from rtsim.model.row import empty_rows
from rtsim.plan import Numbers, Plan
from rtsim.sharing import Sharing
from rtsim.wire import Resuming


def resuming(resumption: Resuming, opening: float, draws: Draws) -> dict[str, float]:
    """Give how many connections resume a session, and what that takes; `opening` are a full one's CPU seconds."""
    return {
        "resuming": draws.add_uniform("resumption"), "resumed": resumption.share,
        "round_trips_late": resumption.late.round_trips, "round_trips_early": resumption.early.round_trips,
        "saves": min(resumption.saves, opening),  # a server whose work takes no time saves none
    }  # fmt: skip


def sharing(shared: Sharing | None) -> dict[str, float]:
    """Give how requests share a connection."""
    if shared is None:
        return {"alone_posts": True, "flow": inf}
    alone = not shared.in_order
    return {
        "shared": True, "streams": shared.streams, "stays": shared.keep_alive, "flow": shared.window,
        "goaway": shared.goaway, "record": shared.record, "record_limit": shared.record_limit,
        "alone_polls": alone, "alone_posts": alone,
    }  # fmt: skip


def savings(shared: Sharing | None, what: Literal["saved", "after"]) -> NDArray[np.int64]:
    """Give what heads save, or the states that follow: an array of shape (2, states, kinds), for up and down."""
    if shared is None:
        return np.zeros((2, 1, 1), np.int64)
    rows = [getattr(heads, what) for heads in (shared.up, shared.down)]
    table = np.zeros((2, max(map(len, rows)), max(len(row[0]) for row in rows)), np.int64)
    for place, states in enumerate(rows):
        table[place, : len(states), : len(states[0])] = states
    return table


def sessions(plan: Plan, order: Numbers) -> Rows:
    """Give the rows of sessions, all closed, of clients in the order of their rows and then of senders."""
    rows = empty_rows(len(plan.clients.nodes) if plan.sharing else 0, SESSION, "transport first last", "notice")
    if plan.sharing:
        rows["blocked"] = np.concatenate([plan.sharing.blocked[order], plan.sharing.blocked[len(order) :]])
    return rows
