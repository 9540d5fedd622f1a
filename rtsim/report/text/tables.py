"""Tables: a comparison as the study notes' table, with measured numbers, in 80 columns; the warm-up's."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isinf, isnan

from rich.console import Group, RenderableType
from rich.text import Text

from rtsim.advice.verdict import Verdict
from rtsim.analysis.comparison import Check, Comparison
from rtsim.analysis.warmup import Steadiness
from rtsim.analysis.words import counted, words
from rtsim.report.text.layout import Column, Fitting, Hanging, Screen, bullet, fitting, headed, numbers_table
from rtsim.scenario import Scenario
from rtsim.techniques import noted
from rtsim.units import bandwidth_text, rate_text, share_text, significant, size_text, time_text

STYLES = {"Low": "green", "Medium": "yellow", "High": "red"}
COLUMNS = (
    *map(Column, ("Technique", "Direction", "Connection")),
    *(Column(title, folds=True) for title in ("Latency", "Server load", "Network\ntraffic")),
)
DETAILS = ("Technique", "Requests", "Empty", "Delivered", "Missing", "Connections", "Age")
LEGEND = (
    "Latency: mean ± half its 95 % interval. Server load: busy share of the cores, memory. Traffic: per client, both "
    "ways. Low is at most twice the least in its column, High more than five times; notes: is what the study notes say "
    "where that is another word."
)
MISSED = "MISSED "
NO_TECHNIQUE = "none: every technique is ruled out"
NARROW = 78  # columns below which a technique's cells stand one below the other
WARMUP = tuple(map(Column, ("Technique", "Measure", "Steady from", "Warm-up", "It is")))
WARMUP_LEGEND = (
    "Steady from: where MSER-5 cuts the run. Long enough is a warm-up that ends later, or lets in nothing that differs "
    "beyond doubt and shifts a mean by 1 % of the mean latency or more."
)


def heading(scenario: Scenario) -> RenderableType:
    """Give the scenario's title, and what was run of it."""
    title = Text(scenario.title or scenario.name, style="bold")
    return Group(title, Hanging(Text(ran_text(scenario), style="dim")), Text())


def ran_text(scenario: Scenario) -> str:
    """Say what is run of a scenario."""
    return (
        f"{counted(scenario.clients.count, 'client')}, {scenario.duration:g} s after {scenario.warmup:g} s of warm-up, "
        f"{counted(scenario.replications, 'replication')}, seed {scenario.seed}"
    )


def comparison_table(comparison: Comparison) -> RenderableType:
    """Give the notes' comparison table with what was measured in place of their words, and the words that follow."""
    table = fitting(COLUMNS, list(_rows(comparison)), gap=1, below=1)
    return Group(replace(table, least=max(NARROW, table.least)), Text(LEGEND, style="dim"))


def _rows(comparison: Comparison) -> Iterator[tuple[Text, ...]]:
    latency, load, traffic = (words(comparison, column) for column in ("latency", "server_load", "network_traffic"))
    for name, technique in comparison.outcome.techniques.items():
        traits = technique.traits
        yield (
            Text(technique.title, style="bold"),
            Text(traits.direction.replace(" → ", " →\n")),
            Text(traits.connection),
            _cell(_latency(comparison, name), latency.get(name, ""), noted(name, "latency")),
            _cell(_load(comparison, name), load[name], noted(name, "server_load")),
            _cell(_traffic(comparison, name), traffic[name], noted(name, "network_traffic")),
        )


def _cell(numbers: str, word: str, notes: str) -> Text:
    """Write numbers, and their word if they have one; where the notes' word is another, say so."""
    if not word:
        return Text(numbers)
    cell = Text(f"{numbers}\n").append(word, style=STYLES[word])
    return cell if notes in (word, "") else cell.append(f"\nnotes: {notes}", style="dim")


def _latency(comparison: Comparison, name: str) -> str:
    if comparison.overloaded[name]:
        return "overloaded:\nno steady\nanswer"
    estimates = comparison.estimates[name]
    mean, tail = estimates["latency_s.mean"], estimates["latency_s.p95"]
    if not mean.known:
        return "none delivered"
    interval = "" if isnan(mean.half_width) else f"\n±{time_text(float(significant(mean.half_width, 2)))}"
    return f"{time_text(mean.mean)}{interval}\np95 {time_text(tail.mean)}"


