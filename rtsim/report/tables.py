"""Tables: a comparison as the study notes' table, with measured numbers, in 80 columns."""

from collections.abc import Iterator
from math import isnan

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from rtsim.advice.verdict import Verdict
from rtsim.analysis.comparison import Check, Comparison
from rtsim.analysis.words import words
from rtsim.units import bandwidth_text, rate_text, share_text, significant, size_text, time_text

STYLES = {"Low": "green", "Medium": "yellow", "High": "red"}


COLUMNS = ("Technique", "Direction", "Connection", "Latency", "Server load", "Network\ntraffic")
LEGEND = (
    "Latency: mean ± half its 95 % interval. Server load: busy share of the cores, memory. Traffic: per client, both "
    "ways. Low is at most twice the least in its column, High more than five times; notes: is what the study notes say "
    "where that is another word."
)
NARROW = 78  # columns below which a technique's cells stand one below the other


def comparison_table(comparison: Comparison, width: int) -> RenderableType:
    """Give the notes' comparison table with what was measured in place of their words, and the words that follow."""
    rows = list(_rows(comparison))
    if width < NARROW:
        return Group(*(_stacked(row) for row in rows), Text(LEGEND, style="dim"))
    table = Table(box=None, padding=(0, 1, 1, 0), pad_edge=False, header_style="bold")
    for column in COLUMNS:
        table.add_column(column, no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return Group(table, Text(LEGEND, style="dim"))


def _rows(comparison: Comparison) -> Iterator[tuple[Text, ...]]:
    latency, load, traffic = (words(comparison, column) for column in ("latency", "server_load", "network_traffic"))
    for name, technique in comparison.outcome.techniques.items():
        traits = technique.traits
        yield (
            Text(technique.title, style="bold"),
            Text(traits.direction.replace(" → ", " →\n")),
            Text(traits.connection),
            _cell(_latency(comparison, name), latency[name], traits.latency),
            _cell(_load(comparison, name), load[name], traits.server_load),
            _cell(_traffic(comparison, name), traffic[name], traits.network_traffic),
        )


def _stacked(row: tuple[Text, ...]) -> RenderableType:
    """Give a row with each cell on lines of its own."""
    title, *cells = row
    lines = [title]
    for column, cell in zip(COLUMNS[1:], cells, strict=True):
        lines.append(
            Text(f"  {column}: ".replace("\n", " "), style="dim").append_text(Text(" ").join(cell.split("\n")))
        )
    return Group(*lines, Text())


def _cell(numbers: str, word: str, notes: str) -> Text:
    """Write numbers, and their word; where the notes' word is another, say so."""
    cell = Text(f"{numbers}\n").append(word, style=STYLES[word])
    return cell if word == notes else cell.append(f"\nnotes: {notes}", style="dim")


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


def detail_table(comparison: Comparison) -> RenderableType:
    """Give what else was counted: requests, deliveries, connections."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for column in ("Technique", "Requests", "Empty", "Delivered", "Missing", "Connections", "Age"):
        table.add_column(column, justify="left" if column == "Technique" else "right")
    for name, technique in comparison.outcome.techniques.items():
        estimates = comparison.estimates[name]
        late = estimates["messages.lost"].mean + estimates["messages.undelivered"].mean
        empty, age = estimates["requests.empty_share"], estimates["age_s.mean"]
        table.add_row(
            technique.title,
            rate_text(estimates["requests.per_second"].mean),
            share_text(empty.mean) if empty.known else "-",
            f"{estimates['messages.delivered'].mean:,.0f}",
            f"{late:,.0f}",
            significant(estimates["connections.open_mean"].mean, 4),
            time_text(age.mean) if age.known else "-",
        )
    return table


def slo_lines(checks: tuple[Check, ...]) -> list[Text]:
    """Give a line for each limit and technique."""
    return [
        Text("met    " if check.met else "MISSED ", style="green" if check.met else "red").append(
            f"{check.technique}: {check.limit.metric} {check.limit.text}", style="none"
        )
        for check in checks
    ]


def verdict_lines(verdict: Verdict) -> RenderableType:
    """Give the verdict, its reasons, and the notes' own way to theirs."""
    name = verdict.technique or "none: every technique is ruled out"
    lines = [Text("Verdict: ", style="bold").append(name, style="bold cyan")]
    lines += [Text(f"  - {reason}") for reason in verdict.reasons]
    lines.append(Text("Notes' flow: ", style="bold").append(" > ".join(verdict.flow.steps), style="none"))
    return Group(*lines)


def console(*, error: bool = False) -> Console:
    """Give the console for results, or for what is said beside them: 80 columns wide where it is no terminal."""
    return Console(stderr=error, highlight=False)
