"""The decision: which of several techniques to take, from what each costs and from what matters.

What comes too late where real time is needed is out, unless all do. Costs are counted in steps, a step being a
difference that just matters: small costs in what matters itself, large ones in shares, as what is felt grows by Weber
and Fechner's law. One technique puts another one out if it is better by more than a step in anything, and is worse by
more than a step in nothing or takes fewer steps in all, as they are weighed. Of those left the simplest is taken. So no
difference of less than a step puts anything out, and what gets worse in anything never wins by it: it only loses what
it puts others out with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, inf, isnan, log, nan
from typing import Literal

LEAST = 1e-12  # stands for what matters where every difference does: a step has to have a size

Step = Literal["none", "alone", "equals", "best", "weights"]
Costs = Mapping[str, Mapping[str, float]]
"""For each technique what it costs in each criterion, by its words; not a number where it is not known."""


@dataclass(frozen=True)
class Stake:
    """What a criterion is worth: a difference counts if it is larger than `matter`, and weighs `weight`."""

    matter: float
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a decision rests on beside the costs.

    A difference that counts is also larger than `share` of the lower cost. `ranks` say how hard each technique is to
    build, 1 for simple; they count if `building` is above 0. What costs more than `in_time` in the criterion `clock` is
    late.
    """

    stakes: Mapping[str, Stake]
    ranks: Mapping[str, float]
    share: float = 0.1
    building: float = 1.0
    clock: str = ""
    in_time: float = inf

    def steps(self, one: str, cost: float) -> float:
        """Count a cost in steps: of what matters up to where that is `share` of the cost, in ratios from there on.

        The scale has no kink there, so that a step is nowhere less than what matters, nor than that share. Nothing is
        held against what is not known.

        >>> terms = Terms(stakes={"latency": Stake(0.1)}, ranks={})
        >>> terms.steps("latency", 0.25), terms.steps("latency", 1.0), terms.steps("latency", 2.0)
        (2.5, 10.0, 16.93...)
        """
        matter = max(self.stakes[one].matter, LEAST)
        if isnan(cost):
            return 0.0
        if cost * self.share <= matter:
            return cost / matter
        return (1 + log(cost * self.share / matter)) / self.share

    def cost(self, one: str, steps: float) -> float:
        """Give the cost that is so many steps.

        >>> Terms(stakes={"latency": Stake(0.1)}, ranks={}).cost("latency", 2.5)
        0.25
        """
        matter = max(self.stakes[one].matter, LEAST)
        if steps * self.share <= 1:
            return steps * matter
        return matter / self.share * exp(steps * self.share - 1)

    @property
    def whole(self) -> float:
        """All weights together."""
        return sum(stake.weight for stake in self.stakes.values()) or 1.0


@dataclass(frozen=True)
class Decision:
    """What was decided, and how.

    `none`: there was nothing to choose from. `alone`: all others are late, or there are none. `equals`: the `equals`
    and the pick differ in nothing that matters, and the pick is among the simplest of them. `best`: nothing is better
    than the pick in anything that matters. `weights`: something is, and what speaks for the pick outweighs it.

    `steps` are those of each candidate in each criterion, `total` all of a candidate's as they are weighed.
    """

    step: Step
    pick: str | None = None
    equals: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    runner_up: str = ""
    steps: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    total: Mapping[str, float] = field(default_factory=dict)

    @property
    def taken(self) -> tuple[str, ...]:
        """The pick and its equals."""
        return (self.pick, *self.equals) if self.pick else ()

    def worse(self, name: str, other: str) -> tuple[str, ...]:
        """Give the criteria in which a candidate is worse than another one by what matters, the farthest first."""
        far = {one: of - self.steps[other][one] for one, of in self.steps[name].items()}
        return tuple(sorted((one for one in far if far[one] > 1), key=lambda one: -far[one]))


def decide(costs: Costs, terms: Terms) -> Decision:
    """Choose among techniques, none of which is ruled out."""
    found = _choose(costs, terms)
    if found.equals:
        return replace(found, runner_up=min(found.equals, key=lambda name: (found.total[name], name)))
    others = {name: of for name, of in costs.items() if name != found.pick}
    return replace(found, runner_up=_choose(others, terms).pick or "")


def _choose(costs: Costs, terms: Terms) -> Decision:
    late = tuple(name for name, of in costs.items() if of.get(terms.clock, 0.0) > terms.in_time)
    if len(late) == len(costs):  # nothing is out if all are too late
        late = ()
    left = [name for name in costs if name not in late]
    if not left:
        return Decision("none")
    steps = {name: {one: terms.steps(one, costs[name].get(one, nan)) for one in terms.stakes} for name in left}
    total = {name: weighed(steps[name], terms) for name in left}
    found = Decision("none", late=late, steps=steps, total=total)
    kept = _kept(found, left)
    pick = min(kept, key=lambda name: (terms.ranks[name] if terms.building else 0.0, total[name], name))
    equals = [name for name in kept if name != pick and not found.worse(name, pick) and not found.worse(pick, name)]
    beaten = any(found.worse(pick, name) for name in left)
    step: Step = "alone" if len(left) == 1 else "equals" if equals else "weights" if beaten else "best"
    return replace(found, step=step, pick=pick, equals=tuple(equals))


def weighed(steps: Mapping[str, float], terms: Terms) -> float:
    """Give all steps together, as they are weighed."""
    return sum(stake.weight * steps[one] for one, stake in terms.stakes.items())


def behind(found: Decision, name: str, terms: Terms) -> float:
    """Give how many times as much a candidate costs as the pick where costs below what matters are no costs.

    It is the weighted geometric mean of the ratios of what is large, and 1 for the pick and its equals.
    """
    if name in found.taken:
        return 1.0
    more = found.total[name] - found.total[str(found.pick)]
    return exp(max(0.0, more) / terms.whole * terms.share)


def _kept(found: Decision, left: Sequence[str]) -> list[str]:
    """Give what nothing puts out; what is better by a trifle in all and worse in nothing may go round in a circle."""
    free = [name for name in left if not any(_puts_out(found, other, name) for other in left)]
    total = found.total
    return free or [
        name for name in left if not any(found.worse(name, other) and total[other] < total[name] for other in left)
    ]


def _puts_out(found: Decision, one: str, other: str) -> bool:
    """Tell whether one is better in anything that matters, and worse in nothing, or outweighs it."""
    return bool(found.worse(other, one)) and not (found.worse(one, other) and found.total[one] >= found.total[other])
