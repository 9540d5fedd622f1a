"""The flip section: which input, turned alone and how far, would change the verdict; and what could not count."""

from collections.abc import Iterator

from rtsim.advice.flips import Flips, Turn
from rtsim.advice.search import Change, Side, Steady
from rtsim.advice.verdict import Verdict
from rtsim.advice.wording import listed, spread
from rtsim.analysis.words import counted
from rtsim.report.figures.labels import titled
from rtsim.report.page.parts import Bullets, Cell, Column, Prose, Section, Table
from rtsim.report.page.tables import rows_of, single
from rtsim.units import time_text

LEAD = (
    "Each input is turned alone, up to 64 times less or more. The verdict flips when the technique of now is neither "
    "taken any more nor as good as the one that is, in all that matters."
)
NO_TECHNIQUE = "No technique"


def flip_section(verdict: Verdict, found: Flips) -> Section:
    """Give the section."""
    doubt = Prose(f"It was not searched: {found.doubt}.")
    table = doubt if found.doubt else _table(found, _title(verdict.technique))
    left_out = Bullets(verdict.not_modelled, "Not modelled, so it does not count")
    return Section("flips", "What would flip it", (Prose(LEAD), table, left_out))


def _table(found: Flips, best: str) -> Table:

    few, full = found.replications
    caption = (
        f"The nearest change first. Found by theory and {counted(found.runs, 'short run')} with a window of "
        f"{time_text(found.window)} at the scenario's own values, {counted(few, 'replication')} on the way and {full} "
        "at a change."
    )
    below, above = (tuple(f"{side} {of}" for of in ("holds", "changes", "technique")) for side in ("below", "above"))
    return rows_of(
        "flips",
        caption,
        found.nearest,
        (Column("Input"), lambda turn: Cell(turn.lever.path)),
        (Column("Now", values=("now",)), lambda turn: single(turn.lever.now, turn.lever.text)),
        (Column("Below", values=below), lambda turn: _side(turn, turn.below, best)),
        (Column("Above", values=above), lambda turn: _side(turn, turn.above, best)),
    )


def _side(turn: Turn, side: Side, best: str) -> Cell:
    text = turn.lever.text
    match side:
        case Change():
            notes = (f"still {best} at {text(side.holds)}", *_sureness(side))
            values = (side.holds, side.changes, side.technique)
            return Cell(f"{_title(side.technique)} from {text(side.changes)} on", notes, values)
        case Steady():
            notes = (side.why,) if side.why else ()
            return Cell(f"no change to {text(side.reached)}", notes, (side.reached, None, None))
    told = f"unsettled between {text(side.low)} and {text(side.high)}"
    return Cell(told, ("now the same, now another",), (None, None, None))


def _sureness(side: Change) -> Iterator[str]:
    known = side.confidence
    match known.word:
        case "sure":
            yield f"sure: {_title(known.runner_up)} costs {spread(known.ratio)} times as much there"
        case "no difference":
            yield f"no difference that matters from {listed([_title(name) for name in known.tied])} there"
        case "alone":
            yield "the only one that is left there"
        case "theory":
            yield "by theory, beyond its doubt"


def _title(name: str | None) -> str:
    return titled(name) if name else NO_TECHNIQUE
