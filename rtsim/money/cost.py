"""The monthly cost of one run: its usage, kept up for a month, at a scenario's prices.

A month has 730 hours, which is AWS's own convention (its Pricing Calculator shows 730 hours/month). Nothing is free:
free tiers are for new accounts or the first bytes of a month.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, nan
from typing import Any, NamedTuple

from rtsim.money.usage import Usage, is_event_stream, longest_hold, usage
from rtsim.planning.planner import carry
from rtsim.scenario import Scenario
from rtsim.scenario.pricing import Book, Prices
from rtsim.scenario.tariffs import Tariff
from rtsim.techniques import Carriage, Technique
from rtsim.units import time_text

HOURS = 730.0
MINUTES = 60 * HOURS
SECONDS = 3600 * HOURS
FREE_RULES = 10  # that an Application Load Balancer does not count: aws.amazon.com/elasticloadbalancing/pricing
MARGIN = 1.0  # seconds by which a hold should end before whoever waits for it gives up


@dataclass(frozen=True)
class Servers:
    """How many servers a load needs, and which of a server's capacities it is that asks for so many."""

    count: int
    bound_by: str


NO_SERVERS = Servers(0, "")
"""What a book needs that charges for no servers."""


@dataclass(frozen=True)
class Cost:
    """What a month costs in US dollars, part by part."""

    parts: Mapping[str, float]
    servers: Servers = NO_SERVERS

    @property
    def per_month(self) -> float:
        """All parts together."""
        return sum(self.parts.values())


@dataclass(frozen=True)
class Offer:
    """Whether a provider carries a technique at all, and what to know about it."""

    offered: bool
    note: str = ""


def monthly_cost(
    measures: Mapping[str, float], technique: Technique[Any], scenario: Scenario, *, prices: Prices
) -> Cost:
    """Give what one run's load costs in a month; `measures` are all of the run's, by their dotted paths.

    The run has to be a steady one, under a technique that the book offers.
    """
    used = usage(measures, carry(scenario, technique), scenario, prices=prices)
    parts = {name: _PARTS[name].cost(used, prices) for name in parts_of(prices)}
    return Cost(parts, servers(used, prices) if prices.server_hour else NO_SERVERS)


def monthly_costs(
    samples: Mapping[str, Sequence[float]], technique: Technique[Any], scenario: Scenario, prices: Prices
) -> tuple[float, ...]:
    """Give what a month costs by each of a technique's replications; not a number where the book does not carry it.

    `samples` are the values of all measures, one for each replication.
    """
    runs = [dict(zip(samples, row, strict=True)) for row in zip(*samples.values(), strict=True)]
    if not offer(technique, scenario, prices.terms).offered:
        return (nan,) * len(runs)
    return tuple(monthly_cost(run, technique, scenario, prices=prices).per_month for run in runs)


def servers(used: Usage, prices: Prices) -> Servers:
    """Give the servers that a load needs: whole ones, one at least.

    Cores and network are to be used up to a share in the mean, memory up to a share at its peak.
    """
    needed = {
        "cpu": used.cores / (prices.server_cores * prices.target_utilisation),
        "memory": used.memory / (prices.server_memory * prices.target_memory),
        "network": used.network / (prices.server_network * prices.target_utilisation),
        "connections": used.most_connections / prices.connection_limit,
    }
    bound_by = max(needed, key=needed.__getitem__)
    return Servers(max(1, ceil(needed[bound_by])), bound_by)


def balancer_units(used: Usage, prices: Prices) -> float:
    """Give the capacity units of a load balancer: the largest of its four dimensions."""
    evaluated = used.requests * max(0, prices.balancer_rules - FREE_RULES)
    return max(
        used.opened / prices.unit_new_connections,
        used.open / prices.unit_active_connections,
        used.processed * 3600 / prices.unit_hourly_bytes,
        evaluated / prices.unit_rule_evaluations,
    )


def _load_balancer(used: Usage, prices: Prices) -> float:
    return (prices.balancer_hour + prices.balancer_unit_hour * balancer_units(used, prices)) * HOURS


class _Part(NamedTuple):
    """One part of a cost: US dollars a month from usage and prices, and whether a provider asks for it at all."""

    cost: Callable[[Usage, Prices], float]
    asked: Callable[[Prices], bool]


def _metered(tariff: Callable[[Prices], Tariff], amount: Callable[[Usage], float]) -> _Part:
    """Give the part that a tariff asks for an amount in a month."""
    return _Part(lambda used, prices: tariff(prices).cost(amount(used)), lambda prices: tariff(prices).asks)


_PARTS: Mapping[str, _Part] = {
    "servers": _Part(
        lambda used, prices: servers(used, prices).count * prices.server_hour * HOURS,
        lambda prices: prices.server_hour > 0,
    ),
    "load_balancer": _Part(_load_balancer, lambda prices: prices.balancer_hour + prices.balancer_unit_hour > 0),
    "requests": _metered(lambda prices: prices.requests, lambda used: used.requests * SECONDS),
    "gateway_messages": _metered(lambda prices: prices.gateway_messages, lambda used: used.messages * SECONDS),
    "connection_minutes": _metered(lambda prices: prices.connection_minutes, lambda used: used.sockets * MINUTES),
    "egress": _metered(lambda prices: prices.egress, lambda used: used.egress * SECONDS),
}


def parts_of(prices: Prices) -> tuple[str, ...]:
    """Name the parts that a provider asks for."""
    return tuple(name for name, part in _PARTS.items() if part.asked(prices))


def offer(technique: Technique[Any], scenario: Scenario, book: Book) -> Offer:
    """Say whether a book carries a technique as the scenario sets it."""
    carriage = carry(scenario, technique)
    if is_event_stream(carriage) and not book.event_streams:
        return Offer(offered=False, note=f"a response that never ends is not passed on ({book.source})")
    return _held(carriage, book)


def _held(carriage: Carriage, book: Book) -> Offer:
    """Say whether a held request ends before the provider gives it up."""
    hold, longest = longest_hold(carriage), book.longest_request
    if longest is None or not hold or hold <= longest - MARGIN:
        return Offer(offered=True)
    advice = f"hold requests for {time_text(longest - MARGIN)} at most"
    return Offer(offered=hold <= longest, note=f"a request is given up after {time_text(longest)}: {advice}")