def _load(comparison: Comparison, name: str) -> str:
    estimates = comparison.estimates[name]
    memory = size_text(estimates["server.memory_mean_bytes"].mean)
    return f"{share_text(estimates['server.utilisation'].mean)} busy\n{memory}"


def _traffic(comparison: Comparison, name: str) -> str:
    estimates = comparison.estimates[name]
    per_client = bandwidth_text(estimates["traffic.per_client_bit_s"].mean)
    overhead = estimates["traffic.overhead_share"]
    return f"{per_client}\noverhead {overhead.mean:.0%}" if overhead.known else per_client


def detail_table(comparison: Comparison) -> Fitting:
    """Give what else was counted: requests, deliveries, connections."""
    return numbers_table(DETAILS, [_details(comparison, name) for name in comparison.estimates], edge=True)


def _details(comparison: Comparison, name: str) -> list[Text]:
    estimates = comparison.estimates[name]
    late = estimates["messages.lost"].mean + estimates["messages.undelivered"].mean
    empty, age = estimates["requests.empty_share"], estimates["age_s.mean"]
    written = (
        comparison.title(name),
        rate_text(estimates["requests.per_second"].mean),
        share_text(empty.mean) if empty.known else "-",
        f"{estimates['messages.delivered'].mean:,.0f}",
        f"{late:,.0f}",
        significant(estimates["connections.open_mean"].mean, 4),
        time_text(age.mean) if age.known and not comparison.overloaded[name] else "-",
    )
    return [Text(cell) for cell in written]


def slo_lines(checks: tuple[Check, ...]) -> list[RenderableType]:
    """Give a line for each limit and technique."""
    return [Hanging(_slo_line(check), len(MISSED)) for check in checks]


def _slo_line(check: Check) -> Text:
    limit = f"{check.technique}: {check.limit.metric} {check.limit.text}"
    if check.met:
        return headed("met    ", limit, "green")
    if not check.steady:
        return headed(MISSED, f"{limit}: no steady answer", "red")
    return headed(MISSED if check.value.known else "undefined ", limit, "red")


def verdict_line(verdict: Verdict) -> Text:
    """Give the verdict alone: a technique, and those that will do as well."""
    line = Text("Verdict: ", style="bold").append(verdict.technique or NO_TECHNIQUE, style="bold cyan")
    others = "".join(f" or {name}" for name in verdict.taken[1:])
    which = {2: "either", 3: "any of these three", 4: "any of these four"}.get(len(verdict.taken), "any of them")
    return line.append(f",{others}: {which} will do", style="none") if others else line


def verdict_lines(verdict: Verdict) -> RenderableType:
    """Give the verdict, its reasons, and a flow's way to its own."""
    return Group(verdict_line(verdict), *map(bullet, verdict.reasons), flow_line(verdict))


def flow_line(verdict: Verdict) -> RenderableType:
    """Give a flow's way to its own outcome."""
    return Hanging(headed(f"{verdict.flow.flow}: ", " > ".join(verdict.flow.steps)))


def warning_line(text: str) -> RenderableType:
    """Give a warning as a line."""
    return Hanging(headed("warning:", f" {text}", "yellow"))


def console(*, error: bool = False, quiet: bool = False) -> Screen:
    """Give the console for results, or for what is said beside them: 80 columns wide where it is no terminal.

    A quiet one prints nothing.
    """
    return Screen(error=error, quiet=quiet)


def warmup_table(found: Sequence[Steadiness]) -> RenderableType:
    """Give a row for each technique and measure, stacked where it has no room, and the warm-up to take."""
    if not found:
        return Text("Warm-up: nothing to judge, as every technique is overloaded or delivers too little.")
    table = fitting(WARMUP, [_row(one) for one in found], edge=True)
    return Group(table, Hanging(Text(_proposal(found))), Text(WARMUP_LEGEND, style="dim"))


def _row(one: Steadiness) -> tuple[Text, ...]:
    word = Text("long enough", style="green") if one.enough else Text("TOO SHORT", style="red")
    steady = "not seen" if isinf(one.steady_from) else time_text(one.steady_from)
    cells = (one.technique, one.measure, steady, time_text(one.chosen))
    return (*map(Text, cells), word)


def _proposal(found: Sequence[Steadiness]) -> str:
    proposed = max(one.proposed for one in found)
    if isinf(proposed):
        return "Proposed: a longer run with a longer warm-up; half of this one is not enough to settle."
    return f"Proposed: warmup: {time_text(proposed)}"
