from collections.abc import Generator

import pytest
from simpy import Event

from rtsim.model.clock import Clock, Moment


def test_events_happen_in_order_of_time_then_of_scheduling() -> None:
    """What is scheduled for one instant happens in the order of scheduling, whatever comes between."""
    clock, happened = Clock(), list[str]()
    for instant, name in [(2.0, "c"), (1.0, "a"), (2.0, "d"), (1.0, "b")]:
        clock.call(instant, happened.append, name)
    clock.advance(3.0)
    assert happened == ["a", "b", "c", "d"]


def test_an_instant_is_not_rounded() -> None:
    """An event happens at the very double that was asked for, which adding a delay would round."""
    clock, seen = Clock(), list[float]()
    clock.call(0.1, lambda: clock.call(0.3, lambda: seen.append(clock.now)))
    clock.advance(1.0)
    assert seen == [0.3]


def test_the_past_is_over() -> None:
    """Nothing can be scheduled before the present."""
    clock = Clock()
    clock.advance(1.0)
    with pytest.raises(AssertionError, match="past"):
        clock.at(0.5)


def test_advance_stops_short_of_its_end() -> None:
    """What lies at the very end of an advance happens in the next one."""
    clock, seen = Clock(), list[float]()
    clock.call(1.0, lambda: seen.append(clock.now))
    clock.advance(1.0)
    assert (seen, clock.now) == ([], 1.0)
    clock.advance(1.5)
    assert seen == [1.0]


def test_drain_ends_when_nothing_is_waited_for() -> None:
    """Draining leaves alone what comes after the last thing that is waited for, and what lies past its end."""
    clock, seen = Clock(), list[float]()
    for instant in (1.0, 2.0, 3.0):
        clock.call(instant, seen.append, instant)
    clock.drain(3.0, lambda: len(seen) < 1)
    assert seen == [1.0]
    clock.drain(3.0, lambda: True)
    assert seen == [1.0, 2.0]


def test_a_moment_happens_again_when_it_is_renewed() -> None:
    """A process can wait for one moment over and over."""
    clock, seen = Clock(), list[float]()
    moment = clock.at(1.0)

    def wait() -> Generator[Event, None, None]:
        for _ in range(3):
            yield moment
            seen.append(clock.now)
            moment.renew()
            clock.schedule_at(moment, 2 * clock.now)

    clock.process(wait())
    clock.advance(10.0)
    assert seen == [1.0, 2.0, 4.0]


def test_a_process_that_fails_stops_the_run() -> None:
    """An exception inside a process comes out of the advance."""
    clock = Clock()

    def fail() -> Generator[Event, None, None]:
        yield Moment(clock) if clock.now else clock.at(1.0)
        raise LookupError

    clock.process(fail())
    with pytest.raises(LookupError):
        clock.advance(2.0)
