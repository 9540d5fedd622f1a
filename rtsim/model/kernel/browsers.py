"""Browsers: over HTTP/1.1 each has so many connections to a host at most, which its tabs share.

A request takes one that is idle, whichever tab has used it last, or opens one, or waits until one is free, first come
first served. A push connection is always opened, for which one that is idle is closed where it stands in the way.
"""

from rtsim.model.facts import PASSED
from rtsim.model.kernel.books import overlap, tell
from rtsim.model.kernel.connections import knock, release_row
from rtsim.model.kernel.keeping import close_idle, find, put
from rtsim.model.kernel.manners import manner_of, opened_in
from rtsim.model.layout import FALLBACK, NOWHERE, POLLING, POSTING, PUSHING, World


def is_limited(world: World, endpoint: int) -> bool:
    """Tell whether an endpoint is a tab whose browser has so many connections at most."""
    return endpoint < world.settings[0].clients and slots_of(world, endpoint) > 0


def slots_of(world: World, endpoint: int) -> int:
    """Give how many connections an endpoint's browser has at most, 0 where they are not counted.

    Who polls first has its polls' connections counted, also once it has gone over.
    """
    if world.settings[0].probes and endpoint < world.settings[0].clients:
        return world.manners[FALLBACK].slots
    return world.manners[manner_of(world, endpoint)].slots


def seek(world: World, connection: int) -> int:
    """Ask for a connection of its browser for what `connection` has been made for.

    Gives the one that can be used now; nowhere, if it is being opened or waited for.
    """
    row = world.connections[connection]
    number = world.tabs[row.client].browser
    browser = world.browsers[number]
    row.at = world.state[0].now
    if browser.busy < slots_of(world, row.client):
        return _take(world, number, connection)
    row.next = NOWHERE
    if browser.last == NOWHERE:
        browser.first = connection
    else:
        world.connections[browser.last].next = connection
    browser.last = connection
    return NOWHERE


def rest(world: World, connection: int) -> int:
    """Let a connection be idle from now on; give the one that whoever waits for it can use now."""
    row, manner = world.connections[connection], world.manners[opened_in(world, connection)]
    tab = world.tabs[row.client]
    browser = world.browsers[tab.browser]
    tab.polls -= 1 if row.purpose == POLLING else 0
    row.busy = 0
    keep_alive = manner.post_keep_alive if row.purpose == POSTING else manner.keep_alive
    put(world, connection, row.done, row.idle, keep_alive, browser.pool)
    browser.pool = connection
    return let_go(world, tab.browser)


def let_go(world: World, number: int) -> int:
    """Let a browser have one connection less in use; give the one that whoever waits can use now."""
    browser, now = world.browsers[number], world.state[0].now
    browser.busy -= 1
    while browser.first != NOWHERE:
        connection = browser.first
        row = world.connections[connection]
        if browser.busy >= slots_of(world, row.client):
            break
        browser.first = row.next
        if row.next == NOWHERE:
            browser.last = NOWHERE
        given_up = row.purpose == PUSHING and row.idle <= now
        world.state[0].waited += overlap(world, row.at, row.idle if given_up else now)
        if not given_up:
            return _take(world, number, connection)
        release_row(world, connection)
    return NOWHERE


def _take(world: World, number: int, connection: int) -> int:
    """Take a connection of a browser that has one to spare; give it, or nowhere if it is being opened."""
    row, browser, now = world.connections[connection], world.browsers[number], world.state[0].now
    browser.busy += 1
    world.tabs[row.client].polls += 1 if row.purpose == POLLING else 0
    idle = NOWHERE
    if browser.pool != NOWHERE and row.purpose != PUSHING:
        browser.pool = find(world, browser.pool, now)
        idle = world.state[0].found
    if idle == NOWHERE:
        if browser.pool != NOWHERE:
            _make_way(world, number, slots_of(world, row.client))
        row.busy = 1
        knock(world, connection)
        return NOWHERE
    _pass_over(world, idle, connection)
    return idle


def _make_way(world: World, number: int, slots: int) -> None:
    """Close the connections that have been idle for longest, as far as they leave none for those in use."""
    browser = world.browsers[number]
    room = slots - browser.busy
    before, place = NOWHERE, browser.pool
    while place != NOWHERE and room > 0:
        before, room = place, room - 1
        place = world.connections[place].next
    if before == NOWHERE:
        browser.pool = NOWHERE
    else:
        world.connections[before].next = NOWHERE
    while place != NOWHERE:
        after = world.connections[place].next
        close_idle(world, place, world.state[0].now)
        place = after


def _pass_over(world: World, idle: int, connection: int) -> None:
    """Let an idle connection be used for what another one has been made for."""
    row, made, traced = world.connections[idle], world.connections[connection], world.settings[0].traced
    if row.client != made.client and traced in (row.client, made.client):
        to_it = 1 if made.client == traced else 0
        tell(world, PASSED, idle, NOWHERE, to_it, NOWHERE, 0, world.state[0].now, 0.0, 0.0)
    row.client = made.client
    row.purpose = made.purpose
    row.message = made.message
    row.at = made.at
    row.busy = 1
    release_row(world, connection)
