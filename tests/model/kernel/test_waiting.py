from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.model import simulate
from rtsim.model.compiled import compiled
from rtsim.model.layout import ESTABLISHED, GIVE_BACK, NOWHERE, RESUME, SETTLE, TAKE_IN, TAKE_UP, World
from rtsim.model.run import Run
from rtsim.plan import Plan
from tests.model.runs import clients, planned

DURATION, IDLE, AGAIN, COUNT = 100.0, 2.0, 0.5, 4
NAMES = ["short-polling", "long-polling", "websocket", "sse"]


def crowded(name: str, threads: int, work: float, **sections: Any) -> Plan:
    """Plan a run whose clients' requests take so long, on as many threads, behind an intermediary."""
    pulls = name in NAMES[:2]
    technique = {"interval": AGAIN} if name == "short-polling" else {"timeout": 1.0} if pulls else {}
    retry = {} if name == "websocket" else {"retry": AGAIN}
    usual: dict[str, Any] = {
        "techniques": {name: technique | retry},
        "clients": clients(COUNT) | {"reconnect": {"first": AGAIN}},
        "messages": {"from": "server", "to": "everyone", "process": "periodic", "rate": 0.4},
        "server": {
            "model": "threads",
            "threads": threads,
            "cores": 64,
            "costs": {"request" if pulls else "open": work},
        },
        "path": [{"idle": IDLE}],
        "duration": DURATION,
    }
    return planned(name, **(usual | sections))


def carried(plan: Plan, until: float) -> World:
    """Give the tables of a run that has gone on until an instant."""
    run = Run(plan, compiled(faulty=True))
    run.begin()
    run.advance(until)
    return run.world


def in_use(world: World) -> int:
    """Count the threads that somebody has: at work, with a held request, with an open connection, on their way back."""
    events = world.calendar[: world.state[0].pending]
    under_way = sum(
        int((events["kind"] == kind).sum()) for kind in (GIVE_BACK, SETTLE, ESTABLISHED, RESUME, TAKE_UP, TAKE_IN)
    )
    held = sum(client.due < float("inf") for client in world.clients)
    return under_way + int(held) + sum(int(one.connection) != NOWHERE for one in world.recoveries)


@pytest.mark.parametrize("name", NAMES)
def test_threads_of_requests_that_are_cut_come_back(name: str) -> None:
    """A thread whose work takes longer than the idle time is free when that is done."""
    few, many = (carried(crowded(name, threads, 3.0), DURATION) for threads in (16, 400))
    assert few.state[0].cut_idle == many.state[0].cut_idle > COUNT * 30
    assert 16 - few.nodes[0].threads == 400 - many.nodes[0].threads == in_use(few) <= 2 * COUNT


@pytest.mark.parametrize("name", NAMES)
def test_waiting_for_a_thread_counts(name: str) -> None:
    """Who waits for a thread is cut as soon as one who has it; the threads go on with what nobody waits for."""
    few, many = (carried(crowded(name, threads, 3.0), DURATION) for threads in (1, 400))
    assert few.state[0].cut_idle == many.state[0].cut_idle
    assert few.nodes[0].threads + in_use(few) == 1
    served = DURATION // 3.0
    assert few.state[0].connections <= few.state[0].cut_idle + COUNT - served + 2, "rows are not used again"


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None)
@given(
    threads=st.integers(1, 6),
    work=st.sampled_from([0.01, 0.3, 1.1, 2.5]),
    idle=st.sampled_from([0.4, 1.3, 3.0]),
    lifetime=st.sampled_from([None, 0.9, 5.0]),
    notice=st.sampled_from(["close", "silent"]),
    cores=st.sampled_from([1, 64]),
    crash=st.booleans(),
)
def test_no_thread_is_lost_or_made(  # noqa: PLR0917 - what a world is drawn from
    name: str,
    threads: int,
    work: float,
    idle: float,
    lifetime: float | None,
    notice: str,
    cores: int,
    crash: bool,  # noqa: FBT001 - drawn
) -> None:
    """At any time a node's threads are free or somebody has them, and each copy is delivered, lost or still to come."""
    costs = {"request" if name in NAMES[:2] else "open": work}
    plan = crowded(
        name,
        threads,
        work,
        path=[{"idle": idle, "lifetime": lifetime, "notice": notice}],
        server={"model": "threads", "threads": threads, "cores": cores, "costs": costs},
        faults={"restarts": [{"at": 7.3, "kind": "crash", "down": 1.0}] if crash else []},
        duration=20.0,
    )
    run = Run(plan, compiled(faulty=True))
    run.begin()
    for instant in (2.0, 5.0, 11.0, 17.0) if not crash else ():
        run.advance(instant)
        assert run.world.nodes[0].threads + in_use(run.world) == threads
    recording = simulate(plan)
    assert recording.expected == recording.delivered + recording.undelivered + recording.lost
