"""`carry`: lets everything before an instant happen, event by event. Here compiled code begins."""

from rtsim.model import layout
from rtsim.model.facts import TIMED_OUT
from rtsim.model.kernel.admission import come_in
from rtsim.model.kernel.aftermath import follow
from rtsim.model.kernel.books import tell, within
from rtsim.model.kernel.browsers import is_limited, let_go, rest, seek
from rtsim.model.kernel.calendar import close_gap, push
from rtsim.model.kernel.connections import knock, node_of
from rtsim.model.kernel.crowds import crowd
from rtsim.model.kernel.fan_out import answer_held, reach, read_and_leave, relay, show, show_held
from rtsim.model.kernel.going_over import start
from rtsim.model.kernel.greeting import first_on
from rtsim.model.kernel.heartbeats import beat
from rtsim.model.kernel.holding import arm, times_out
from rtsim.model.kernel.manners import opened_in, sent_in, size_in
from rtsim.model.kernel.overlapping import had
from rtsim.model.kernel.presence import comes_in
from rtsim.model.kernel.publishing import born, come_up, frame, next_birth, post, send_up
from rtsim.model.kernel.pull import arrive, end_turn, set_off, set_out, settle, tick
from rtsim.model.kernel.push import ask_to_open, establish, established
from rtsim.model.kernel.sessions import come_open, freed, stream_ended
from rtsim.model.kernel.threads import enters, pass_on
from rtsim.model.kernel.unsent import not_sent
from rtsim.model.kernel.waiting import get_in_line, is_in_vain
from rtsim.model.layout import CARRYING, DONE, MARKED, NOWHERE, POLLING, PUSHING, ROOM, TOLD, World

EACH = 8  # rows and draws that an event needs at most, for itself and again for each client that it serves


def carry(world: World, until: float, drains: int) -> int:
    """Let what lies before `until` happen; give why it stopped.

    `DONE`: nothing is left before then, or with `drains` nobody waits for a message any more and all whom a fault has
    cut off are back. `ROOM`: the tables need
    room for `wants` more rows. `MARKED`: an event of the script is due. `TOLD`: a sender is told of its message.
    """
    state = world.state[0]
    while state.pending > 0 and world.calendar[0].at < until:
        if drains and state.owed <= 0 and state.away <= 0:
            return DONE
        event = world.calendar[0]
        kind, index, node = event.kind, event.index, event.node
        needs = EACH + EACH * crowd(world, kind, index, node)
        if state.credit < needs:
            state.wants = needs
            return ROOM
        state.credit -= needs
        state.now = event.at
        state.gap = 1
        if kind == layout.ARRIVE:
            if not world.settings[0].threaded:
                arrive(world, index)
            else:
                _want_thread(world, layout.RESUME, index)
        elif kind == layout.MARK:
            close_gap(world)
            return MARKED
        else:
            _happen(world, kind, index, node)
        if state.gap:
            close_gap(world)
        if state.acknowledged > 0:
            return TOLD
    return DONE


def _happen(world: World, kind: int, index: int, node: int) -> None:
    """Let an event happen that is no poll's arrival."""
    state, settings = world.state[0], world.settings[0]
    if kind == layout.BIRTH:
        publish(world, index)
        next_birth(world, index)
    elif kind in (layout.AT_NODE, layout.TAKE_IN):
        _take_in(world, kind, index)
    elif kind in (layout.SHOW, layout.SHOW_RELAYED):
        show(world, node, index, state.now, kind)
    elif kind == layout.RELAY:
        relay(world, node, index)
    elif kind == layout.TIME_OUT:
        client = times_out(world, index)
        if client != NOWHERE:
            if client == settings.traced:
                tell(world, TIMED_OUT, NOWHERE, NOWHERE, NOWHERE, NOWHERE, 0, state.now, 0.0, 0.0)
            answer_held(world, client)
            arm(world, index)
    elif kind == layout.BEAT_DUE:
        beat(world, index)
    elif kind == layout.SETTLE:
        settle(world, index)
    elif kind == layout.RESUME:
        if not (settings.faulty and is_in_vain(world, index)):
            arrive(world, index)
    elif kind == layout.REPLY:
        read_and_leave(world, index)
    elif kind == layout.LEAVE:
        set_out(world, index)
    elif kind == layout.CLOCK:
        tick(world, index)
    elif kind == layout.TURN:
        if state.now >= world.nodes[index].over:  # that of a node that has failed since comes too soon
            end_turn(world, index)
    elif kind == layout.GIVE_BACK:
        message = pass_on(world, index)
        if message != NOWHERE:
            _take_in(world, layout.TAKE_IN, message)
    elif kind == layout.SOCKET:
        frame(world, index)
    elif settings.faulty and kind >= layout.COME_BACK:
        _come_back(world, kind, index, node)
    else:
        _set_up(world, kind, index)


