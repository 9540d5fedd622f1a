"""Darkness: since when a client has no path to its node, and when it has one again."""

from math import inf

from rtsim.model.kernel.books import within
from rtsim.model.layout import NOWHERE, World


def count_try(world: World, endpoint: int, at: float) -> None:
    """Count that an endpoint whose path was cut tries to open it."""
    state, second = world.state[0], int(at)
    if endpoint < world.settings[0].clients and world.recoveries[endpoint].dark >= 0:
        state.attempts += within(world, at)
        if second < world.settings[0].seconds:
            world.tried[second] += 1


def opened_again(world: World, endpoint: int, at: float) -> None:
    """Note that an endpoint's path is open at `at`, and if it was dark, that it is no longer."""
    recovery = world.recoveries[endpoint]
    recovery.present = 1
    recovery.since = at
    recovery.heard = at
    noticed = recovery.noticed
    if noticed <= at:
        recovery.noticed = inf
    if recovery.dark >= 0:
        state = world.state[0]
        row = world.returns[state.returned]
        recovery.returned = state.returned
        state.returned += 1
        if recovery.event >= 0:
            state.away -= 1
        row.at = at
        row.dark = recovery.dark
        row.endpoint = endpoint
        row.event = recovery.event
        row.noticed = noticed
        recovery.dark = -1.0


def note_notice(world: World, endpoint: int, at: float) -> None:
    """Note that an endpoint notices at `at`, if not before, that its path is cut."""
    recovery = world.recoveries[endpoint]
    if recovery.dark <= at < recovery.noticed:
        recovery.noticed = at


def darken(world: World, endpoint: int, event: int, now: float) -> None:
    """Note that a client has no path from now on, because of the first of its events."""
    if world.recoveries[endpoint].present:
        shut_out(world, endpoint, event, now)


def shut_out(world: World, endpoint: int, event: int, at: float) -> None:
    """Note that a client has no path from `at` on, because of an event, whether it has had one before or not."""
    recovery = world.recoveries[endpoint]
    if (recovery.dark < 0 or recovery.dark > at) and endpoint < world.settings[0].clients:
        if recovery.dark >= 0 and recovery.event >= 0:
            world.state[0].away -= 1
        if recovery.returned != NOWHERE and world.returns[recovery.returned].at > at:
            _take_back(world, endpoint)
            return
        recovery.dark = at
        recovery.event = event
        if event >= 0:
            world.state[0].away += 1
        if recovery.noticed < at:  # that it was refused before
            recovery.noticed = inf


def _take_back(world: World, endpoint: int) -> None:
    """Let an endpoint be dark as before, whose path was to be open again but is cut before it is."""
    recovery = world.recoveries[endpoint]
    row = world.returns[recovery.returned]
    recovery.dark = row.dark
    recovery.event = row.event
    if recovery.event >= 0:
        world.state[0].away += 1
    recovery.noticed = row.noticed
    recovery.returned = NOWHERE
    row.endpoint = NOWHERE
