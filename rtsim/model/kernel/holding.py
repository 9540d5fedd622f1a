"""Holding: the server keeps a request until there is news for it, or its time is over.

Requests are held for the same time, so they are let go in the order in which they came, which a list through the
clients keeps: one event stands for the first of them.
"""

from math import inf

from rtsim.model.facts import HELD, RELEASED
from rtsim.model.kernel.answers import answer_size, news, packing
from rtsim.model.kernel.books import step, tell
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.cores import queue
from rtsim.model.kernel.expiring import deadline
from rtsim.model.kernel.manners import opened_in
from rtsim.model.kernel.threads import give_back
from rtsim.model.layout import LAPSE, NOWHERE, TIME_OUT, World
from rtsim.model.load import RESPOND


def hold(world: World, connection: int) -> None:
    """Hold a request from the completion of its work on."""
    row = world.connections[connection]
    client, settings = row.client, world.settings[0]
    who = world.clients[client]
    node = world.nodes[who.node]
    world.here[who.seat] = 1
    world.places[who.place].here += 1
    who.due = row.done + world.manners[opened_in(world, connection)].hold
    who.kept = connection
    who.earlier = node.held_last
    who.later = NOWHERE
    if node.held_last == NOWHERE:
        node.held_first = client
    else:
        world.clients[node.held_last].later = client
    node.held_last = client
    if client == settings.traced:
        tell(world, HELD, connection, NOWHERE, NOWHERE, NOWHERE, 0, row.done, 0.0, 0.0)
    step(world, row.done, 0, 0, 1, 0)
    if settings.faulty and row.reached + settings.patience < who.due:
        late, now = row.reached + settings.patience, world.state[0].now
        push(world, late if late > now else now, LAPSE, client, 0)
    arm(world, who.node)


def arm(world: World, number: int) -> None:
    """Put the first deadline of a node on the calendar, if none is there."""
    node, now = world.nodes[number], world.state[0].now
    if node.held_first != NOWHERE and not node.armed:
        node.armed = 1
        due = world.clients[node.held_first].due
        push(world, due if due > now else now, TIME_OUT, number, number)


def times_out(world: World, number: int) -> int:
    """Give the client whose time is over at a node, nowhere if it has been answered meanwhile."""
    node = world.nodes[number]
    node.armed = 0
    first = node.held_first
    if first != NOWHERE and world.clients[first].due <= world.state[0].now:
        return first
    arm(world, number)
    return NOWHERE


def release(world: World, client: int, at: float) -> int:
    """Queue the answer to a client's held request; give its connection, whose `done` tells when that is made."""
    settings, who = world.settings[0], world.clients[client]
    connection = unhold(world, client)
    row = world.connections[connection]
    size, longer = 0, 0.0
    if settings.per_byte > 0.0 or world.manners[opened_in(world, connection)].packs:
        messages, payload = news(world, client, who.cursor)
        size = answer_size(world, connection, messages, payload)
        longer = packing(world, opened_in(world, connection), messages, payload)
    done = queue(world, who.node, RESPOND, at, size, 0, longer)
    row.done = done
    if client == settings.traced:
        tell(world, RELEASED, connection, NOWHERE, NOWHERE, NOWHERE, size, at, done, longer)
    fails = deadline(world, connection) if settings.faulty else inf
    step(world, done if done < fails else fails, 0, 0, -1, 0)
    if settings.threaded:
        give_back(world, who.node, done)
    return connection


def unhold(world: World, client: int) -> int:
    """Take a client off the list of those that are held; give the connection of its request."""
    who = world.clients[client]
    node, connection = world.nodes[who.node], who.kept
    who.kept = NOWHERE
    world.here[who.seat] = 0
    world.places[who.place].here -= 1
    who.due = inf
    if who.earlier == NOWHERE:
        node.held_first = who.later
    else:
        world.clients[who.earlier].later = who.later
    if who.later == NOWHERE:
        node.held_last = who.earlier
    else:
        world.clients[who.later].earlier = who.earlier
    return connection
