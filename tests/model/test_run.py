from collections.abc import Generator

from simpy import Event

from rtsim.model.layout import BIRTH, CLOCK, KNOCK, START
from rtsim.model.run import Run
from tests.model.runs import clients, planned, trace
from tests.model.worlds import begun, pending, starting

THRICE = {"from": "server", "to": "everyone", **trace(1.0, 2.0, 3.0)}
SPOKEN = {"from": "senders", "to": "everyone", "senders": {"count": 2, "connections": 2}, **trace(6.0)}


def looking(run: Run, *instants: float) -> list[tuple[float, int]]:
    """Let the script look at these instants at how many messages there are."""
    seen: list[tuple[float, int]] = []

    def look() -> Generator[Event, None, None]:
        for instant in instants:
            yield run.clock.at(instant)
            seen.append((run.clock.now, int(run.world.state[0].published)))

    run.clock.process(look())
    return seen


def test_the_script_and_the_kernel_have_one_calendar() -> None:
    """The script sees all that lies before its own instant; what falls together happens in the order of telling."""
    run = begun(planned("websocket", messages=THRICE))
    known, late = looking(run, 2.0), looking(run, 0.5, 1.5, 2.0, 9.0)
    run.begin()
    run.advance(10.0)
    assert known == [(2.0, 1)]
    assert late == [(0.5, 0), (1.5, 1), (2.0, 2), (9.0, 3)]


def test_advance_stops_short_of_its_end() -> None:
    """What lies at the very end of an advance happens in the next one."""
    run = begun(planned("websocket", messages=THRICE))
    seen = looking(run, 1.0)
    run.begin()
    run.advance(1.0)
    assert (seen, run.world.state[0].now) == ([], 1.0)
    run.advance(1.5)
    assert seen == [(1.0, 1)]


def test_drain_ends_when_nothing_is_waited_for() -> None:
    """Draining leaves alone what comes after the last thing that is waited for, and what lies past its end."""
    run = begun(planned("short-polling", messages={"from": "server", "to": "everyone", **trace(1.0)}))
    run.begin()
    run.advance(2.0)
    assert run.world.state[0].owed == 1
    run.drain(4.0)
    assert run.world.state[0].owed == 1
    run.drain(20.0)
    assert run.world.state[0].owed == 0
    assert pending(run.world)
    before = pending(run.world)
    run.drain(100.0)
    assert pending(run.world) == before


def test_clients_come_at_their_own_instants() -> None:
    """Each client's first request is on the calendar; a client by the clock begins with a tick."""
    for timing, kinds in (("after-response", [0.03, 0.53]), ("fixed-rate", [0.03, 0.53])):
        plan = planned("short-polling", clients=clients(2), techniques={"short-polling": {"timing": timing}})
        run = begun(starting(plan, 0.5, 0.0))
        run.begin()
        assert [round(at, 9) for at, kind, _ in pending(run.world) if kind != BIRTH] == kinds
    run = begun(starting(planned("short-polling", clients=clients(2), server={"cores": 2}, techniques={
        "short-polling": {"timing": "fixed-rate"}
    }), 0.5, 0.0))  # fmt: skip
    run.begin()
    assert [(at, kind) for at, kind, _ in pending(run.world)][:2] == [(0.0, CLOCK), (0.5, CLOCK)]


def test_push_begins_with_the_first_to_open() -> None:
    """One event stands for all endpoints that will open a connection: the first of them."""
    run = begun(starting(planned("websocket", clients=clients(3)), 0.5, 0.25, 4.0))
    run.begin()
    assert [(at, kind) for at, kind, _ in pending(run.world)] == [(0.25, START), (5.0, BIRTH)]
    assert run.world.starts.tolist() == [1, 0, 2]


def test_senders_knock_from_the_start() -> None:
    """Senders that post open all connections that they keep at once; those with sockets open one like clients."""
    posting, framing = (begun(planned(name, messages=SPOKEN)) for name in ("sse", "websocket"))
    posting.begin()
    framing.begin()
    assert sum(kind == KNOCK for _, kind, _ in pending(posting.world)) == 4
    assert framing.world.starts.tolist() == [0, 1, 2]
