"""The population's table: what each technique costs for all clients together, and the ratio of all costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan

from rtsim.advice.verdict import Verdict
from rtsim.report.text.cost import dollars
from rtsim.scenario import Scenario
from rtsim.units import Text, significant, size_text, time_text


@dataclass(frozen=True)
class Cost:
    """A column: its heading on a screen, its title on a page, its values' name, its field, how it is written."""

    heading: str
    title: str
    name: str
    field: str
    text: Text


LATENCY = Cost("late", "A message comes after", "latency s", "latency", time_text)
CORES = Cost("cores", "Cores busy", "cores", "cores", significant)
MONEY = Cost("USD", "USD a month", "usd per month", "money", dollars)
RATIO = Cost("ratio", "Ratio", "ratio", "", significant)
_BYTES = (
    Cost("memory", "Memory", "memory bytes", "memory", size_text),
    Cost("a month", "Traffic a month", "bytes per month", "traffic", size_text),
    Cost("a client's", "A client's", "client bytes per month", "client_traffic", size_text),
)


def columns(scenario: Scenario) -> tuple[Cost, ...]:
    """Give the columns; money has one where there are prices."""
    return (LATENCY, CORES, *_BYTES, *((MONEY,) if scenario.prices is not None else ()), RATIO)


def costs(scenario: Scenario, verdict: Verdict, name: str) -> Iterator[tuple[Cost, float]]:
    """Give a technique's value in each column; not a number where it has none, or none that is steady."""
    for one in columns(scenario):
        if one is RATIO:
            yield one, verdict.scores[name].mean if name in verdict.scores else nan
        elif one is LATENCY and verdict.overloads(name):
            yield one, nan
        else:
            yield one, getattr(verdict.population[name], one.field)
