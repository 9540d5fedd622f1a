from rtsim.model.clock import Clock, Moment
from rtsim.model.poller import Poller
from rtsim.model.world import World
from tests.model.runs import planned


def test_a_request_tells_how_far_its_client_has_read() -> None:
    """Answers that are on their way count from when they are there, each once."""
    world = World(planned("short-polling"))
    poller = Poller(0, world.nodes[0], world.nodes[0].channel(0), None, Moment(Clock()))  # type: ignore[arg-type]
    poller.on_way.extend([(1.0, 3), (2.0, 5), (2.0, 6)])
    assert [poller.had(at) for at in (0.5, 1.0, 1.5, 2.0, 9.0)] == [0, 3, 3, 6, 6]
