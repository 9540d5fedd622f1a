"""The bill: a technique's monthly cost as estimates over replications, and against the other techniques."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rtsim.analysis.comparison import Comparison, Difference
from rtsim.analysis.estimates import Estimate, difference, estimate, verdict
from rtsim.money.cost import Cost, monthly_cost, offer
from rtsim.results import measures
from rtsim.scenario.pricing import Prices

PER_MONTH = "cost.per_month"
OVERLOADED = "overloaded: no steady load to price"


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What a month under one technique costs in US dollars; `costs` has one for each replication, none if unpriced.

    `offered` is whether the book carries the technique, `note` why there is no cost, or what to know about it.
    """

    offered: bool
    note: str
    clients: int
    costs: tuple[Cost, ...] = ()

    @property
    def priced(self) -> bool:
        """Whether there is a cost."""
        return bool(self.costs)

    @property
    def per_month(self) -> Estimate:
        """The whole cost."""
        return estimate([cost.per_month for cost in self.costs])

    @property
    def per_client_month(self) -> Estimate:
        """The whole cost by the number of clients."""
        return estimate([cost.per_month / self.clients for cost in self.costs])

    @property
    def parts(self) -> Mapping[str, Estimate]:
        """The cost part by part."""
        names = self.costs[0].parts if self.costs else {}
        return {name: estimate([cost.parts[name] for cost in self.costs]) for name in names}

    @property
    def servers(self) -> Estimate:
        """How many servers are paid for."""
        return estimate([cost.servers.count for cost in self.costs])

    @property
    def bound_by(self) -> str:
        """Which capacity of a server asks for so many, in most replications; empty without servers."""
        found = Counter(cost.servers.bound_by for cost in self.costs)
        return found.most_common(1)[0][0] if found else ""


def bills(comparison: Comparison) -> dict[str, Bill]:
    """Give each technique's bill under the scenario's prices; none without prices."""
    prices = comparison.scenario.prices
    return {} if prices is None else {name: _bill(comparison, name, prices) for name in comparison.estimates}


def _bill(comparison: Comparison, name: str, prices: Prices) -> Bill:
    scenario, technique = comparison.scenario, comparison.outcome.techniques[name]
    clients, said = scenario.clients.count, offer(technique, scenario, prices.terms)
    if not said.offered:
        return Bill(offered=False, note=said.note, clients=clients)
    if comparison.overloaded[name]:
        return Bill(offered=True, note=OVERLOADED, clients=clients)
    runs = comparison.outcome.recordings[name]
    costs = tuple(monthly_cost(measures(run), technique, scenario, prices=prices) for run in runs)
    return Bill(offered=True, note=said.note, clients=clients, costs=costs)


def cost_differences(found: Mapping[str, Bill]) -> list[Difference]:
    """Compare the priced techniques pair by pair, over replications with common random numbers."""
    priced = {name: _months(bill.costs) for name, bill in found.items() if bill.priced}
    compared = []
    for a, b in combinations(priced, 2):
        by = difference(priced[a], priced[b])
        compared.append(Difference(a, b, PER_MONTH, by, verdict(by)))
    return compared


def _months(costs: Sequence[Cost]) -> list[float]:
    return [cost.per_month for cost in costs]


def above_cheapest(found: Mapping[str, Bill]) -> dict[str, Estimate]:
    """Give how much more each priced technique costs than the one that costs least; zero for that one."""
    priced = {name: _months(bill.costs) for name, bill in found.items() if bill.priced}
    if not priced:
        return {}
    least = min(priced, key=lambda name: found[name].per_month.mean)
    return {name: difference(months, priced[least]) for name, months in priced.items()}
