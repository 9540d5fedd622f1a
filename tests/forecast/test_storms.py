import pytest

from rtsim.forecast.storms import endless_storm
from rtsim.planning.planner import carry
from rtsim.techniques import techniques
from rtsim.validation.worlds import NEVER, link, world

CRASH = {"restarts": [{"at": 20, "kind": "crash"}]}


def said(
    clients: int,
    *,
    name: str = "websocket",
    faults: object = CRASH,
    limits: dict[str, float] | None = None,
    **reconnect: object,
) -> str:
    """Give what is said of so many clients of a server that opens ten connections a second."""
    policy = {"first": 1.0, "connect_timeout": 4.0} | reconnect
    scenario = world(
        clients={"count": clients, "network": link(0, 0), "reconnect": policy},
        messages=NEVER, techniques={name: {}}, costs={"open": 0.1}, faults=faults,
        server={"stack": "node-ws", **(limits or {})},
    )  # fmt: skip
    return endless_storm(scenario, carry(scenario, techniques()[name]))


def test_more_than_are_set_up_between_two_tries_are_warned_of() -> None:
    """In the 5 s from a try to the next 50 are set up: 49 get in at last, 51 may never."""
    assert said(49) == ""
    assert "51 clients of a node try each 5 s at the latest, but it sets up 50" in said(51)


@pytest.mark.parametrize(
    "calm",
    [{"first": 20.0}, {"connect_timeout": None}, {"tries": 4}, {"factor": 2, "cap": 60.0}, {"faults": {}},
     {"name": "long-polling"}, {"name": "sse"}],
    ids=str,
)  # fmt: skip
def test_nothing_is_said_of_a_storm_that_ends(calm: dict[str, object]) -> None:
    """Long pauses, no time-out, few tries, and techniques that do not give up a set-up end it."""
    assert said(51, **calm) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("limits", "ends"),
    [({"backlog": 39}, True), ({"backlog": 41}, False), ({"accept_rate": 5}, False),
     ({"accept_rate": 5, "backlog": 19}, True), ({"accept_rate": 5, "backlog": 21}, False)],
    ids=str,
)  # fmt: skip
def test_a_short_line_ends_a_storm(limits: dict[str, float], *, ends: bool) -> None:
    """Ten a second, or five by an admission rate: a backlog that is done within 4 s ends it, and no rate alone."""
    assert (said(51, limits=limits) == "") is ends
