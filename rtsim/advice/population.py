"""The population: what a technique costs for all clients of a scenario together, in absolute numbers."""

from dataclasses import dataclass
from math import nan

from rtsim.advice.criteria import LATENCY, LOAD, MEMORY, MONEY, TRAFFIC, mean_cost
from rtsim.advice.evidence import Evidence
from rtsim.money.cost import SECONDS


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """What all clients together cost: seconds, cores, bytes of memory, bytes and US dollars a month.

    What is not known, as prices that the scenario has not, is not a number.
    """

    latency: float
    cores: float
    memory: float
    traffic: float
    client_traffic: float
    money: float = nan


def bulk(evidence: Evidence, name: str) -> Bulk:
    """Give what a technique costs if what was measured goes on for a month of 730 hours."""
    client = mean_cost(evidence, TRAFFIC, name) / 8 * SECONDS
    return Bulk(
        latency=mean_cost(evidence, LATENCY, name),
        cores=mean_cost(evidence, LOAD, name),
        memory=mean_cost(evidence, MEMORY, name),
        traffic=client * evidence.scenario.clients.count,
        client_traffic=client,
        money=mean_cost(evidence, MONEY, name) if evidence.scenario.prices else nan,
    )
