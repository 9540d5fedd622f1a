"""A case: something to simulate whose answer is known from elsewhere; a check and a row for each quantity of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from rtsim.analysis.estimates import Estimate
from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.techniques import techniques
from rtsim.validation.measures import measured
from rtsim.validation.rules import EXACT, Rule
from rtsim.validation.worlds import NEVER, SOCKET, world

THEORY, FAULTS, PUBLISHED, MEASURED = GROUPS = ("theory", "faults", "published", "measured")
"""Where an expected value comes from: a closed form (faults: of what breaks), a publication, a measured server."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One quantity of one case: expected, simulated, and whether they agree.

    `unit` is s, bytes, share, per second, count or bit/s, for `expected` and `simulated` alike. `tolerance` says in
    words how near they have to be. `passed` is None where the value is reported only, or cannot be reproduced: `note`
    says why.
    """

    case: str
    group: str
    source: str
    quantity: str
    unit: str
    expected: float
    simulated: Estimate
    tolerance: str
    passed: bool | None
    note: str = ""


@dataclass(frozen=True)
class Check:
    """One quantity: what is expected, what reads it from one replication, and how near it has to be.

    `measure` is the dotted path of a measure of the JSON, or anything that is called with a replication, whatever that
    is for the case. What it gives counts less a constant and per so many.
    """

    quantity: str
    unit: str
    expected: float
    measure: str | Callable[[Any], float]
    rule: Rule = EXACT
    note: str = ""
    less: float = 0.0
    per: float = 1.0

    def exactly(self) -> "Check":
        """Give the same check where the value is the same in every replication."""
        return replace(self, rule=EXACT)

    def row(self, case: "Case", replications: Sequence[Any]) -> Row:
        """Measure all replications, and compare."""
        read = partial(measured, self.measure) if isinstance(self.measure, str) else self.measure
        simulated = self.rule.simulated([(read(each) - self.less) / self.per for each in replications])
        return Row(
            case=case.name,
            group=case.group,
            source=case.source,
            quantity=self.quantity,
            unit=self.unit,
            expected=self.expected,
            simulated=simulated,
            tolerance=self.rule.words,
            passed=self.rule.judge(simulated, self.expected),
            note=self.note,
        )


@dataclass(frozen=True)
class Case:
    """What has to be compared; picklable, so that a process of its own may run it.

    `replications` simulates: it gives what the checks' measures are read from. The catalogue gives the case its group.
    """

    name: str
    source: str
    replications: Callable[[], Sequence[Any]]
    checks: tuple[Check, ...]
    group: str = THEORY

    def run(self) -> list[Row]:
        """Simulate every replication, and compare."""
        replications = self.replications()
        return [check.row(self, replications) for check in self.checks]


def case(name: str, source: str, *checks: Check, **sections: Any) -> Case:
    """Give a case that simulates a small world, of whose sections `world` tells.

    Unless they say otherwise clients have WebSockets on which nothing comes.
    """
    return of(name, source, world(**({"messages": NEVER, "techniques": SOCKET} | sections)), *checks)


def of(name: str, source: str, scenario: Scenario, *checks: Check) -> Case:
    """Give a case that simulates a scenario."""
    return Case(name, source, partial(recorded, scenario), checks)


def recorded(scenario: Scenario) -> list[Recording]:
    """Simulate all replications of the scenario's only technique, and keep every delivery."""
    (name,) = scenario.techniques
    return [
        simulate(plan(scenario, techniques()[name], number, keeps_deliveries=True))
        for number in range(scenario.replications)
    ]
