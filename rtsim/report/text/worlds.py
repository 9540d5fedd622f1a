"""Worlds and growth for people: in how many worlds a verdict holds, what moves it, and a small map of growth."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from rtsim.advice.growth import Growth
from rtsim.advice.worlds import Worlds
from rtsim.analysis.words import counted
from rtsim.report.text.layout import Hanging, bullet
from rtsim.units import share_text, significant

STRONGEST = 3  # unknowns that are told
WEAK = 0.1  # a rank correlation that says nothing
NONE = "-"
OWN = "[]"


def holds_text(found: Worlds) -> str:
    """Say in how many worlds a verdict holds, and where it falls."""
    if found.doubt:
        return f"what is not known was not tried otherwise: {found.doubt}"
    if not found.worlds:
        return ""
    share = found.share
    text = f"holds in {share_text(share.mean)} of {counted(len(found.worlds), 'world')}"
    if share.mean < 1:
        text += f" ({share_text(share.low)} to {share_text(share.high)})"
    return f"{text}{_falls(found)}"


def _falls(found: Worlds) -> str:
    where = found.fall
    if where is None:
        return "" if found.share.mean == 1 else "; falls for no one reason"
    unknown, side = found.unknowns[where.place], "above" if where.above else "below"
    return f"; falls where {unknown.path} is {side} {unknown.text(where.value)} (now {unknown.text(unknown.now)})"


def worlds_lines(found: Worlds) -> Iterator[RenderableType]:
    """Say how the worlds differ, and what moves the verdict most."""
    yield Text("If what is not known is otherwise:", style="bold")
    yield Hanging(Text(f"  {holds_text(found)}"), 2)
    if not found.worlds:
        return
    unknowns = "; ".join(f"{one.path} {one.range} ({one.why})" for one in found.unknowns)
    yield Hanging(Text(f"  not known: {unknowns}"), 4)
    strong = [(one, rank) for one, rank in found.sensitivities[:STRONGEST] if abs(rank) >= WEAK]
    for unknown, rank in strong:
        word = "more of it speaks for the verdict" if rank > 0 else "more of it speaks against the verdict"
        yield bullet(f"{unknown.path}: {word} (rank correlation {significant(rank, 2)})")
    theory = len(found.worlds) - found.simulated
    yield Hanging(Text(f"  ({found.simulated} worlds simulated, {theory} by theory beyond its doubt)", style="dim"), 2)


def growth_lines(found: Growth) -> Iterator[RenderableType]:
    """Draw the map: clients to the right, messages upwards, a letter for each technique, the scenario's point in []."""
    yield Text("If it grows:", style="bold")
    if found.axis is None or not found.spots:
        yield Hanging(Text(f"  no map: {found.doubt or 'it was not made'}"), 2)
        return
    letters = letters_of(found)
    values, counts, text = found.values, found.counts, found.axis.text
    edge = max(len(text(value)) for value in values)
    width = max(len(f"{count:,}") for count in counts) + 2
    for value in reversed(values):
        cells = (_cell(found, letters, count, value).rjust(width) for count in counts)
        yield Text(f"  {text(value):>{edge}}{''.join(cells)}")
    yield Text(f"  {'clients':>{edge}}{''.join(f'{count:,}'.rjust(width) for count in counts)}", style="dim")
    names = ", ".join(f"{letter} {name or 'none: all ruled out'}" for name, letter in letters.items())
    grows = ", which grows with the clients" if found.axis.grows else ""
    told = f"  ({names}; upwards {found.axis.path}{grows}; small letters: theory does not settle it)"
    yield Hanging(Text(told, style="dim"), 2)


def letters_of(found: Growth) -> dict[str | None, str]:
    """Give each technique of a map a letter of its own: the first of its name that is free."""
    letters: dict[str | None, str] = {}
    for name in sorted({spot.technique for spot in found.spots}, key=str):
        free = (letter for letter in (name or NONE).upper() if letter not in letters.values())
        letters[name] = next(free, "?") if name else NONE
    return letters


def _cell(found: Growth, letters: dict[str | None, str], count: int, value: float) -> str:
    spot = found.at(count, value)
    letter = letters[spot.technique] if spot.how == "theory" else letters[spot.technique].lower()
    own = count == found.clients and found.axis is not None and value == found.axis.now
    return f"{OWN[0]}{letter}{OWN[1]}" if own else f"{letter} "
