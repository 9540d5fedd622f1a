"""Greeting: a connection's set-up, whose handshake is full, or resumes a session of before.

How its ends greet each other is known when its first packet leaves: the client has a ticket of before or not.

    client                         server
      | -- SYN --------------------> |
      | <---------------- SYN, ACK - |
      | -- ClientHello ------------> |   full: with a certificate and its signature; resumed: without
      | <----- ServerHello, Finished |
      | -- Finished, request ------> |   with early data the request has left with the ClientHello
"""

from rtsim.model.kernel.books import lacks_udp, step, within
from rtsim.model.kernel.links import draw, latency
from rtsim.model.kernel.manners import opened_in
from rtsim.model.layout import ANEW, CARRYING, DOWN, EARLY, LATE, NOWHERE, OWN, POSTING, PUSHING, UP, World


def greet(world: World, number: int) -> None:
    """Decide how a connection's ends greet each other that begins to be set up."""
    settings, row = world.settings[0], world.connections[number]
    row.greeting = ANEW
    if settings.resuming != NOWHERE and draw(world, settings.resuming) < settings.resumed:
        row.greeting = LATE if _opened_for(world, number) >= POSTING else EARLY


def _opened_for(world: World, number: int) -> int:
    """Give the purpose of a connection, or of the request that has it opened."""
    row = world.connections[number]
    if row.purpose != CARRYING or world.sessions[row.client].first == NOWHERE:
        return row.purpose
    return world.connections[world.sessions[row.client].first].purpose


def opens(world: World, number: int, admitted: float) -> float:
    """Set a connection up that is admitted at `admitted`; give when its first request may leave."""
    state, row = world.state[0], world.connections[number]
    pushed = 1 if row.purpose == PUSHING else 0
    step(world, admitted, 1, pushed, 0, pushed * extra_kept(world, number))
    inside = within(world, admitted)
    state.opened += inside
    if world.settings[0].faulty and row.greeting == ANEW and opened_in(world, number) != OWN:
        state.opened_back += inside
    if lacks_udp(world, row.client):
        _count_over_tcp(world, row.greeting, inside)
    elif row.greeting == LATE:
        state.opened_late += inside
    elif row.greeting == EARLY:
        state.opened_early += inside
    trips = connects_in(world, number)
    if trips == 0:
        return admitted
    at = admitted + latency(world, row.client, DOWN)
    for _ in range(trips - 1):
        at += latency(world, row.client, UP) + latency(world, row.client, DOWN)
    return at


def _count_over_tcp(world: World, greeting: int, inside: int) -> None:
    """Count a connection's set-up over TCP where others are over UDP."""
    state = world.state[0]
    if greeting == LATE:
        state.tcp_late += inside
    elif greeting == EARLY:
        state.tcp_early += inside
    else:
        state.tcp += inside


def extra_kept(world: World, number: int) -> int:
    """Give the bytes that a push connection keeps beside those of one of the first manner."""
    if world.settings[0].faulty:
        return world.manners[opened_in(world, number)].extra
    return 0


def connects_in(world: World, number: int) -> int:
    """Give the round trips of a connection's set-up; over UDP there may be none, and over TCP there is one more."""
    settings, row = world.settings[0], world.connections[number]
    more = 1 if lacks_udp(world, row.client) else 0
    if row.greeting == ANEW:
        return settings.round_trips + more
    return more + (settings.round_trips_late if row.greeting == LATE else settings.round_trips_early)


def first_on(world: World, number: int) -> int:
    """Tell how the connection was opened whose first request is at its node now; 0 for a later request."""
    row = world.connections[number]
    if row.onto == NOWHERE:
        return 0 if row.requests > 0 else row.greeting
    transport = world.connections[row.onto]
    transport.requests += 1
    return transport.greeting if transport.requests == 1 else 0