def _come_back(world: World, kind: int, index: int, node: int) -> None:
    """Go on where something may fail: with a message or a request that can set out now, or with what follows else."""
    if kind == layout.SEND_AGAIN:
        send_out(world, index)
    elif kind == layout.IDLE:
        if world.connections[index].purpose == POLLING and world.manners[opened_in(world, index)].fixed:
            had(world, world.connections[index].client, world.state[0].now)
        _go_on(world, rest(world, index))
    elif kind == layout.SHOW_HELD:
        show_held(world, node, index)
    elif kind == layout.LET_GO:
        _go_on(world, let_go(world, index))
    else:
        follow(world, kind, index, node)


def _want_thread(world: World, kind: int, connection: int) -> None:
    """Go on with a request that is at its node once there is a thread for it, as an event of a kind."""
    row, now = world.connections[connection], world.state[0].now
    row.reached = now
    if enters(world, node_of(world, row.client), kind, connection):
        push(world, now, kind, connection, 0)
    elif world.settings[0].faulty:
        get_in_line(world, connection)


def publish(world: World, message: int) -> None:
    """Publish a message now."""
    born(world, message)
    send_out(world, message)


def send_out(world: World, message: int) -> None:
    """Let a message set out; the server's own are where they are to be, if their node is up."""
    number = message % world.settings[0].nodes
    if world.messages[message].origin >= 0:
        send_up(world, message)
    elif world.state[0].now < world.nodes[number].up:
        up = world.nodes[number].up
        not_sent(world, message, world.state[0].now if world.settings[0].retries else up)
    else:
        reach(world, number, message, 0, 0)


def _take_in(world: World, kind: int, message: int) -> None:
    """Take a message in that has come up, once there is a thread for it."""
    settings, row = world.settings[0], world.messages[message]
    number, posts = node_of(world, row.origin), world.manners[sent_in(world, message)].posts
    if kind == layout.AT_NODE:
        come_up(world, message)
        if posts and settings.threaded and not enters(world, number, layout.TAKE_IN, message):
            return
    first, size = 0, world.sizes[size_in(world, message, sent_in(world, message))].up
    if posts:
        first = first_on(world, row.connection)
        size = world.connections[row.connection].sent
    reach(world, number, message, size, first)


def _set_up(world: World, kind: int, index: int) -> None:
    """Go on with a connection's set-up."""
    state = world.state[0]
    if kind == layout.START:
        start(world, index)
    elif kind == layout.KNOCK:
        come_in(world, index)
    elif kind == layout.AGAIN:
        state.reconnects += within(world, state.now)
        if world.settings[0].faulty and is_limited(world, world.connections[index].client):
            _go_on(world, seek(world, index))
        else:
            knock(world, index)
    elif kind == layout.READY:
        _go_on(world, index)
    elif kind == layout.ENDED:
        _go_on(world, stream_ended(world, index))
    elif kind == layout.FREED:
        _go_on(world, freed(world, index))
    elif kind == layout.OPENING:
        world.connections[index].at = state.now
        world.connections[index].reached = state.now
        if world.settings[0].threaded:
            _want_thread(world, layout.TAKE_UP, index)
        else:
            establish(world, index)
    elif kind == layout.TAKE_UP:
        if not (world.settings[0].faulty and is_in_vain(world, index)):
            establish(world, index)
    elif kind == layout.ESTABLISHED:
        established(world, index)
    if world.settings[0].faulty and world.settings[0].announces and state.joined != NOWHERE:
        comes_in(world, state.joined)
    state.joined = NOWHERE


def _go_on(world: World, connection: int) -> None:
    """Let the request leave for which a connection is there, if it is."""
    if connection == NOWHERE:
        return
    row = world.connections[connection]
    if row.purpose == POLLING:
        set_off(world, connection)
    elif row.purpose == PUSHING:
        ask_to_open(world, connection)
    elif row.purpose == CARRYING:
        come_open(world, connection)
    else:
        post(world, connection, row.message)
