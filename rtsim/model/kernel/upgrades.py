"""Upgrades: which do not pass, and when a client tries one that has not passed before.

An intermediary does not let a client's upgrade pass, or not what comes after it. A client that can falls back to
another way; one that does not remember tries the upgrade again whenever it has lost that.
"""

from math import inf

from rtsim.model.kernel.manners import opened_in
from rtsim.model.layout import World


def is_blocked(world: World, connection: int) -> bool:
    """Tell whether what a connection asks for does not pass."""
    blocked = world.recoveries[world.connections[connection].client].blocked > 0
    return blocked and world.manners[opened_in(world, connection)].upgrades > 0


def try_again_to_upgrade(world: World, client: int) -> bool:
    """Let a client try its upgrade next that has lost what it fell back to, unless it remembers; tell if it does."""
    settings, recovery = world.settings[0], world.recoveries[client]
    if settings.falls_back and not settings.remembers and recovery.blocked:
        recovery.trying = 1
        recovery.since = inf
        return True
    return False
