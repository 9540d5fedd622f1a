"""Announcements: what the messages by which a room is told of its members come to."""

import numpy as np

from rtsim.model.sizes import pushed_sizes
from rtsim.plan import OpenLoop, Plan, Push


def list_sizes(plan: Plan) -> np.ndarray:
    """Give the bytes on a push connection of an announcement with so many entries, from none to a whole room.

    With pull there are none, for an answer's size is that of all it carries. An event's number in the stream has the
    digits of the first one after the application's messages.
    """
    presence = plan.faults.presence if plan.faults else None
    if presence is None:
        return np.zeros(0, np.int64)
    payload = np.arange(int(np.bincount(plan.clients.channels).max()) + 1) * presence.entry
    if not isinstance(plan.mechanism, Push):
        return np.zeros_like(payload)
    return pushed_sizes(plan.mechanism, payload, np.full(len(payload), born(plan)))


def born(plan: Plan) -> int:
    """Give the number of messages of an open loop, after which those of the kernel come."""
    return len(plan.messages.birth) if isinstance(plan.messages, OpenLoop) else 0
