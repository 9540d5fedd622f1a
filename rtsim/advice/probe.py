"""The probe: verdicts on one point after another of a search, from short runs, each of which is simulated once.

A point's window is cut to what shows enough: so many messages, and every cycle of every technique (a polling interval,
a time-out, a heartbeat) a few times. Where theory is beyond its own doubt nothing is simulated.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from math import ceil, inf
from time import time
from typing import Any, Self

from rtsim.advice.confidence import Confidence
from rtsim.advice.criteria import known_mean
from rtsim.advice.decision import Decision
from rtsim.advice.evidence import Evidence
from rtsim.advice.exclusion import unavailable
from rtsim.advice.levers import REPEATED
from rtsim.advice.prediction import Outlook, Prediction, Techniques, clearly_late, foreseen, ranked, run_key, settled
from rtsim.advice.verdict import judge, weigh
from rtsim.experiments.store import Measured
from rtsim.experiments.sweep import measured
from rtsim.scenario import Scenario

MESSAGES = 100  # that a window shows on average
CYCLES = 2  # of the longest cycle that a window shows at least
PUBLISHED, DELIVERED, CLIENT = 10.0, 0.2, 5.0  # the work that each makes beside that of a request cycle


@dataclass(frozen=True)
class Finding:
    """What was found at a point: the technique to take, and how sure that is."""

    technique: str | None
    confidence: Confidence

    @classmethod
    def by_theory(cls, found: Decision) -> Self:
        """Take theory's word."""
        return cls(found.pick, Confidence("theory", found.runner_up, tied=found.equals))

    @property
    def taken(self) -> tuple[str, ...]:
        """The technique, and those that are no worse in anything that matters."""
        return (self.technique, *self.confidence.tied) if self.technique else ()


@dataclass(frozen=True)
class Look:
    """A point as it is looked at: its window cut, which techniques are simulated, and theory's word where it is enough.

    `usable` are those that nothing rules out before anything is measured; those of them that theory calls overloaded
    or clearly late are no `contenders`. `work` is that of one run of each, counted in request cycles; `messages` how
    many a run's window shows on average. `foreseen` is what theory says, `by_theory` that where it is beyond its doubt.
    """

    scenario: Scenario
    contenders: tuple[str, ...]
    usable: tuple[str, ...]
    work: Mapping[str, float]
    messages: float
    foreseen: Decision
    by_theory: Decision | None = None


class SpentError(Exception):
    """The time for all runs is up in the middle of one."""


def _heed(deadline: float, _technique: str, _replication: int, _now: float) -> None:
    """End a run that goes on at an instant of the system's clock, when it says how far it has come."""
    if time() > deadline:
        raise SpentError


