"""Unsent: what becomes of a message whose way up is cut: it is sent again by its sender's policy, or lost."""

from rtsim.model.kernel.books import drop, unanswered
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import cut, is_own_cut
from rtsim.model.kernel.links import GIVES_UP, latency
from rtsim.model.kernel.retrying import PUBLISH_AGAIN, delay, has_no_more
from rtsim.model.kernel.timers import set_timer
from rtsim.model.layout import DOWN, MOST_ATTEMPTS, NOTICE, NOWHERE, RESET, SEND_AGAIN, UP, VOID, World


def be_cut_off(world: World, message: int, connection: int) -> None:
    """Let a message fail whose way is cut; what its sender then knows of an open socket, it knows no sooner."""
    row = world.messages[message]
    if connection == NOWHERE and is_own_cut(world, row.origin, row.dies) and world.recoveries[row.origin].mute:
        push(world, row.dies, VOID, message, 0)
    else:
        fail_to_publish(world, message, connection, row.dies)


def lose_frame(world: World, message: int) -> None:
    """Let a frame be lost that left on a connection in which its sender alone believes.

    It notices that when TCP gives the first of them up, or when a reset answers it, if not before.
    """
    origin, now = world.messages[message].origin, world.state[0].now
    recovery = world.recoveries[origin]
    if recovery.fails == now:  # the cut of this instant is yet to come
        push(world, now, VOID, message, 0)
    elif recovery.half:
        late = now + GIVES_UP
        if recovery.half == RESET:
            late = now + latency(world, origin, UP) + latency(world, origin, DOWN)
        if late < recovery.notice:
            recovery.notice = late
            push(world, recovery.notice, NOTICE, origin, recovery.attempt & MOST_ATTEMPTS)
        not_sent(world, message, recovery.notice)
    else:
        not_sent(world, message, now)


def fail_to_publish(world: World, message: int, connection: int, at: float) -> None:
    """Let a message fail whose way is cut at `at`, and its POST's connection with it, if it has one."""
    origin = world.messages[message].origin
    if connection != NOWHERE:
        notice = cut(world, connection, at)
    elif origin >= 0:
        notice = at + latency(world, origin, DOWN)
    else:
        notice = at
    not_sent(world, message, notice)


def not_sent(world: World, message: int, notice: float) -> None:
    """Send a message again whose sender notices at `notice` that it failed, or give it up."""
    if world.settings[0].retries and not has_no_more(world, PUBLISH_AGAIN, world.sendings[message]):
        wait = delay(world, PUBLISH_AGAIN, world.sendings[message], 0.0, 0.0)
        world.sendings[message] += 1
        push(world, set_timer(world, world.messages[message].origin, notice, wait), SEND_AGAIN, message, 0)
        return
    drop(world, message)
    unanswered(world, message, notice)
