from collections.abc import Generator

import pytest
from simpy import Event

from rtsim.model.clock import Clock, Moment
from tests.model.runs import planned
from tests.model.worlds import begun


def test_each_event_has_its_mark() -> None:
    """Whatever is put on the calendar, now, at an instant or after a delay, its instant is told."""
    marks = list[float]()
    clock = Clock(marks.append)
    clock.at(2.0)
    clock.timeout(0.5)
    clock.event().succeed()
    assert marks == [2.0, 0.5, 0.0]


def test_events_happen_in_order_of_time_then_of_scheduling() -> None:
    """What is scheduled for one instant happens in the order of scheduling, whatever comes between."""
    clock, happened = Clock(lambda _: None), list[str]()

    def wait(instant: float, name: str) -> Generator[Event, None, None]:
        yield clock.at(instant)
        happened.append(name)

    for instant, name in [(2.0, "c"), (1.0, "a"), (2.0, "d"), (1.0, "b")]:
        clock.process(wait(instant, name))
    clock.run()
    assert happened == ["a", "b", "c", "d"]


def test_an_instant_is_not_rounded() -> None:
    """An event happens at the very double that was asked for, which adding a delay would round."""
    clock, seen = Clock(lambda _: None), list[float]()

    def wait() -> Generator[Event, None, None]:
        yield clock.at(0.3)
        yield clock.at(0.9)
        seen.append(clock.now)

    clock.process(wait())
    clock.run()
    assert seen == [0.9]
    assert 0.3 + (0.9 - 0.3) != 0.9


def test_the_past_is_over() -> None:
    """Nothing can be scheduled before the present."""
    clock = Clock(lambda _: None)
    clock.at(1.0)
    clock.step()
    with pytest.raises(AssertionError, match="past"):
        clock.at(0.5)


def test_a_process_that_fails_stops_the_run() -> None:
    """An exception inside a process comes out of the advance."""
    run = begun(planned("websocket"))
    clock = run.clock

    def fail() -> Generator[Event, None, None]:
        yield Moment(clock) if clock.now else clock.at(1.0)
        raise LookupError

    clock.process(fail())
    run.advance(1.0)
    with pytest.raises(LookupError):
        run.advance(2.0)
