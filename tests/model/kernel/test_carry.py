from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.carry import EACH, carry, publish
from rtsim.model.layout import AT_NODE, BIRTH, DONE, MARK, MARKED, NOWHERE, ROOM, SHOW, TOLD, World
from tests.model.runs import clients, trace
from tests.model.worlds import laid_out, pending

TO_ALL = {"from": "server", "to": "everyone"}
TWICE = {**TO_ALL, **trace(1.0, 2.0)}


def of_messages(count: int = 1, **sections: object) -> World:
    """Give a world without connections, the first of whose two messages is to be born."""
    world = laid_out("sse", clients=clients(count), messages=TWICE, **sections)
    push(world, 1.0, BIRTH, 0, 0)
    return world


def test_everything_before_an_instant_happens() -> None:
    """What lies at the instant itself waits for the next time."""
    world = of_messages()
    assert carry(world, 1.0, 0) == DONE
    assert world.state[0].published == 0
    assert carry(world, 2.0, 0) == DONE
    assert world.state[0].published == 1
    assert (world.state[0].now, pending(world)) == (1.0, [(2.0, BIRTH, 1)])


def test_nothing_happens_once_nobody_waits() -> None:
    """Draining goes on as long as somebody is owed a message, and no further."""
    world = of_messages()
    world.state["owed"] = 1
    assert carry(world, 1.5, 1) == DONE
    assert world.state[0].published == 1
    world.state["owed"] = 0
    assert carry(world, 9.0, 1) == DONE
    assert world.state[0].published == 1


def test_an_event_of_the_script_stops_the_kernel() -> None:
    """A mark is taken off the calendar, and what was told after it is still there."""
    world = laid_out("sse", messages=TWICE)
    push(world, 0.5, MARK, NOWHERE, 0)
    push(world, 1.0, BIRTH, 0, 0)
    assert carry(world, 2.0, 0) == MARKED
    assert (world.state[0].now, pending(world)) == (0.5, [(1.0, BIRTH, 0)])
    assert carry(world, 2.0, 0) == DONE


def test_no_event_happens_without_room() -> None:
    """The kernel stops before an event for which it has no credit, says what it wants, and uses it up afterwards."""
    world = of_messages(3)
    world.state["credit"] = EACH
    assert carry(world, 2.0, 0) == ROOM
    state = world.state[0]
    assert (state.published, state.credit) == (0, EACH)
    assert state.wants > EACH
    state.credit = state.wants
    assert carry(world, 2.0, 0) == DONE
    assert (state.published, state.credit) == (1, 0)


def test_a_sender_is_told_at_once() -> None:
    """With a closed loop the kernel stops when an acknowledgement is known."""
    loop = {"process": "closed-loop", "closed-loop": {"concurrency": 1}}
    world = laid_out("websocket", messages={"from": "senders", "to": "everyone", **loop})
    world = world._replace(messages=laid_out("websocket", messages=TWICE).messages)
    world.messages["origin"] = 1
    push(world, 1.0, SHOW, 0, 0)
    push(world, 1.0, SHOW, 1, 0)
    assert carry(world, 2.0, 0) == TOLD
    assert world.state[0].acknowledged == 1
    assert [index for _, _, index in pending(world)] == [1]


def test_publishing_happens_now() -> None:
    """The server's own message is taken in at once, a sender's goes up first."""
    own = laid_out("websocket", messages=TWICE)
    publish(own, 0)
    assert own.state[0].log == 1
    spoken = laid_out("websocket", messages={"from": "senders", "to": "everyone", **trace(1.0)})
    spoken.endpoints["opened"] = 0.0
    publish(spoken, 0)
    assert [(at, kind) for at, kind, _ in pending(spoken)] == [(0.01, AT_NODE)]
