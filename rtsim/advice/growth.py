"""Growth: which technique to take if there were more clients or more messages, on a grid around the scenario's own.

Theory, scaled to what was measured in the scenario, decides where it is beyond its own doubt. Elsewhere, near the
borders between two techniques, short runs do, the nearest first, until time is up; what they do not reach keeps
theory's word and is marked as open. What theory does not settle is the band in which a border lies.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import log
from typing import Literal

from rtsim.advice.decision import Decision
from rtsim.advice.flips import FEWEST, MOST_WORK, SPENT_ALL, Task
from rtsim.advice.levers import MOST_CLIENTS, pace, placed
from rtsim.advice.probe import Look, Probe, SpentError
from rtsim.analysis.budget import Budget
from rtsim.scenario import Scenario
from rtsim.units import Text, time_text

POWERS = range(-3, 7)  # of 2: an eighth to 64 times as many clients
RATES = range(-4, 7, 2)  # of 2: a sixteenth to 64 times as many messages

How = Literal["theory", "simulated", "open"]


@dataclass(frozen=True)
class Axis:
    """How often messages come: the path, its value now, and how it is written.

    `grows` is whether it is a total that goes to single clients or rooms, and so grows with them on the map.
    """

    path: str
    now: float
    text: Text
    grows: bool = False


@dataclass(frozen=True)
class Spot:
    """One point of the map: clients, the value on the axis of messages, and what to take there.

    `value` is that at the scenario's own number of clients. `taken` are the technique and those that are as good in all
    that matters; none where all are ruled out.
    """

    clients: int
    value: float
    technique: str | None
    taken: tuple[str, ...]
    how: How


@dataclass(frozen=True)
class Growth:
    """The map; `doubt` says why there is none."""

    axis: Axis | None = None
    clients: int = 0
    spots: tuple[Spot, ...] = ()
    doubt: str = ""

    @property
    def counts(self) -> list[int]:
        """The numbers of clients, ascending."""
        return sorted({spot.clients for spot in self.spots})

    @property
    def values(self) -> list[float]:
        """The values on the axis of messages, from rare to frequent."""
        found = sorted({spot.value for spot in self.spots})
        return found[::-1] if self.axis is not None and self.axis.text is time_text else found

    def at(self, clients: int, value: float) -> Spot:
        """Give a point."""
        return next(spot for spot in self.spots if (spot.clients, spot.value) == (clients, value))


def growth(task: Task, probe: Probe, *, budget: Budget, told: Callable[[], None] = lambda: None) -> Growth:
    """Make the map."""
    scenario = task.evidence.scenario
    axis = _axis(scenario)
    if axis is None:
        return Growth(doubt=f"messages of process {scenario.messages.process} have no rate to vary")
    if task.verdict.technique is None:
        return Growth(doubt="every technique is ruled out")
    looks = {}
    for clients, value in _grid(scenario, axis):
        if not budget.allows():
            return Growth(doubt=SPENT_ALL)
        rate = value * clients / scenario.clients.count if axis.grows else value
        changed = placed(axis.path.replace("-", "_"), placed("clients.count", scenario, clients), rate)
        looks[clients, value] = probe.look(changed)
        told()
    count = scenario.clients.count
    near = sorted(looks, key=lambda place: abs(log(place[0] / count)) + abs(log(place[1] / axis.now)))
    return Growth(axis, count, tuple(_spot(place, looks[place], probe, budget) for place in near))


def _spot(place: tuple[int, float], look: Look, probe: Probe, budget: Budget) -> Spot:
    if look.by_theory is not None:
        return _of(look.by_theory, place, "theory")
    work = probe.due(look, 1)
    if look.messages < FEWEST or not work or max(work) > MOST_WORK or not budget.allows():
        return _of(look.foreseen, place, "open")
    try:
        return _of(probe.decide(look, 1), place, "simulated")
    except SpentError:
        return _of(look.foreseen, place, "open")


def _of(found: Decision, place: tuple[int, float], how: How) -> Spot:
    return Spot(*place, found.pick, found.taken, how)


def _grid(scenario: Scenario, axis: Axis) -> Iterator[tuple[int, float]]:
    count = scenario.clients.count
    least = scenario.messages.room_size if scenario.messages.audience == "room" else 2
    for power in POWERS:
        clients = round(count * 2.0**power)
        if least <= clients <= max(MOST_CLIENTS, count):
            yield from ((clients, axis.now * 2.0**step) for step in RATES)


def _axis(scenario: Scenario) -> Axis | None:
    """Give the axis of messages; a time between bursts that would have to grow has none."""
    found, messages = pace(scenario), scenario.messages
    grows = messages.origin != "clients" and messages.audience != "everyone"
    return None if found is None or (grows and messages.bursts is not None) else Axis(*found, grows)
