from dataclasses import replace
from math import inf

import numpy as np
import pytest

from rtsim.model import simulate
from rtsim.model.compiled import compiled, plain
from rtsim.model.kernel.retrying import RECONNECT, delay, gives_up, pause_to_try
from rtsim.model.layout import World
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import reconnects
from rtsim.techniques import techniques
from rtsim.validation.worlds import NEVER, link, world
from tests.contract.contract import facts
from tests.model.worlds import laid_out

CLIENTS = 2_000


def tables(reconnect: object, clients: int = 4) -> World:
    """Give the tables of clients that come back by a policy."""
    return laid_out(clients={"count": clients, "reconnect": reconnect})


def waits(reconnect: object, tries: int) -> list[float]:
    """Give how long a client waits before each of its first tries."""
    found = tables(reconnect)
    return [inf if gives_up(found, 0) else pause_to_try(found, RECONNECT, 0) for _ in range(tries)]


def first_waits(reconnect: object) -> tuple[World, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Give the tables after each of many clients has waited once, and how long each did."""
    found = tables(reconnect, CLIENTS)
    return found, np.array([pause_to_try(found, RECONNECT, client) for client in range(CLIENTS)])


def test_a_schedule_is_gone_through_and_its_last_delay_stays() -> None:
    """Without jitter the delays are those that are written."""
    assert waits({"schedule": [0.0, 2.0, 10.0]}, 5) == [0.0, 2.0, 10.0, 10.0, 10.0]


@pytest.mark.parametrize(("tries", "never"), [(0, 0), (1, 1), (4, 4)])
def test_it_is_given_up_after_so_many_tries(tries: int, never: int) -> None:
    """A client with so many tries makes those and no more; with none it never comes back."""
    found = waits({"first": 1.0, "tries": tries}, 6)
    assert [wait < inf for wait in found] == [True] * never + [False] * (6 - never)


@pytest.mark.parametrize(
    ("jitter", "low", "high"),
    [
        ({"kind": "full"}, 0.0, 4.0),
        ({"kind": "equal"}, 2.0, 4.0),
        ({"kind": "symmetric", "share": 0.25}, 3.0, 5.0),
        ({"kind": "additive", "width": 1.0}, 4.0, 5.0),
        ({"kind": "stretched", "times": 3}, 4.0, 12.0),
        ({"kind": "decorrelated"}, 4.0, 12.0),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_a_delay_is_even_between_its_ends(jitter: dict[str, object], low: float, high: float) -> None:
    """Each kind of jitter spreads a delay of 4 s evenly between its two ends."""
    _, found = first_waits({"first": 4.0, "jitter": jitter})
    assert low <= found.min() < low + 0.01 * (high - low)
    assert high - 0.01 * (high - low) < found.max() <= high
    assert found.mean() == pytest.approx((low + high) / 2, abs=4 * (high - low) / (12 * CLIENTS) ** 0.5)


def test_the_cap_holds_before_or_after_jitter_or_both() -> None:
    """Full jitter of what would be 16 s under a cap of 4 s: even to 4 s, mostly 4 s, or even to 4 s above its floor."""
    longest = {"first": 16.0, "factor": 2, "cap": 4.0, "floor": 1.0, "jitter": {"kind": "full"}}
    before, after, both = (first_waits(longest | {"capped": capped})[1] for capped in
                           ("before-jitter", "after-jitter", "both"))  # fmt: skip
    assert (before > 4.0).mean() == pytest.approx(1 / 4, abs=0.04)
    assert (after == 4.0).mean() == pytest.approx(13 / 16, abs=0.04)
    assert (both == 4.0).mean() == pytest.approx(1 / 4, abs=0.04)


def test_jitter_that_is_drawn_once_goes_with_all_delays() -> None:
    """A client that draws once waits the same share longer each time, and another one another share."""
    found = tables({"first": 1.0, "factor": 2, "jitter": {"kind": "stretched", "times": 5}, "draw": "once"})
    one, other = ([pause_to_try(found, RECONNECT, client) for _ in range(3)] for client in (0, 1))
    assert one == pytest.approx([one[0], 2 * one[0], 4 * one[0]])
    assert one[0] == 1.0 + 4.0 * found.recoveries[0].luck
    assert one[0] != other[0]


def test_the_first_delay_may_be_spread_in_another_way() -> None:
    """nats.ws tries at once, and then each two seconds and up to 100 ms."""
    for _ in range(3):
        first, *rest = waits("nats.ws", 5)
        assert first == 0.0
        assert all(2.0 <= wait <= 2.1 for wait in rest)


def test_decorrelated_jitter_starts_from_the_delay_before() -> None:
    """A delay lies between the first one and three times the last one, the cap and the floor apart."""
    found = tables({"first": 1.0, "cap": 5.0, "jitter": {"kind": "decorrelated"}})
    drawn = [delay(found, RECONNECT, 3, 1.5, 0.0) for _ in range(500)]
    assert 1.0 <= min(drawn) < 1.1
    assert 4.4 < max(drawn) <= 4.5
    above = tables({"first": 1.0, "floor": 0.5, "jitter": {"kind": "decorrelated"}})
    for failures, before in ((0, 0.0), (3, 1.5)):
        drawn = [delay(above, RECONNECT, failures, before, 0.0) for _ in range(500)]
        assert 1.5 <= min(drawn) < 1.6
        assert 3.4 < max(drawn) <= 3.5


def test_a_client_that_looks_comes_back_at_its_first_look_that_is_late_enough() -> None:
    """Looks come each 6 to 12 s, so that a third of the closes have their next look 6 s later or more.

    The other ones come back at the look after; of those a quarter had a look before that found the connection stale,
    with its last heartbeat up to 3 s before the close: it counts as a try.
    """
    found, wait = first_waits("actioncable")
    assert 6.0 <= wait.min() < 6.05
    assert 15.0 < wait.max() < 18.0
    twice = (found.recoveries["tries"][:CLIENTS] == 2).mean()
    assert twice == pytest.approx(2 / 3 / 4, abs=4 * (1 / 6 * 5 / 6 / CLIENTS) ** 0.5)
    assert ((wait >= 12.0) & (found.recoveries["tries"][:CLIENTS] == 1)).mean() > 0.1


def test_the_longer_a_pause_between_looks_the_more_closes_fall_into_it() -> None:
    """With pauses X of 6 to 30 s the next look comes E[X²] / 2E[X] = 10.33 s after a close on average, not 9 s."""
    watch = {"stale": 1e-3, "heartbeat": 1e-4}
    _, wait = first_waits({"first": 6.0, "jitter": {"kind": "stretched", "times": 5}, "watch": watch})
    assert wait.mean() == pytest.approx(372 / 36, abs=4 * wait.std() / CLIENTS**0.5)


def test_one_that_looks_may_have_no_tries() -> None:
    """With no tries it does not come back."""
    watch = {"stale": 6.0, "heartbeat": 3.0}
    assert waits({"first": 6.0, "tries": 0, "watch": watch}, 1) == [inf]


@pytest.mark.parametrize("name", reconnects())
def test_both_forms_of_the_kernel_come_back_alike(name: str) -> None:
    """With each library the compiled kernel leaves the recording that plain Python leaves, bit for bit."""
    scenario = world(
        clients={"count": 5, "connect_over": 1, "network": link(0.01, 0.02), "reconnect": name},
        messages=NEVER,
        techniques={"websocket": {}},
        faults={"restarts": [{"at": 20, "down": 8}, {"at": 60, "down": 1}]},
        warmup=0,
        duration=90,
        replications=1,
    )
    made = plan(scenario, techniques()["websocket"], 0)
    one, other = (simulate(made, kernel=kernel) for kernel in (compiled(faulty=True), plain()))
    assert facts(replace(one, failures=None)) == facts(replace(other, failures=None))
    assert returns(one) == returns(other)
    assert len(returns(one)[0]) == (0 if name == "sockjs-client" else 10)


def returns(recording: Recording) -> tuple[list[float], list[int]]:
    """Give for how long paths were dark, and the tries in each second."""
    assert recording.failures is not None
    return recording.failures.dark.tolist(), recording.failures.tried.tolist()
