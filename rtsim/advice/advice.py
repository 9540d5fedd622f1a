"""The advice: a verdict with all that is known of how far it holds, from one set of short runs within one budget."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

from rtsim.advice.flips import Flips, Task, flips
from rtsim.advice.growth import Growth, growth
from rtsim.advice.levers import Lever
from rtsim.advice.prediction import Prediction
from rtsim.advice.probe import Probe
from rtsim.advice.unknowns import unknowns
from rtsim.advice.verdict import Verdict
from rtsim.advice.worlds import Worlds, worlds
from rtsim.analysis.budget import Budget
from rtsim.techniques import Technique

OF_WORLDS, OF_GROWTH = 0.4, 0.35  # shares of the time that is left when each begins; what flips it has the rest


@dataclass(frozen=True)
class Advice:
    """A verdict, what flips it, in how many worlds it holds, and what it would be if there were more of everything."""

    verdict: Verdict
    flips: Flips = field(default_factory=Flips)
    worlds: Worlds = field(default_factory=Worlds)
    growth: Growth = field(default_factory=Growth)


def without(verdict: Verdict, doubt: str) -> Advice:
    """Give the advice of a verdict alone, and why there is no more."""
    return Advice(verdict, Flips(doubt=doubt), Worlds(doubt=doubt), Growth(doubt=doubt))


def advise(  # noqa: PLR0913 - what is sought, by what, for how long
    task: Task,
    turned: Sequence[Lever],
    written: Mapping[str, Any],
    *,
    techniques: Mapping[str, Technique[Any]],
    executor: Executor,
    budget: Budget,
    in_flight: int,
    told: Callable[[], None],
) -> Advice:
    """Seek it within a budget of time, of inputs to turn and what is written; `told` hears of each step."""
    scenario, verdict = task.evidence.scenario, task.verdict
    prediction = Prediction(task.evidence, techniques)
    probe = Probe(techniques, executor, prediction, scenario.replications, verdict.technique or "", budget.left)
    unknown = unknowns(scenario, written)
    first = budget.part(OF_WORLDS)
    many = worlds(task, probe, unknown, budget=first, in_flight=in_flight, told=told)
    second = budget.part(OF_GROWTH)
    mapped = growth(task, probe, budget=second, told=told)
    turns = flips(task, probe, turned, told=told, budget=budget)
    budget.cut = budget.cut or first.cut or second.cut
    return Advice(verdict, turns, many, mapped)
