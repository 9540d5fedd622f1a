"""Announcements: what the messages by which a room is told of its members come to."""

from collections.abc import Sequence

import numpy as np

from rtsim.faults import Announces, Ending
from rtsim.model.sizes import pushed_sizes
from rtsim.plan import OpenLoop, Plan, Pull, Push


def list_sizes(plan: Plan, mechanisms: Sequence[Pull | Push]) -> np.ndarray:
    """Give the bytes on a push connection of an announcement with so many entries, from none to a whole room.

    By each of the mechanisms, one after the other for each number of entries. With pull there are none, for an answer's
    size is that of all it carries. An event's number in the stream has the digits of the first one after the
    application's messages.
    """
    presence = plan.faults.presence if plan.faults else None
    if presence is None:
        return np.zeros(0, np.int64)
    payload = np.arange(int(np.bincount(plan.clients.channels).max()) + 1) * presence.entry
    born = len(plan.messages.birth) if isinstance(plan.messages, OpenLoop) else 0
    numbers = np.full(len(payload), born)
    found = [
        pushed_sizes(one, payload, numbers) if isinstance(one, Push) else np.zeros_like(payload) for one in mechanisms
    ]
    return np.stack(found, axis=1).ravel()


def most_announced(plan: Plan, around: int) -> int:
    """Give the most bytes of announcements that an answer of a log may carry, with so many around each of them.

    A client that polls comes in once, and again after each crash.
    """
    presence = plan.faults.presence if plan.faults else None
    if presence is None or plan.faults is None:
        return 0
    room = int(np.bincount(plan.clients.channels).max())
    times = 1 + len({one.at for one in plan.faults.restarts if one.ending is Ending.CRASH})
    entries = room if presence.announces is Announces.FULL else 1
    return times * room * (entries * presence.entry + around)
