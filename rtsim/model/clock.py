"""The clock: SimPy's environment, whose events and the kernel's are one calendar.

Each event of SimPy has its mark among the kernel's events: what decides and what only happens follow each other in the
order in which they were told. A delay is added to the present instant and rounded; an instant is not.
"""

from collections.abc import Callable
from heapq import heappush

from simpy import Environment, Event
from simpy.events import NORMAL, EventPriority


class Moment(Event):
    """An event that happens at an instant told to the clock."""

    def __init__(self, clock: "Clock") -> None:
        super().__init__(clock)
        self._ok = True
        self._value = None


class Clock(Environment):
    """Simulated time in seconds, from zero; `mark` is told each instant at which something of the script happens."""

    def __init__(self, mark: Callable[[float], object]) -> None:
        super().__init__()
        self._mark = mark

    def at(self, instant: float) -> Moment:
        """Give the event that happens at `instant`; a process waits for it with `yield clock.at(instant)`."""
        moment = Moment(self)
        self.schedule_at(moment, instant)
        return moment

    def schedule_at(self, event: Event, instant: float) -> None:
        """Put `event` on the calendar."""
        assert instant >= self._now, "an event lies in the past"
        heappush(self._queue, (instant, NORMAL, next(self._eid), event))
        self._mark(instant)

    def schedule(self, event: Event, priority: EventPriority = NORMAL, delay: float = 0) -> None:
        """Put `event` on the calendar, as SimPy's own events do."""
        super().schedule(event, priority, delay)
        self._mark(self._now + delay)
