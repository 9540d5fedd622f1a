from collections.abc import Sequence

from rtsim.wire import Heads


def saved(heads: Heads, order: Sequence[int]) -> list[int]:
    """Give what is saved of each of the messages of these kinds, sent in this order on one connection."""
    state, found = 0, []
    for kind in order:
        found.append(heads.saved[state][kind])
        state = heads.after[state][kind]
    return found
