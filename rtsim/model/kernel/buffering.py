"""Buffering: an intermediary that holds back what an answer that does not end has brought, until a buffer is full.

    node               intermediary               client
      | -- event ---------> |                       |   so many bytes of a buffer are there
      | -- event ---------> |                       |
      | -- event ---------> | -- a full buffer ---> |   the last event's end stays, if it is in the next buffer
      x                     | -- the rest --------> |   when the stream ends

A client has an event once its last byte is there. What is held back when the client's own way breaks is gone.
"""

from rtsim.model.facts import MISSED, PUSHED
from rtsim.model.kernel.books import age, arrives, is_published, lose, tell
from rtsim.model.kernel.hearing import waste
from rtsim.model.kernel.links import transfer
from rtsim.model.kernel.manners import manner_of, pushed_size
from rtsim.model.layout import DOWN, NOWHERE, World


def withhold(world: World, client: int, message: int, entry: int, at: float) -> None:
    """Let a message, the log's `entry`, be in its client's buffer at `at`, and what that fills go on."""
    recovery, place = world.recoveries[client], _withheld_row(world)
    row = world.withheld[place]
    row.message = message
    row.entry = entry
    row.next = NOWHERE
    if recovery.withheld_last == NOWHERE:
        recovery.withheld_first = place
    else:
        world.withheld[recovery.withheld_last].next = place
    recovery.withheld_last = place
    rest = fill_up(world, client, pushed_size(world, client, message), at)
    if rest == 0:
        _hand_out(world, client, NOWHERE, at)
    elif rest > 0:
        _hand_out(world, client, place, at)


def fill_up(world: World, client: int, size: int, at: float) -> int:
    """Add bytes to a client's buffer; give how many stay in it after full ones have gone on, -1 if none was full."""
    recovery, most = world.recoveries[client], world.manners[manner_of(world, client)].buffering
    recovery.stored += size
    if recovery.stored < most:
        return -1
    rest = recovery.stored % most
    transfer(world, client, DOWN, at, recovery.stored - rest)
    recovery.stored = rest
    return rest


def comment(world: World, client: int, size: int, at: float) -> None:
    """Add bytes that are no message, before which all messages lie."""
    if fill_up(world, client, size, at) >= 0:
        _hand_out(world, client, NOWHERE, at)


def spill(world: World, client: int) -> None:
    """Let all that is held back be gone, because the client's own way breaks now."""
    recovery = world.recoveries[client]
    waste(world, recovery.stored, world.state[0].now)
    recovery.stored = 0
    _lose_withheld(world, client, NOWHERE)


def run_dry(world: World, client: int, at: float) -> None:
    """Let all that is held back go on, because the stream ends at `at`."""
    recovery = world.recoveries[client]
    if recovery.stored > 0:
        transfer(world, client, DOWN, at, recovery.stored)
        recovery.stored = 0
        _hand_out(world, client, NOWHERE, at)


def _hand_out(world: World, client: int, until: int, left: float) -> None:
    """Give a client what has been held back for it, up to the row `until`, with the bytes that it was sent last."""
    settings, recovery, there = world.settings[0], world.recoveries[client], world.ways[2 * client + DOWN].last
    if there >= recovery.fails or recovery.back > left:
        _lose_withheld(world, client, until)
        return
    place = recovery.withheld_first
    while place != until:
        row = world.withheld[place]
        after = row.next
        message = world.messages[row.message]
        world.clients[client].cursor = row.entry
        if client == settings.traced:
            size = pushed_size(world, client, row.message)
            tell(world, PUSHED, NOWHERE, row.message, NOWHERE, NOWHERE, size, left, left, there)
            world.facts[world.state[0].told - 1].d = left
        arrives(world, client, row.message, there)
        if is_published(world, row.message):
            age(world, client, message.birth, there, 1)
        row.next = world.state[0].spare_withheld
        world.state[0].spare_withheld = place
        place = after
    _hold_on_to(world, client, until)


def _lose_withheld(world: World, client: int, until: int) -> None:
    """Let a client miss what has been held back for it, up to the row `until`, for good if it is not replayed."""
    place = world.recoveries[client].withheld_first
    while place != until:
        row = world.withheld[place]
        after = row.next
        if not world.manners[manner_of(world, client)].replays:
            lose(world, row.message, 1)
        if client == world.settings[0].traced:
            now = world.state[0].now
            tell(world, MISSED, NOWHERE, row.message, NOWHERE, NOWHERE, 0, now, now, 0.0)
        row.next = world.state[0].spare_withheld
        world.state[0].spare_withheld = place
        place = after
    _hold_on_to(world, client, until)


def _hold_on_to(world: World, client: int, first: int) -> None:
    """Let the messages that are held back for a client begin with the row `first`."""
    recovery = world.recoveries[client]
    recovery.withheld_first = first
    if first == NOWHERE:
        recovery.withheld_last = NOWHERE


def _withheld_row(world: World) -> int:
    state = world.state[0]
    place = state.spare_withheld
    if place == NOWHERE:
        place = state.withheld
        state.withheld += 1
    else:
        state.spare_withheld = world.withheld[place].next
    return place
