"""The notes section: the study notes' flow held against a sweep's verdicts, branch by branch."""

from collections.abc import Iterator
from dataclasses import replace

from rtsim.advice.learned.notes import Held
from rtsim.advice.learned.tree import NONE, Following
from rtsim.report.figures.labels import titled
from rtsim.report.page.parts import Block, Cell, Column, Prose, Section, Table
from rtsim.report.page.tables import cell, estimated, numeric, rows_of, single
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
    yield rows_of(
        "notes-worth",
        WORTH,
        {"The notes' flow": found.notes, "What is proposed": found.proposal}.items(),
        (Column("What is followed"), lambda one: Cell(one[0])),
        (estimated("Right", "right"), lambda one: cell(one[1].right, share_text)),
        (estimated("Costs more than the best", "regret"), lambda one: _regret(one[1])),
        (numeric("Names what is ruled out", "ruled_out"), lambda one: single(one[1].ruled_out, share_text)),
    )


def _branches(found: Held) -> Table:
    return rows_of(
        "notes-branches",
        "The branches of the notes' flow that points take.",
        found.branches,
        (Column("Branch"), lambda branch: Cell(way_text(branch))),
        (numeric("Points", "points"), lambda branch: single(branch.points, "{:,}".format)),
        (Column("Verdicts there"), lambda branch: Cell(counts_text(branch.verdicts))),
        (Column("The notes' outcome", values=("notes",)), lambda branch: _outcome(branch.notes, branch.by_notes)),
        (Column("Proposed", values=("proposed",)), lambda branch: _outcome(branch.proposed, branch.by_proposal)),
        (estimated("The notes' costs more", "notes regret"), lambda branch: _regret(branch.by_notes)),
        (estimated("The proposed costs more", "proposed regret"), lambda branch: _regret(branch.by_proposal)),
    )


def _outcome(name: str, known: Following) -> Cell:
    title = "none" if name == NONE else titled(name)
    return Cell(title, (f"right at {share_text(known.right.mean)}",), (name,))


def _regret(known: Following) -> Cell:
    notes = (f"ruled out at {share_text(known.ruled_out)}",) if known.ruled_out else ()
    return replace(cell(known.regret, share_text), notes=notes)
