"""The notes section: the study notes' flow held against a sweep's verdicts, branch by branch."""

from collections.abc import Iterator
from dataclasses import replace

from rtsim.advice.learned.notes import Branch, Held
from rtsim.advice.learned.tree import NONE, Following
from rtsim.report.figures.labels import titled
from rtsim.report.page.parts import Block, Cell, Column, Prose, Row, Section, Table
from rtsim.report.page.tables import cell, estimated, numeric, single
from rtsim.report.text.learned import counts_text, way_text
from rtsim.units import share_text

LEAD = (
    "The study notes' decision flow asks about needs alone. Each way through it is a branch; the points that take it "
    "say whether its outcome is the verdict there, or as good in all that matters. What is proposed keeps the "
    "questions, and puts at the end of each branch the technique that costs least over its points."
)
WORTH = (
    "What following either flow is worth over all points, with 95 % intervals. What is proposed is asked about points "
    "that it was not chosen from."
)


def notes_section(found: Held) -> Section:
    """Give the section."""
    return Section("notes-flow", "The notes' flow against these verdicts", tuple(_blocks(found)))


def _blocks(found: Held) -> Iterator[Block]:
    wrong = sum(branch.contradicted for branch in found.branches)
    told = f"{wrong} of {len(found.branches)} branches are contradicted." if wrong else "No branch is contradicted."
    yield Prose(f"{LEAD} {told}")
    yield _branches(found)
    rows = (_worth("The notes' flow", found.notes), _worth("What is proposed", found.proposal))
    columns = (
        Column("What is followed"),
        estimated("Right", "right"),
        estimated("Costs more than the best", "regret"),
        numeric("Names what is ruled out", "ruled_out"),
    )
    yield Table("notes-worth", WORTH, columns, rows)


def _branches(found: Held) -> Table:
    columns = (
        Column("Branch"),
        numeric("Points", "points"),
        Column("Verdicts there"),
        Column("The notes' outcome", values=("notes",)),
        Column("Proposed", values=("proposed",)),
        estimated("The notes' costs more", "notes regret"),
        estimated("The proposed costs more", "proposed regret"),
    )
    rows = tuple(_row(branch) for branch in found.branches)
    return Table("notes-branches", "The branches of the notes' flow that points take.", columns, rows)


def _row(branch: Branch) -> Row:
    proposed = "none" if branch.proposed == NONE else titled(branch.proposed)
    return Row((
        Cell(way_text(branch)),
        single(branch.points, "{:,}".format),
        Cell(counts_text(branch.verdicts)),
        Cell(titled(branch.notes), (f"right at {share_text(branch.by_notes.right.mean)}",), (branch.notes,)),
        Cell(proposed, (f"right at {share_text(branch.by_proposal.right.mean)}",), (branch.proposed,)),
        _regret(branch.by_notes),
        _regret(branch.by_proposal),
    ))  # fmt: skip


def _regret(known: Following) -> Cell:
    notes = (f"ruled out at {share_text(known.ruled_out)}",) if known.ruled_out else ()
    return replace(cell(known.regret, share_text), notes=notes)


def _worth(title: str, known: Following) -> Row:
    return Row((
        Cell(title),
        cell(known.right, share_text),
        _regret(known),
        single(known.ruled_out, share_text),
    ))  # fmt: skip
