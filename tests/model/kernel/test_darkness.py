from rtsim.model.kernel.darkness import darken, note_notice, opened_again
from rtsim.model.layout import World
from tests.model.runs import clients, planned
from tests.model.worlds import begun

CRASH = {"restarts": [{"at": 5, "kind": "crash"}]}


def seen() -> World:
    """Give a world with a client that has been there."""
    world = begun(planned("websocket", clients=clients(1), faults=CRASH)).world
    opened_again(world, 0, 1.0)
    return world


def test_the_first_of_two_cuts_counts() -> None:
    """A cut that is told for 4 s gives way to one at 3 s, and what was noticed before is no notice of it."""
    world = seen()
    darken(world, 0, 0, 4.0)
    note_notice(world, 0, 3.5)
    assert world.recoveries[0].noticed > 1e300
    darken(world, 0, 1, 3.0)
    darken(world, 0, 2, 3.2)
    note_notice(world, 0, 3.5)
    row = world.recoveries[0]
    assert (row.dark, row.event, row.noticed) == (3.0, 1, 3.5)


def test_a_path_that_was_to_be_open_is_dark_as_before() -> None:
    """One that is cut before the answer is there stays dark since its first cut; one that is cut later does not."""
    world = seen()
    darken(world, 0, 0, 2.0)
    opened_again(world, 0, 3.0)
    darken(world, 0, 1, 2.9)
    row = world.recoveries[0]
    assert (row.dark, row.event, world.returns[0].endpoint) == (2.0, 0, -1)
    opened_again(world, 0, 4.0)
    darken(world, 0, 1, 4.0)
    assert (row.dark, row.event, world.returns[1].endpoint) == (4.0, 1, 0)
