from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtsim.model.messages import Messages
from rtsim.model.recorder import Age, Recorder
from tests.model.runs import clients, planned, trace

CLIENTS = 3
PLAN = planned(
    "sse",
    clients=clients(CLIENTS),
    warmup=2.0,
    duration=6.0,
    drain=1.0,
    messages={"from": "server", "to": "everyone", **trace(1.0, 3.0, 4.0, 8.5)},
)
GRID = np.arange(2.0, 8.0, 0.5)
DELIVERY = st.tuples(st.integers(0, CLIENTS - 1), st.integers(0, 18), st.integers(0, 8), st.booleans())


def brute_force(deliveries: list[tuple[int, float, float]]) -> float:
    """Average the age over the cells of a grid that all deliveries lie on; in each it grows by the second."""
    had, area, time = defaultdict[int, list[tuple[float, float]]](list), 0.0, 0.0
    for client, birth, at in deliveries:
        had[client].append((at, birth))
    for cell in GRID:
        for told in had.values():
            births = [birth for at, birth in told if at <= cell]
            if births:
                area += 0.5 * (cell + 0.25 - max(births))
                time += 0.5
    return area / time if time else float("nan")


@given(st.lists(DELIVERY, max_size=30))
@settings(deadline=None, derandomize=True)
def test_age_is_that_of_brute_force(told: list[tuple[int, int, int, bool]]) -> None:
    """Deliveries one by one and in arrays give the age that a grid gives."""
    age, deliveries, now = Age(PLAN), list[tuple[int, float, float]](), 0.0
    for client, half, late, together in sorted(told, key=lambda row: row[1]):
        now = half / 2
        birth = max(0.0, now - late / 2)
        deliveries.append((client, birth, now))
        if together:
            assert age.deliver_many(np.array([client]), birth, np.array([now])) == 0
        else:
            assert not age.deliver(client, birth, now)
    assert age.mean() == pytest.approx(brute_force(deliveries), nan_ok=True)


def test_age_notices_what_is_out_of_order() -> None:
    """A delivery that happens before one that was told already is out of order."""
    age = Age(PLAN)
    assert not age.deliver(0, 3.0, 5.0)
    assert age.deliver(0, 4.0, 4.5)
    assert age.deliver_many(np.array([0, 1]), 4.0, np.array([4.5, 4.5])) == 1


def recorder() -> Recorder:
    """Give the recorder of the plan above, with its four messages born."""
    made = Recorder(PLAN, Messages(PLAN))
    for message in range(4):
        made.born(message)
    return made


def test_only_messages_of_the_window_count() -> None:
    """Of four messages two are born in the window: each is owed to three."""
    books = recorder()
    books.deliver(0, [0, 1], 3.0, 3.1)
    books.deliver_many(2, np.array([0, 2]), np.array([4.5, 8.9]))
    books.lose(1, 1)
    books.lose(0, 2)
    books.acknowledge(1, 3.25)
    books.acknowledge(3, 9.0)
    facts = books.finish(lambda utilisation: utilisation > 0)
    assert (facts.published, facts.expected, facts.delivered, facts.lost, facts.undelivered) == (2, 6, 3, 1, 2)
    assert facts.latency.total == pytest.approx(0.1 + 0.5 + 4.9)
    assert (facts.publish.count, facts.publish.total) == (1, 0.25)
    assert not facts.overloaded


def test_what_comes_after_the_horizon_does_not_come() -> None:
    """A delivery told for later than the run's end is undelivered, whichever way it is told."""
    books = recorder()
    books.deliver(0, [1], 8.9, 9.1)
    books.deliver_many(2, np.array([0, 1]), np.array([8.9, 9.1]))
    facts = books.finish(lambda _: False)
    assert (facts.delivered, facts.undelivered) == (1, 5)
    assert facts.deliveries.recipient.tolist() == [0]


def test_a_message_is_kept_until_its_last_reader_has_it() -> None:
    """200 bytes are in memory from 3 s until the last of three copies leaves at 5 s."""
    books = recorder()
    books.buffer(1, 3.0)
    books.deliver(0, [1], 3.5, 3.6)
    books.read(1, 5.0, 2)
    memory, base = books.finish(lambda _: False).memory, PLAN.server.memory.base
    assert memory.mean - base == pytest.approx(200 * 2.0 / 6.0)
    assert memory.peak - base == 200


def test_duplicates_count_by_message() -> None:
    """A duplicate of a message from before the window does not count."""
    books = recorder()
    books.duplicate([0, 1, 2])
    assert books.finish(lambda _: False).duplicates == 2
