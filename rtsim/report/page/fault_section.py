"""The fault section: how clients come back after faults."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import plotly.graph_objects as go

from rtsim.analysis.comparison import Comparison
from rtsim.analysis.estimates import Estimate
from rtsim.chance import Array
from rtsim.failures import Failures
from rtsim.report.figures.labels import number, title
from rtsim.report.figures.theme import NEUTRAL, SHADE, SHARE, lines, roomy, rounded
from rtsim.report.page.parts import Block, Cell, Column, Figure, Notice, Prose, Row, Section, Table
from rtsim.report.page.tables import cell, estimated, single, technique_column, unsteady
from rtsim.report.text.fault import NEVER, back_text, breaks
from rtsim.units import share_text, significant, time_text

LEAD = "What happens when a path is cut: when clients notice, how they come back, and what is lost until then."
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0)
TOGETHER = 5  # seconds that a row of a table adds up
MOST_POINTS = 300
Shares = Mapping[str, tuple[Array, Array]]
"""By technique seconds, and the share of all for whom something was over by then; what never happened has none."""
APART = 0.06  # of the axis: marks that are closer have no room for a word each on a phone
SAID = 4  # faults that a caption lists


@dataclass(frozen=True, order=True)
class Mark:
    """A fault of a kind, from when it begins until it is over, in seconds from the start of the run."""

    at: float
    up: float
    kind: str


def fault_sections(comparison: Comparison) -> tuple[Section, ...]:
    """Give the section where something breaks."""
    if not breaks(comparison):
        return ()
    never = [
        Notice(f"{comparison.title(name)}: some clients never come back within the run.")
        for name, estimates in comparison.estimates.items()
        if back_text(estimates["faults.recovery_s.all"]) == NEVER
    ]
    blocks: tuple[Block, ...] = (Prose(LEAD), *never, _table(comparison), *_figures(comparison))
    return (Section("faults", "When it breaks", blocks),)


def _figures(comparison: Comparison) -> Iterator[Figure]:
    together = "All faults and replications together."
    if shares := back(comparison):
        yield Figure(
            name="faults-back",
            title="Share of the clients that are back",
            caption=f"{together} A curve that ends below 100 % belongs to clients that never come back within the run.",
            plot=back_figure(comparison),
            table=_shares_table(comparison, shares, "faults-back", "Seconds until a share of the clients was back."),
        )
    if shares := dark(comparison):
        caption = "Seconds for which a share of the cut paths was dark at most."
        yield Figure(
            name="faults-dark",
            title="How long clients are dark",
            caption=f"Share of the cut paths that are open again, by the time since each was cut. {together}",
            plot=dark_figure(comparison),
            table=_shares_table(comparison, shares, "faults-dark", caption),
        )
    if any(tries(comparison, name)[1].any() for name in comparison.estimates):
        yield Figure(
            name="faults-tries",
            title="Tries to come back",
            caption=f"In each second, averaged over the replications. {told(comparison)}".rstrip(),
            plot=tries_figure(comparison),
            table=_tries_table(comparison),
        )


def _table(comparison: Comparison) -> Table:
    times = {
        "Half back": "faults.recovery_s.p50", "95 % back": "faults.recovery_s.p95", "All back": "faults.recovery_s.all",
        "Dark on average": "faults.dark_s.mean", "Dark at most": "faults.dark_s.max",
    }  # fmt: skip
    counts = {
        "Lost": "messages.lost", "Duplicates": "messages.duplicates", "Replayed": "faults.replayed",
        "Fell back": "faults.fell_back",
    }  # fmt: skip
    columns = [Column("Technique", values=("technique",))]
    columns += [estimated(name, metric) for name, metric in (times | counts).items()]
    rows = [
        Row(
            (
                Cell(title(comparison, name), values=(name,)),
                *(_time(estimates[metric]) for metric in times.values()),
                *(cell(estimates[metric], number) for metric in counts.values()),
            ),
            techniques=(name,),
        )
        for name, estimates in comparison.estimates.items()
    ]
    caption = "Times from the end of a fault; dark: while a client had no path."
    return Table("faults", caption, tuple(columns), tuple(rows))


def _time(value: Estimate) -> Cell:
    return unsteady(NEVER) if value.mean == inf else cell(value, time_text)


def _shares_table(comparison: Comparison, found: Shares, name: str, caption: str) -> Table:
    """Give what of each technique a share does not exceed."""
    rows = [
        Row((Cell(share_text(share), values=(share,)), *(_reached(*curve, share) for curve in found.values())))
        for share in SHARES
    ]
    columns = [technique_column(comparison, each, f"{name.removeprefix('faults-')}_s") for each in found]
    return Table(name, caption, (Column("Share", values=("share",)), *columns), tuple(rows))


def _reached(seconds: Array, shares: Array, share: float) -> Cell:
    place = int(np.searchsorted(shares, share - 1e-9))
    return single(float(seconds[place]) if place < len(seconds) else None, time_text, NEVER)


def _tries_table(comparison: Comparison) -> Table:
    found = {name: tries(comparison, name)[1] for name in comparison.estimates}
    rows = []
    for start in range(0, min(map(len, found.values())), TOGETHER):
        sums = [float(values[start : start + TOGETHER].sum()) for values in found.values()]
        if any(sums):
            span = Cell(f"{start} to {start + TOGETHER} s", values=(start, start + TOGETHER))
            rows.append(Row((span, *(single(value, number) for value in sums))))
    columns = [technique_column(comparison, name, "tries") for name in found]
    caption = f"Tries in {TOGETHER} seconds each, where there were any."
    return Table("faults-tries", caption, (Column("Time", values=("from_s", "to_s")), *columns), tuple(rows))


def tries(comparison: Comparison, name: str) -> tuple[Array, Array]:
    """Give the seconds of a run, and the tries to open a path that was cut in each, averaged over the replications."""
    end = int(comparison.scenario.warmup + comparison.scenario.duration)
    rows = [failures.tried[:end] for failures in failed(comparison, name)]
    values = np.mean(rows, axis=0)
    return np.arange(len(values), dtype=np.float64), np.asarray(values, dtype=np.float64)


def failed(comparison: Comparison, name: str) -> list[Failures]:
    """Give what faults did in each replication of a technique."""
    return [run.failures for run in comparison.outcome.recordings[name] if run.failures is not None]


def back(comparison: Comparison) -> Shares:
    """Give seconds from the end of a fault, and the share of the clients that were back by then."""
    return _by_technique(
        {
            name: [(outcome.recovery, outcome.missing) for one in failed(comparison, name) for outcome in one.outcomes]
            for name in comparison.estimates
        }
    )


def dark(comparison: Comparison) -> Shares:
    """Give seconds since a path was cut, and the share of those cut that were open again by then."""
    return _by_technique(
        {name: [(one.dark, one.missing) for one in failed(comparison, name)] for name in comparison.estimates}
    )


def _by_technique(found: Mapping[str, Sequence[tuple[Array, int]]]) -> Shares:
    together = {
        name: (np.sort(np.concatenate([np.zeros(0), *(seconds for seconds, _ in each)])), sum(gone for _, gone in each))
        for name, each in found.items()
    }
    return {name: _shares(seconds, gone) for name, (seconds, gone) in together.items() if len(seconds) + gone}


def _shares(seconds: Array, missing: int) -> tuple[Array, Array]:
    """Give values in ascending order, some left out where there are many, and the share that is not above each."""
    kept = np.unique(np.linspace(0, max(len(seconds) - 1, 0), min(len(seconds), MOST_POINTS)).astype(np.int64))
    return seconds[kept], np.asarray((kept + 1) / (len(seconds) + missing), dtype=np.float64)


def tries_figure(comparison: Comparison) -> go.Figure:
    """Draw the tries in each second, and mark the faults."""
    drawn = {}
    for name in comparison.estimates:
        times, values = (row.tolist() for row in tries(comparison, name))
        drawn[name] = times, rounded(values), list(map(number, values))
    figure = lines(comparison, drawn, "%{x:.4~g} s: %{text} tries", width=2, shape="hv")
    marked(figure, comparison)
    figure.update_xaxes(title_text="Seconds from the start of the run")
    figure.update_yaxes(tickformat="~s", **roomy(figure))
    return figure


def back_figure(comparison: Comparison) -> go.Figure:
    """Draw the share of the clients that are back, over the time since the end of the fault."""
    return _steps(comparison, back(comparison), "Seconds from the end of the fault")


def dark_figure(comparison: Comparison) -> go.Figure:
    """Draw the share of the cut paths that are open again, over the time since each was cut."""
    return _steps(comparison, dark(comparison), "Seconds without a path")


def _steps(comparison: Comparison, found: Shares, axis: str) -> go.Figure:
    drawn = {}
    for name, (seconds, shares) in found.items():
        places, heights = [0.0, *seconds.tolist()], [0.0, *shares.tolist()]
        told = [f"{share_text(share)} after {time_text(at)}" for at, share in zip(places, heights, strict=True)]
        drawn[name] = rounded(places), heights, told
    figure = lines(comparison, drawn, "%{text}", width=2, shape="hv")
    figure.update_xaxes(title_text=axis, rangemode="tozero")
    figure.update_yaxes(range=[0, 1.03], **SHARE)
    return figure


def marks(comparison: Comparison) -> list[Mark]:
    """Give the faults that all runs have at the same time, in order; what hits each run at another one has no place."""
    runs = [run for recordings in comparison.outcome.recordings.values() for run in recordings]
    outcomes = [run.failures.outcomes if run.failures else () for run in runs]
    found = [{Mark(one.at, one.up, one.kind) for one in each} for each in outcomes]
    return sorted(set[Mark].intersection(*found))


def marked(figure: go.Figure, comparison: Comparison) -> None:
    """Draw a dashed line where a fault begins, with its kind where there is room, and shade the time that it lasts."""
    end, last = comparison.scenario.warmup + comparison.scenario.duration, -inf
    for mark in marks(comparison):
        figure.add_vline(x=mark.at, line={"color": NEUTRAL, "width": 1, "dash": "dash"})
        if mark.up > mark.at:
            figure.add_vrect(x0=mark.at, x1=min(mark.up, end), fillcolor=SHADE, line_width=0, layer="below")
        if mark.at - last >= APART * end:
            figure.add_annotation(x=mark.at, y=1, yref="paper", text=mark.kind, textangle=-90, showarrow=False,
                                  xanchor="left", yanchor="top")  # fmt: skip
            last = mark.at


def told(comparison: Comparison) -> str:
    """Say what the marks are; nothing where there are none."""
    found = marks(comparison)
    if not found:
        return ""
    more = f", and {len(found) - SAID} more" if len(found) > SAID else ""
    return f"Dashed verticals are the faults: {', '.join(map(_words, found[:SAID]))}{more}."


def _words(mark: Mark) -> str:
    """Say when a fault was.

    >>> _words(Mark(90.0, 92.0, "crash")), _words(Mark(90.0, 90.0, "drain"))
    ('crash at 90 s until 92 s', 'drain at 90 s')
    """
    until = f" until {_second(mark.up)}" if mark.up > mark.at else ""
    return f"{mark.kind} at {_second(mark.at)}{until}"


def _second(at: float) -> str:
    return f"{significant(at, 6)} s"
