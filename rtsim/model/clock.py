"""The clock: SimPy's environment with events at absolute instants.

A delay is added to the present instant and rounded; an instant is not. What two parts of the model compute to be the
same instant therefore is the same, and happens in the order in which it was scheduled.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import cast

from simpy import Environment, Event
from simpy.events import NORMAL


class Moment(Event):
    """An event that happens at an instant told to the clock; it can be renewed to happen again."""

    def __init__(self, clock: "Clock") -> None:
        super().__init__(clock)
        self._ok = True
        self._value = None

    def renew(self) -> None:
        """Make ready to happen again."""
        self.callbacks = []


class Clock(Environment):
    """Simulated time in seconds, from zero."""

    def at(self, instant: float) -> Moment:
        """Give the event that happens at `instant`; a process waits for it with `yield clock.at(instant)`."""
        moment = Moment(self)
        self.schedule_at(moment, instant)
        return moment

    def call(self, instant: float, function: Callable[..., object], *arguments: object) -> None:
        """Call `function` at `instant`: an event without a process."""

        def happen(_: Event) -> None:
            function(*arguments)

        self.at(instant).callbacks = [happen]

    def schedule_at(self, event: Event, instant: float) -> None:
        """Put `event` on the calendar."""
        assert instant >= self._now, "an event lies in the past"
        heappush(self._queue, (instant, NORMAL, next(self._eid), event))

    def advance(self, until: float) -> None:
        """Let everything before `until` happen: `simpy.Environment.run` with its inner call unfolded, for speed."""
        queue = self._queue
        while queue and queue[0][0] < until:
            self._now, _, _, event = heappop(queue)
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment] # simpy's mark: it is over
            for callback in callbacks:
                callback(event)
            if not event._ok:  # noqa: SLF001 - as in `simpy.Environment.step`
                raise cast(BaseException, event.value)
        self._now = until

    def drain(self, until: float, waits: Callable[[], bool]) -> None:
        """Let what is before `until` happen as long as there is something that `waits` for it."""
        while self.peek() < until and waits():
            self.step()
