"""Retrying: how long whoever has failed waits until the next try."""

from math import inf, sqrt

from rtsim.model.kernel.links import draw
from rtsim.model.layout import NOWHERE, World

RECONNECT, PUBLISH_AGAIN = range(2)  # the rows of the policies
UNAVAILABLE, NORMAL = 1, 2  # what is said at the end: the values of rtsim.faults.Said


def pause_to_try(world: World, number: int, endpoint: int) -> float:
    """Give how long an endpoint that has failed once more waits by a policy, and count its try."""
    recovery = world.recoveries[endpoint]
    if recovery.tries == 0 and world.policies[number].stale > 0.0:
        wait = look(world, number, endpoint)
    else:
        wait = delay(world, number, recovery.tries, recovery.before, recovery.luck)
    recovery.tries += 1
    recovery.before = wait
    return wait


def gives_up(world: World, endpoint: int) -> bool:
    """Tell whether an endpoint has no tries left or was told to make none, and forget what it was told."""
    recovery = world.recoveries[endpoint]
    said = recovery.said
    recovery.said = 0
    return has_no_more(world, RECONNECT, recovery.tries) or (said & world.policies[RECONNECT].stops) > 0


def has_no_more(world: World, number: int, failures: int) -> bool:
    """Tell whether a policy has no tries left after so many failures in a row."""
    return failures >= world.policies[number].tries


def look(world: World, number: int, endpoint: int) -> float:
    """Give how long after a close an endpoint opens its connection anew that only looks from time to time.

    Its next look is the rest of a pause between two, in which the close falls: the longer a pause, the more do. If that
    comes too soon, it opens it at the one after, which is a try already if it finds the connection stale.
    """
    policy, recovery = world.policies[number], world.recoveries[endpoint]
    span = world.spans[policy.start]
    pause = sqrt(span.low * span.low + draw(world, policy.stream) * (span.high * span.high - span.low * span.low))
    wait = draw(world, policy.stream) * pause
    if wait >= policy.stale:
        return wait
    if wait + draw(world, policy.stream) * policy.heartbeat > policy.stale:
        recovery.tries += 1
        if has_no_more(world, number, recovery.tries):
            return inf
    return wait + delay(world, number, recovery.tries, recovery.before, recovery.luck)


def delay(world: World, number: int, failures: int, before: float, luck: float) -> float:
    """Give how long a policy waits after so many failures in a row, whether or not it has tries left.

    `before` is the delay of the last time, `luck` a number of [0, 1) that stands for the one that is drawn once.
    """
    policy = world.policies[number]
    span = world.spans[policy.start + (failures if failures < policy.length else policy.length - 1)]
    high = span.high
    if policy.grows:
        high = 3.0 * (before if failures > 0 else span.low) - 2.0 * policy.floor  # three times what is above the floor
    chance = luck
    if policy.stream != NOWHERE and not policy.once:
        chance = draw(world, policy.stream)
    wait = span.low + chance * (high - span.low)
    return wait if wait < policy.most else policy.most
