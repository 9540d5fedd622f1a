"""Writing: a message is written on each open push connection of its channel, in the order of the seats."""

from rtsim.model.facts import MISSED, PUSHED
from rtsim.model.kernel.answers import sender_at
from rtsim.model.kernel.books import age, deliver, down, is_published, lose, read, tell
from rtsim.model.kernel.buffering import withhold
from rtsim.model.kernel.connections import ends, is_own_cut
from rtsim.model.kernel.cores import queue
from rtsim.model.kernel.expiring import lasts, passes
from rtsim.model.kernel.hearing import hear, throw_away
from rtsim.model.kernel.links import leave, transfer
from rtsim.model.kernel.manners import manner_of, push_work, pushed_row
from rtsim.model.kernel.sending import is_slow, missed, put_by
from rtsim.model.layout import DOWN, NOWHERE, OWN, World
from rtsim.model.traffic import FRAMING


def fan_out_open(world: World, number: int, place: int, message: int, at: float) -> float:
    """Write a message to every open connection of a channel; give the instant at which the last is written."""
    settings, seats = world.settings[0], world.places[place]
    own = sender_at(world, place, message)
    missing = seats.seats - seats.here
    if own != NOWHERE and not world.here[world.clients[own].seat]:
        missing -= 1
    if missing > 0 and not world.manners[OWN].replays:
        lose(world, message, missing)
        read(world, message, at, missing)
        if settings.traced >= 0:
            who = world.clients[settings.traced]
            if who.place == place and not world.here[who.seat] and world.messages[message].origin != settings.traced:
                tell(world, MISSED, NOWHERE, message, NOWHERE, NOWHERE, 0, at, at, 0.0)
    end = at
    if seats.here > 0:
        for seat in range(seats.start, seats.start + seats.seats):
            if world.here[seat] and world.seats[seat] != own:
                end = write(world, number, world.seats[seat], message, seats.last, at)
    return end


def fan_out_by_manner(world: World, number: int, place: int, message: int, at: float) -> float:
    """Write a message to every open connection of a channel, where not all have one; tell when the last is written.

    Whoever is not there misses it, unless it is given to him later in the manner that he uses.
    """
    seats = world.places[place]
    own, end = sender_at(world, place, message), at
    for seat in range(seats.start, seats.start + seats.seats):
        client = world.seats[seat]
        if world.here[seat] and client != own and world.manners[manner_of(world, client)].pushes:
            end = write(world, number, client, message, seats.last, at)
    miss_unless_replayed(world, place, message, at)
    return end


def miss_unless_replayed(world: World, place: int, message: int, at: float) -> None:
    """Let those of a channel at a node miss a message at `at` who are not there and will not be given it later."""
    seats, own = world.places[place], sender_at(world, place, message)
    for seat in range(seats.start, seats.start + seats.seats):
        client = world.seats[seat]
        if world.here[seat] or client == own or world.manners[manner_of(world, client)].replays:
            continue
        lose(world, message, 1)
        read(world, message, at, 1)
        if client == world.settings[0].traced:
            tell(world, MISSED, NOWHERE, message, NOWHERE, NOWHERE, 0, at, at, 0.0)


def write(world: World, number: int, client: int, message: int, entry: int, at: float) -> float:
    """Write a message, the log's `entry`, to one connection; give the instant at which it is written.

    What is not there before the path is cut is written again when the client is back, if the technique replays.
    """
    settings, row = world.settings[0], world.messages[message]
    sizes = world.sizes[pushed_row(world, client, message)]
    size = sizes.pushed
    done = queue(world, number, push_work(world, client), at, size, 0, sizes.packs)
    if settings.faulty and (done >= lasts(world, client) or world.recoveries[client].closing):
        if world.recoveries[client].mute and is_own_cut(world, client, ends(world, client)):
            left = leave(world, number, done, size)
            down(world, FRAMING, left, size, sizes.carried)
            throw_away(world, client, size, left)
        _miss(world, client, message)
        return done
    left = leave(world, number, done, size)
    if settings.faulty and world.manners[manner_of(world, client)].buffering > 0 and left < lasts(world, client):
        passes(world, client, left)
        down(world, FRAMING, left, size, sizes.carried)
        read(world, message, left, 1)
        withhold(world, client, message, entry, left)
        return done
    if settings.faulty and left < lasts(world, client) and is_slow(world, client):
        put_by(world, client, message, entry, at, done, left)
        return done
    there = transfer(world, client, DOWN, left, size)
    if settings.faulty:
        if left >= lasts(world, client) or there >= ends(world, client):
            if left < lasts(world, client):
                down(world, FRAMING, left, size, sizes.carried)
                throw_away(world, client, size, left)
            _miss(world, client, message)
            return done
        passes(world, client, left)
        hear(world, client, there)
    world.clients[client].cursor = entry
    if client == settings.traced:
        tell(world, PUSHED, NOWHERE, message, NOWHERE, NOWHERE, size, at, left, there)
        world.facts[world.state[0].told - 1].d = done
    down(world, FRAMING, left, size, sizes.carried)
    deliver(world, client, message, left, there)
    if is_published(world, message):
        age(world, client, row.birth, there, 1)
    return done


def _miss(world: World, client: int, message: int) -> None:
    """Let a client miss a message, and all that follow on the connection."""
    world.recoveries[client].closing = 1
    missed(world, client, message)
