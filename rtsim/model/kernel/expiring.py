"""Expiring: when an intermediary cuts a connection on which nothing has passed for too long, or which is too old.

It stands beside the server, so a byte passes it as it leaves the node or reaches it. Each byte on a push connection
puts its end off, up to the connection's greatest age. Whatever would pass after the end that is known when it sets out
does not get through, and then nothing puts that end off any more.
"""

from rtsim.model.facts import EXPIRED
from rtsim.model.kernel.books import tell, within
from rtsim.model.kernel.connections import ends
from rtsim.model.layout import NOWHERE, World

NO_FAULT = -1  # the event that a client comes back from whom an intermediary has cut


def note_expiry(world: World, endpoint: int, too_old: int, at: float) -> None:
    """Count a cut of an endpoint's connection at `at` by an intermediary, as it is too old or was idle for too long."""
    state, counts = world.state[0], within(world, at)
    if too_old:
        state.cut_lifetime += counts
    else:
        state.cut_idle += counts
    if endpoint == world.settings[0].traced:
        tell(world, EXPIRED, NOWHERE, NOWHERE, too_old, NOWHERE, 0, at, 0.0, 0.0)


def is_silent(world: World, too_old: int) -> int:
    """Tell whether nobody is told of such a cut."""
    return world.settings[0].silent_lifetime if too_old else world.settings[0].silent_idle


def lasts(world: World, endpoint: int) -> float:
    """Give the instant at which an endpoint's push connection is cut next, as far as is known now."""
    end, expires = ends(world, endpoint), world.recoveries[endpoint].expires
    return expires if expires < end else end


def passes(world: World, endpoint: int, at: float) -> None:
    """Note that bytes of an endpoint's push connection pass at `at`."""
    recovery, idle = world.recoveries[endpoint], world.settings[0].idle
    expires = at + idle if at + idle < recovery.lapses else recovery.lapses
    if expires > recovery.expires and not recovery.closing:
        recovery.expires = expires


def deadline(world: World, connection: int) -> float:
    """Give the instant by which a request has to be answered that is at its node."""
    row, end = world.connections[connection], ends(world, world.connections[connection].client)
    latest = row.reached + world.settings[0].patience
    return latest if latest < end else end
