"""Retrying: how long whoever has failed waits until the next try."""

from math import inf

from rtsim.model.kernel.links import draw
from rtsim.model.layout import NOWHERE, World

RECONNECT, PUBLISH_AGAIN = range(2)  # the rows of the policies


def delay(world: World, number: int, failures: int, before: float, luck: float) -> float:
    """Give how long a policy waits after so many failures in a row; never, if that is given up.

    `before` is the delay of the last time, `luck` a number of [0, 1) that stands for the one that is drawn once.
    """
    policy = world.policies[number]
    if failures >= policy.tries:
        return inf
    place = failures if failures < policy.length else policy.length - 1
    chance = luck
    if policy.stream != NOWHERE and not policy.once:
        chance = draw(world, policy.stream)
    if policy.grows:
        high = 3.0 * before if failures > 0 else policy.first
        wait = policy.first + chance * (high - policy.first)
    else:
        wait = world.schedule[policy.start + place] * (policy.low + chance * (policy.high - policy.low))
        wait += policy.floor + (draw(world, policy.stream) if policy.width > 0.0 else 0.0) * policy.width
    return wait if wait < policy.most else policy.most
