"""Hearing: what each end of a push connection has had of the other last, and what it sends in vain."""

from rtsim.model.kernel.books import within
from rtsim.model.layout import World


def hear(world: World, endpoint: int, at: float) -> None:
    """Note that an endpoint has something from its node at `at`."""
    if at > world.recoveries[endpoint].heard:
        world.recoveries[endpoint].heard = at


def throw_away(world: World, endpoint: int, size: int, left: float) -> None:
    """Note that so many bytes which left an endpoint's node on its push connection are received by nobody."""
    recovery = world.recoveries[endpoint]
    if left < recovery.unheard:
        recovery.unheard = left
    waste(world, size, left)


def waste(world: World, size: int, left: float) -> None:
    """Count bytes that left a node and are received by nobody."""
    world.state[0].thrown += size * within(world, left)
