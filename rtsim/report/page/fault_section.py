"""The fault section: how clients come back after faults."""

from collections.abc import Iterator
from math import inf

import numpy as np

from rtsim.analysis.comparison import Comparison
from rtsim.analysis.estimates import Estimate
from rtsim.chance import Array
from rtsim.report.figures.fault_marks import told
from rtsim.report.figures.faults import Shares, back, back_figure, dark, dark_figure, tries, tries_figure
from rtsim.report.figures.labels import number, title
from rtsim.report.page.parts import Block, Cell, Column, Figure, Notice, Prose, Row, Section, Table
from rtsim.report.page.tables import cell, estimated, single, technique_column, unsteady
from rtsim.report.text.fault import NEVER, back_text, breaks
from rtsim.units import share_text, time_text

LEAD = "What happens when a path is cut: when clients notice, how they come back, and what is lost until then."
SHARES = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0)
TOGETHER = 5  # seconds that a row of a table adds up


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
    """Give the figures of what there was."""
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
    """Give the seconds within which a share was reached."""
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
