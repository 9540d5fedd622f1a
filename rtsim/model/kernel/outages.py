"""Outages: an endpoint's path is cut, and is not there for a while; one event walks through all, in order of time."""

from rtsim.model.facts import REFUSED
from rtsim.model.kernel.admission import fail_to_come_in
from rtsim.model.kernel.books import tell
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.connections import free, release_row
from rtsim.model.kernel.paths import cut_path, expect_cut
from rtsim.model.kernel.push import fail_to_connect
from rtsim.model.layout import NOWHERE, OUT, PUSHING, World


def go_out(world: World, place: int) -> None:
    """Let an outage begin now, and put the next one on the calendar."""
    row = world.outages[place]
    if place + 1 < world.settings[0].outages:
        push(world, world.outages[place + 1].at, OUT, place + 1, 0)
    recovery = world.recoveries[row.endpoint]
    if row.until > recovery.back:
        recovery.back = row.until
        recovery.muted = row.mute
    cut_path(world, row.endpoint, row.event)
    expect_cut(world, row.endpoint, row.next, row.next_mute)


def be_unreachable(world: World, connection: int) -> None:
    """Let what a connection was opened for fail, whose endpoint notices now that there is no path, or gives up."""
    row, now = world.connections[connection], world.state[0].now
    if row.client == world.settings[0].traced:
        tell(world, REFUSED, connection, NOWHERE, NOWHERE, NOWHERE, row.purpose, row.departs, now, 0.0)
    if row.purpose == PUSHING:
        if row.busy:
            free(world, connection, now)
        fail_to_connect(world, connection, now)
    else:
        fail_to_come_in(world, connection, now)
    release_row(world, connection)
