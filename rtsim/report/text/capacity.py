"""The capacity's table: the size that meets the limits, the one that does not, and what is hit first."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite, isnan

from rich.console import Group, RenderableType
from rich.text import Text

from rtsim.analysis.estimates import Estimate
from rtsim.analysis.words import counted
from rtsim.capacity.capacity import Capacity, idle
from rtsim.capacity.trial import Miss, Trial
from rtsim.report.text.layout import Fitting, Hanging, numbers_table, stacked
from rtsim.scenario.measures import Measure

COLUMNS: Mapping[str, str] = {
    "p95": "latency_s.p95",
    "CPU": "server.utilisation",
    "Memory": "server.memory_max_bytes",
    "Open": "connections.open_max",
    "Per client": "traffic.per_client_bit_s",
}
"""What the table shows of a trial: headings with their measures."""
BY_CLIENTS, BY_NODES = "clients", "nodes"
UNCONFIRMED = "; not confirmed by all replications: the budget of time was spent"
NO_LIMITS = "The scenario has no slo: a size meets its limits when nothing is overloaded and no connection is refused."


def capacity_table(by: str, found: Sequence[Capacity]) -> RenderableType:
    """Give the two runs at each technique's edge, and a line for each technique on what is hit first.

    Where the columns have no room, the numbers of each run stand one below the other.
    """
    titles = ("Technique", "", by.capitalize(), *COLUMNS)
    rows = [_row(one.technique, trial) for one in found for trial in _edges(one)]
    once = [
        (Text() if row[0] == before[0] else row[0], *row[1:])
        for before, row in zip([(Text(),), *rows[:-1]], rows, strict=True)
    ]
    runs = [(Text(" ").join(row[:2]), *row[2:]) for row in rows]
    table = Fitting(
        numbers_table(titles, rows).least, Group(numbers_table(titles, once).wide, Text()), stacked(titles[1:], runs)
    )
    return Group(table, *(Hanging(Text(f"{one.technique}: {answer(by, one)}")) for one in found))


def _edges(one: Capacity) -> list[Trial]:
    return sorted(filter(None, (one.meets, one.fails)), key=lambda trial: trial.size)


def _row(technique: str, trial: Trial) -> tuple[Text, ...]:
    word = Text("meets", style="green") if trial.meets else Text("fails", style="red")
    return Text(technique), word, Text(f"{trial.size:,}"), *map(Text, _numbers(trial))


def _numbers(trial: Trial) -> Iterator[str]:
    for metric in COLUMNS.values():
        known = trial.estimates[metric]
        if not known.known or (trial.overloaded and metric.startswith("latency_s")):
            yield "-"
        elif metric.startswith("connections"):
            yield f"{known.mean:,.0f}"
        else:
            yield Measure(metric).text(known.mean)


def answer(by: str, one: Capacity) -> str:
    """Say in words what was found for a technique."""
    if one.meets is None and one.fails is None:
        return "nothing was tried: the budget of time was spent"
    return f"{_found(by, one)}{'' if one.confirmed else UNCONFIRMED}"


def _found(by: str, one: Capacity) -> str:
    first = one.first
    hit = "" if first is None else f"{first.kind} is hit first ({_with_value(one.fails, first)})"
    if by == BY_NODES:
        return _nodes(one, hit)
    if one.meets is None:
        assert one.fails is not None
        if not one.confirmed:
            return f"fewer than {counted(one.fails.size, 'client')} are served: {hit}"
        return f"not even {counted(one.fails.size, 'client')} can be served: {hit}"
    if one.fails is None and not one.confirmed:
        return f"at least {counted(one.meets.size, 'client')} can be served"
    if one.fails is None:
        verb = "is" if one.meets.size == 1 else "are"
        return f"{counted(one.meets.size, 'client')} {verb} served, the most that were tried; --at-most tries more"
    return f"serves between {one.meets.size:,} and {one.fails.size - 1:,} clients; {hit}"


def _nodes(one: Capacity, hit: str) -> str:
    if one.meets is None:
        assert one.fails is not None
        if not one.confirmed:
            return f"needs more than {counted(one.fails.size, 'node')}: {hit}"
        more = "more do not help" if idle(one.fails) else "--at-most tries more"
        verb = "is" if one.fails.size == 1 else "are"
        return f"{counted(one.fails.size, 'node')} {verb} not enough: {hit}; {more}"
    if one.fails is None:
        return "one node is enough"
    if one.fails.size + 1 == one.meets.size:
        return f"needs {counted(one.meets.size, 'node')}; with {one.fails.size:,} {hit}"
    return f"needs between {one.fails.size + 1:,} and {one.meets.size:,} nodes; with {one.fails.size:,} {hit}"


def _with_value(trial: Trial | None, miss: Miss) -> str:
    value = Estimate(float("nan"), 0.0, 0.0) if trial is None else trial.estimates[miss.metric]
    unsteady = trial is not None and trial.overloaded and miss.metric.startswith("latency_s")
    if unsteady or not value.known or not isfinite(miss.limit):
        return miss.text
    return f"{miss.text}, is {_interval_text(miss.metric, value, miss.limit)}"


def _interval_text(metric: str, value: Estimate, limit: float) -> str:
    """Write a mean, and how far its interval reaches if that can be told: its end may miss what the mean keeps."""
    mean, high = (_beside(metric, of, limit) for of in (value.mean, value.high))
    return mean if isnan(value.high) or high == mean else f"{mean}, up to {high}"


def _beside(metric: str, value: float, limit: float) -> str:
    """Write a value, and on which side of its limit it is where it reads the same as that."""
    text = Measure(metric).text(value)
    if value == limit or text != Measure(metric).text(limit):
        return text
    return f"just {'above' if value > limit else 'below'} {text}"


def trial_line(by: str, technique: str, trial: Trial) -> str:
    """Say what one trial came to, as a line."""
    one = trial.size == 1
    size = counted(trial.size, by.removesuffix("s"))
    kinds = ", ".join(dict.fromkeys(miss.kind for miss in trial.misses))
    met, missed = ("meets", "misses") if one else ("meet", "miss")
    what = f"{met} the limits" if trial.meets else f"{missed} a limit: {kinds}"
    return f"{technique}: {size} {what} ({counted(trial.replications, 'replication')})"


def capacity_warnings(by: str, found: Sequence[Capacity]) -> list[str]:
    """Give what should be known before the sizes that meet are believed, each once."""
    of = [(one.meets.size, text) for one in found if one.meets is not None for text in one.meets.warnings]
    return list(dict.fromkeys(f"with {counted(size, by.removesuffix('s'))}: {text}" for size, text in of))
