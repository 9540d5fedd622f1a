"""What flips a verdict: each input of the scenario, turned alone up to 64 times up and down, until another wins.

A verdict flips when the technique of now is neither taken any more nor as good as the one that is. Points at which
theory leaves a doubt are simulated: on the way as short runs in a few replications, judged by their means, and the two
values at the change in all replications. What limits and weights would flip it needs no runs: they judge the same
evidence anew, and so do differences that matter.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf

from rtsim.advice.evidence import Evidence
from rtsim.advice.levers import Lever, limit_levers, matter_levers, weight_levers
from rtsim.advice.probe import Finding, Look, Probe, SpentError
from rtsim.advice.search import Answer, Ask, Change, Holds, Side, search
from rtsim.advice.verdict import Verdict, judge
from rtsim.analysis.budget import Budget

FEW = 2  # replications of a point that only shows the way
MOST_WORK = 150_000  # request cycles of one run: a few seconds
MOST_IN_ALL = 5_000_000  # of all runs of a search
FEWEST = 5.0  # messages that a window must show on average, or as many as the scenario's own does
DOWN, UP = 0.5, 2.0
COSTLY, RARE = "takes too long to simulate", "shows too few messages"
SPENT = "not tried: work spent"
SPENT_ALL = "the budget of time was spent"
LATE = f"not tried: {SPENT_ALL}"

Place = tuple[str, float]
"""A lever's path, and the factor to one side."""

Answers = Callable[[Mapping[Place, Ask]], Mapping[Place, Answer]]
"""Answers what searches ask, by their places."""

Told = Callable[[], None]
"""Called whenever one side of one lever is searched."""


@dataclass(frozen=True)
class Turn:
    """What turning one input does: to the side of smaller values, and to that of larger ones."""

    lever: Lever
    below: Side
    above: Side

    @property
    def change(self) -> Change | None:
        """The nearer of its changes, if there is any."""
        changes = [side for side in (self.below, self.above) if isinstance(side, Change)]
        return min(changes, key=self._factor, default=None)

    @property
    def nearness(self) -> float:
        """By which factor the nearest change lies away; what does not change is farthest."""
        return self._factor(self.change) if self.change else inf

    def _factor(self, change: Change) -> float:
        return max(change.changes / self.lever.now, self.lever.now / change.changes)


@dataclass(frozen=True)
class Flips:
    """What flips a verdict, input by input; by how many replications on the way and at the change, in which window.

    `doubt` says why nothing was searched, if nothing was.
    """

    turns: tuple[Turn, ...] = ()
    replications: tuple[int, int] = (0, 0)
    window: float = 0.0
    runs: int = 0
    doubt: str = ""

    @property
    def nearest(self) -> list[Turn]:
        """All turns, the nearest change first."""
        return sorted(self.turns, key=lambda turn: turn.nearness)


@dataclass(frozen=True)
class Task:
    """What is searched: the evidence now, and its verdict."""

    evidence: Evidence
    verdict: Verdict

    def holds(self, found: Finding) -> bool:
        """Tell whether the technique of now is the one of a point, or one that is as good there in all that matters."""
        return self.verdict.technique in found.taken


def flips(  # noqa: PLR0913 - a search's own
    task: Task,
    probe: Probe,
    turned: Sequence[Lever],
    *,
    told: Told = lambda: None,
    most: float = MOST_IN_ALL,
    budget: Budget | None = None,
) -> Flips:
    """Find what flips a verdict among the levers `turned`, the limits and the weights; `most` is the work of it all."""
    budget = budget or Budget()
    if not budget.allows():
        return Flips(doubt=SPENT_ALL)
    scenario = task.evidence.scenario
    full, few = scenario.replications, min(FEW, scenario.replications)
    look = probe.look(scenario)
    probe.begin(look, few)
    try:
        now = probe.find(look, few)
    except SpentError:
        return Flips(doubt=SPENT_ALL)
    if not task.holds(now):
        return Flips(doubt=f"short runs make it {now.technique or 'none'}: what flips it would be chance")
    drive = _Drive(task, probe, min(FEWEST, look.messages), most, budget)
    found = _turns(turned, task.holds, drive.answers, told)
    known = (*limit_levers(scenario), *weight_levers(scenario), *matter_levers(scenario))
    judged = _turns(known, task.holds, partial(_judged_anew, task))
    return Flips((*found, *judged), (few, full), look.scenario.duration, probe.runs)


def _turns(found: Sequence[Lever], holds: Holds, answers: Answers, told: Told = lambda: None) -> list[Turn]:
    """Search all levers to both sides, side by side: in each round every search gets the answer that it waits for."""
    searches = {(lever.path, factor): search(lever, factor, holds) for lever in found for factor in (DOWN, UP)}
    sides: dict[Place, Side] = {}
    asked: dict[Place, Ask] = {}

    def step(key: Place, go_on: Callable[[], Ask]) -> None:
        """Let a search go on to what it asks next, or to its end."""
        try:
            asked[key] = go_on()
        except StopIteration as ended:
            sides[key] = ended.value
            told()

    for key, steps in searches.items():
        step(key, partial(next, steps))
    while asked:
        given = answers(asked)
        asked.clear()
        for key, answer in given.items():
            step(key, partial(searches[key].send, answer))
    return [Turn(lever, sides[lever.path, DOWN], sides[lever.path, UP]) for lever in found]


def _judged_anew(task: Task, asked: Mapping[Place, Ask]) -> dict[Place, Answer]:
    """Answer with limits and weights, for which the evidence is there already."""
    verdicts = {key: judge(replace(task.evidence, scenario=ask.scenario)) for key, ask in asked.items()}
    return {key: Finding(found.technique, found.confidence) for key, found in verdicts.items()}


class _Drive:
    """Answers searches by theory and short runs, as far as the work and the time allow."""

    def __init__(self, task: Task, probe: Probe, fewest: float, work: float, budget: Budget) -> None:
        full = task.evidence.scenario.replications
        self._probe = probe
        self._replications = {"doubling": min(FEW, full), "halving": min(FEW, full), "confirming": full}
        self._fewest = fewest
        self._left = work
        self._budget = budget

    def answers(self, asked: Mapping[Place, Ask]) -> dict[Place, Answer]:
        """Answer what is asked, all runs of it side by side."""
        looks = {key: self._affordable(ask) for key, ask in asked.items()}
        return {key: self._answer(look, asked[key]) for key, look in looks.items()}

    def _answer(self, look: Look | str, asked: Ask) -> Answer:
        if isinstance(look, str):
            return look
        if look.by_theory and asked.stage != "confirming":
            return Finding.by_theory(look.by_theory)
        try:
            return self._probe.find(look, self._replications[asked.stage])
        except SpentError:
            return LATE

    def _affordable(self, ask: Ask) -> Look | str:
        """Hand a point's runs to the executor, unless they are too much work; a change is followed up in any case."""
        look, replications = self._probe.look(ask.scenario), self._replications[ask.stage]
        if look.messages < self._fewest:
            return RARE
        if look.by_theory and ask.stage != "confirming":
            return look
        if not self._budget.allows():
            return LATE
        work = self._probe.due(look, replications)
        if ask.stage != "confirming" and max(work, default=0.0) > MOST_WORK:
            return COSTLY
        if ask.stage == "doubling" and sum(work) > self._left:
            return SPENT
        self._left -= sum(work)
        self._probe.begin(look, replications)
        return look