class Probe:
    """Looks at points and judges them, on an executor; each run of each technique is simulated once.

    What is asked is whether the technique `about` is still to be taken, or as good as the one that is.
    A point with fewer than `full` replications is judged by its means alone: few have no interval worth the name.
    Whoever waits for a run that goes on after `seconds` from now gets `SpentError`.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what is looked at, by what, for how long
        self,
        techniques: Techniques,
        executor: Executor,
        prediction: Prediction,
        full: int,
        about: str = "",
        seconds: float = inf,
    ) -> None:
        self._heed = partial(_heed, time() + seconds)
        self._techniques = techniques
        self._executor = executor
        self._prediction = prediction
        self._full = full
        self._about = about
        self._runs: dict[tuple[str, int], Future[Measured]] = {}

    @property
    def runs(self) -> int:
        """How many runs were simulated."""
        return len(self._runs)

    def look(self, scenario: Scenario) -> Look:
        """Say how a point would be looked at; nothing is simulated yet."""
        outlooks = {name: self._prediction.outlook(scenario, name) for name in self._techniques}
        rate = max(found.quantities["published_per_s"] for found in outlooks.values())
        short = scenario.model_copy(update={"duration": window(scenario, rate), "replications": 1})
        usable = [name for name, known in self._techniques.items() if not any(unavailable(known, scenario))]
        open_to = {name: outlooks[name] for name in usable if outlooks[name].stable}
        late = clearly_late(scenario, open_to)
        return Look(
            short,
            tuple(name for name in open_to if name not in late),
            tuple(usable),
            {name: _work(short, outlooks[name].quantities) for name in usable},
            rate * short.duration,
            foreseen(scenario, open_to, ranked(self._techniques, open_to)),
            self._by_theory(scenario, open_to),
        )

    def _by_theory(self, scenario: Scenario, open_to: Mapping[str, Outlook]) -> Decision | None:
        """Give theory's word where it is enough: nothing that it does not speak of may rule a technique out."""
        server = scenario.server
        free = server.max_connections is None and server.accept_rate is None and server.model == "event-loop"
        if not free or scenario.slo or scenario.can_fail:
            return None
        return settled(scenario, open_to, ranked(self._techniques, open_to), self._about)

    def due(self, look: Look, replications: int) -> list[float]:
        """Give the work of each run that a point lacks."""
        keys = {name: run_key(look.scenario, name) for name in look.contenders}
        wanted = ((name, number) for name in look.contenders for number in range(replications))
        return [look.work[name] for name, number in wanted if (keys[name], number) not in self._runs]

    def begin(self, look: Look, replications: int) -> None:
        """Hand the runs that a point lacks to the executor."""
        for name in look.contenders:
            self._begin(look, name, replications)

    def find(self, look: Look, replications: int) -> Finding:
        """Judge a point; its runs are waited for."""
        found = judge(self._evidence(look, replications))
        return Finding(found.technique, found.confidence)

    def decide(self, look: Look, replications: int) -> Decision:
        """Decide at a point, as `find` does."""
        return weigh(self._evidence(look, replications))[0]

    def _evidence(self, look: Look, replications: int) -> Evidence:
        """Give a point's evidence. If all contenders are ruled out, the others are simulated too."""
        found = self._found(look, look.contenders, replications)
        if look.contenders != look.usable and weigh(found)[0].pick is None:
            return self._found(look, look.usable, replications)
        return found

    def _found(self, look: Look, names: Sequence[str], replications: int) -> Evidence:
        """Give the evidence of these techniques; what was not begun yet is."""
        for name in names:
            self._begin(look, name, replications)
        keys = {name: run_key(look.scenario, name) for name in names}
        found = {name: [self._runs[key, one].result() for one in range(replications)] for name, key in keys.items()}
        samples = {name: self._columns(runs) for name, runs in found.items()}
        overloaded = {name: any(run.overloaded for run in runs) for name, runs in found.items()}
        return Evidence(look.scenario, samples, overloaded, self._techniques)

    def _begin(self, look: Look, name: str, replications: int) -> None:
        key = run_key(look.scenario, name)
        for number in range(replications):
            if (key, number) not in self._runs:
                technique = self._techniques[name]
                self._runs[key, number] = self._executor.submit(measured, look.scenario, technique, number, self._heed)

    def _columns(self, runs: Sequence[Measured]) -> dict[str, tuple[float, ...]]:
        columns = {path: tuple(run.measures[path] for run in runs) for path in runs[0].measures}
        return columns if len(runs) >= self._full else {path: (known_mean(column),) for path, column in columns.items()}


def window(scenario: Scenario, rate: float) -> float:
    """Give the seconds that show enough where so many messages a second are published: whole longest cycles.

    What fails, and how clients come back from it, is only seen as a whole.
    """
    if scenario.faults:
        return scenario.duration
    cycle = max(map(_cycle, scenario.techniques.values()), default=0.0)
    wanted = min(scenario.duration, MESSAGES / rate) if rate else scenario.duration
    seconds = max(CYCLES, ceil(wanted / cycle)) * cycle if cycle else wanted
    return min(seconds, scenario.duration)


def _cycle(settings: Any) -> float:
    times = [getattr(settings, name, None) or 0.0 for name in REPEATED]
    return float(max(getattr(time, "mean", time) for time in times))


def _work(scenario: Scenario, expected: Mapping[str, float]) -> float:
    delivered = DELIVERED * expected["deliveries_per_s"]
    each_second = expected.get("requests_per_s", 0.0) + PUBLISHED * expected["published_per_s"] + delivered
    return (scenario.warmup + scenario.duration) * each_second + CLIENT * scenario.clients.count
