"""The probe: verdicts on one point after another of a search, from short runs, each of which is simulated once.

A point's window is cut to what shows enough: so many messages, and every cycle of every technique (a polling interval,
a time-out, a heartbeat) a few times. Only techniques that may be the best are simulated: those whose cost theory does
not put clearly above that of another one that is not ruled out.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from math import ceil, inf, isnan, nan
from statistics import fmean
from typing import Any

from rtsim.advice.confidence import Confidence
from rtsim.advice.evidence import Evidence
from rtsim.advice.exclusion import unavailable
from rtsim.advice.levers import REPEATED
from rtsim.advice.prediction import MARGIN, Outlook, Prediction, Techniques, run_key
from rtsim.advice.verdict import judge
from rtsim.experiments.store import Measured
from rtsim.experiments.sweep import measured
from rtsim.scenario import Scenario

MESSAGES = 100  # that a window shows on average
CYCLES = 2  # of the longest cycle that a window shows at least
BY_THEORY = Confidence("theory")
PUBLISHED, DELIVERED, CLIENT = 10.0, 0.2, 5.0  # the work that each makes beside that of a request cycle


@dataclass(frozen=True)
class Finding:
    """What was found at a point: the best technique, and how sure that is."""

    technique: str | None
    confidence: Confidence


@dataclass(frozen=True)
class Look:
    """A point as it is looked at: its window cut, what theory says of each technique, and which are simulated at first.

    `usable` are those that nothing rules out before anything is measured. `work` is that of one run of each, counted in
    request cycles; `messages` how many a run's window shows on average.
    """

    scenario: Scenario
    outlooks: Mapping[str, Outlook]
    contenders: tuple[str, ...]
    usable: tuple[str, ...]
    work: Mapping[str, float]
    messages: float

    def beside(self, names: Iterable[str]) -> "Look":
        """Give the same look with these techniques simulated too, unless they are ruled out or theory has them so."""
        more = [name for name in names if name in self.usable and self.outlooks[name].stable]
        return replace(self, contenders=tuple(dict.fromkeys((*self.contenders, *more))))

    @property
    def obvious(self) -> bool:
        """Whether theory alone says which is the best: no other may be, and nothing can rule that one out."""
        server = self.scenario.server
        free = server.max_connections is None and server.accept_rate is None and server.model == "event-loop"
        free = free and not (self.scenario.slo or self.scenario.faults)
        return len(self.contenders) == 1 and free and self.outlooks[self.contenders[0]].known


class Probe:
    """Looks at points and judges them, on an executor; each run of each technique is simulated once.

    A point with fewer than `full` replications is judged by its means alone: few have no interval worth the name.
    """

    def __init__(self, techniques: Techniques, executor: Executor, prediction: Prediction, full: int) -> None:
        self._techniques = techniques
        self._executor = executor
        self._prediction = prediction
        self._full = full
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
        first = _within(outlooks, usable, min((outlooks[name].cost for name in usable), default=inf, key=_known_first))
        work = {name: _work(short, outlooks[name].quantities) for name in usable}
        return Look(short, outlooks, tuple(first), tuple(usable), work, rate * short.duration)

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
        """Judge a point; its runs are waited for. In place of contenders that are ruled out, the next are simulated."""
        tried = list(look.contenders)
        while True:
            found = judge(self._evidence(look, tried, replications))
            least = min((look.outlooks[name].cost for name in found.scores), default=inf, key=_known_first)
            more = [name for name in _within(look.outlooks, look.usable, least) if name not in tried]
            if not more:
                left_out = set(look.usable) - set(tried)
                return Finding(found.technique, _behind(found.confidence) if left_out else found.confidence)
            for name in more:
                self._begin(look, name, replications)
            tried += more

    def _begin(self, look: Look, name: str, replications: int) -> None:
        key = run_key(look.scenario, name)
        for number in range(replications):
            if (key, number) not in self._runs:
                technique = self._techniques[name]
                self._runs[key, number] = self._executor.submit(measured, look.scenario, technique, number)

    def _evidence(self, look: Look, names: Iterable[str], replications: int) -> Evidence:
        found = {name: self._results(run_key(look.scenario, name), replications) for name in names}
        samples = {name: self._columns(runs) for name, runs in found.items()}
        overloaded = {name: any(run.overloaded for run in runs) for name, runs in found.items()}
        return Evidence(look.scenario, samples, overloaded, self._techniques)

    def _results(self, key: str, replications: int) -> list[Measured]:
        return [self._runs[key, number].result() for number in range(replications)]

    def _columns(self, runs: Sequence[Measured]) -> dict[str, tuple[float, ...]]:
        columns = {path: tuple(run.measures[path] for run in runs) for path in runs[0].measures}
        return columns if len(runs) >= self._full else {path: (_mean(column),) for path, column in columns.items()}


def _within(outlooks: Mapping[str, Outlook], names: Iterable[str], least: float) -> list[str]:
    """Give the techniques that may be the best beside one of this cost: all that theory does not put clearly above."""
    return [name for name in names if outlooks[name].stable and not outlooks[name].cost > least + MARGIN]


def _behind(known: Confidence) -> Confidence:
    """Give how sure a verdict is when others were left out, as theory puts them far behind: it is not alone then."""
    return BY_THEORY if known.word == "alone" else known


def _known_first(cost: float) -> tuple[bool, float]:
    return isnan(cost), cost


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
    """Give the longest time after which a technique's settings repeat something."""
    times = [getattr(settings, name, None) or 0.0 for name in REPEATED]
    return float(max(getattr(time, "mean", time) for time in times))


def _work(scenario: Scenario, expected: Mapping[str, float]) -> float:
    """Give the work of one run, in request cycles."""
    delivered = DELIVERED * expected["deliveries_per_s"]
    each_second = expected.get("requests_per_s", 0.0) + PUBLISHED * expected["published_per_s"] + delivered
    return (scenario.warmup + scenario.duration) * each_second + CLIENT * scenario.clients.count


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not isnan(value)]
    return fmean(known) if known else nan
