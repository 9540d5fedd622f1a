"""Claims for people: a table and details on the terminal, tables for the documentation."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from math import floor, log10

from rich.console import Group, RenderableType
from rich.text import Text

from rtsim.analysis.estimates import Estimate
from rtsim.analysis.words import counted
from rtsim.claims.claim import WORDS
from rtsim.claims.relations import TITLES, Figure
from rtsim.claims.runner import Examined
from rtsim.report.text.layout import Column, Fitting, Hanging, fitting
from rtsim.report.text.validation import estimate_text

_STYLES: Mapping[str, str] = {
    "holds": "green",
    "holds only when": "yellow",
    "does not hold": "bold red",
    "not testable": "dim",
}
_COLUMNS = (Column("claim"), Column("finding"), Column("in the notes' setting", folds=True))
_LEAST = 66  # columns below which the table's cells stand one below the other


def figure_text(figure: Figure) -> str:
    """Write a number with its unit and interval.

    >>> figure_text(Figure("mean latency", "SSE", Estimate(0.0319, 0.0309, 0.0329), "s"))
    '31.9 ms ±1'
    """
    return estimate_text(_rounded(figure.value), figure.unit, figure.value.mean)


def _rounded(value: Estimate) -> Estimate:
    """Round a mean to the two digits of its interval's half width that are shown."""
    if not value.half_width > 0:
        return value
    return replace(value, mean=round(value.mean, 1 - floor(log10(value.half_width))))


def numbers_text(figures: Iterable[Figure]) -> str:
    """Write figures measure by measure, in one line."""
    of_measures: dict[str, list[Figure]] = {}
    for figure in figures:
        of_measures.setdefault(figure.measure, []).append(figure)
    told = {measure: [f"{one.of} {figure_text(one)}".strip() for one in of] for measure, of in of_measures.items()}
    return "; ".join(f"{measure}: {', '.join(parts)}" for measure, parts in told.items())


def key_text(figures: Sequence[Figure]) -> str:
    """Write the first measure's first two figures."""
    return numbers_text([figure for figure in figures if figure.measure == figures[0].measure][:2])


def claims_table(tested: Iterable[Examined]) -> Fitting:
    """Give a line for each claim: its id, what was found, and the first numbers."""
    rows = [
        (
            Text(one.claim.id),
            Text(one.finding.word, style=_STYLES[one.finding.word]),
            Text(key_text(one.finding.figures)),
        )
        for one in tested
    ]
    return replace(fitting(_COLUMNS, rows, gap=1), least=_LEAST)


def claims_details(tested: Iterable[Examined]) -> RenderableType:
    """Give for each claim all that is known of it."""
    return Group(*(line for one in tested for line in _details(one)))


def _details(one: Examined) -> Iterator[RenderableType]:
    claim, finding = one.claim, one.finding
    yield Hanging(Text(claim.id, style="bold").append(f"  {claim.section}: {claim.text}", style="not bold"))
    yield Hanging(Text(f"  {claim.question}", style="italic"), 2)
    yield Hanging(Text("  tested: ", style="dim").append(claim.experiment.settings, style="not dim"), 4)
    condition = f": {finding.condition}" if finding.condition else ""
    yield Hanging(Text(f"  {finding.word}", style=_STYLES[finding.word]).append(condition, style="default"), 4)
    for figure in finding.figures:
        yield Hanging(Text(f"  {figure.measure}, {figure.of}: ".replace(", :", ":")).append(figure_text(figure)), 4)
    yield Text()


def summary(tested: Sequence[Examined]) -> str:
    """Count what was found.

    >>> summary([])
    '0 claims: 0 holds, 0 holds only when, 0 does not hold, 0 not testable'
    """
    counts = {word: sum(one.finding.word == word for one in tested) for word in WORDS}
    return f"{counted(len(tested), 'claim')}: {', '.join(f'{count} {word}' for word, count in counts.items())}"


def markdown(tested: Iterable[Examined]) -> str:
    """Give a table for each technique, as the documentation shows them."""
    return "\n".join(_group(name, list(of)) for name, of in groupby(tested, key=lambda one: one.claim.technique))


def _group(technique: str, tested: Sequence[Examined]) -> str:
    title = TITLES[technique]
    head = (
        f"### {title[0].upper()}{title[1:]}",
        "",
        "| claim | the notes say | asked, and tested by | numbers | finding |",
        "|---|---|---|---|---|",
    )
    return "\n".join([*head, *map(markdown_row, tested), ""])


def markdown_row(one: Examined) -> str:
    """Give one line of a table."""
    claim, finding = one.claim, one.finding
    found = f"**{finding.word}**" + (f": {finding.condition}" if finding.condition else "")
    tested = f"{claim.question} {claim.experiment.settings}"
    cells = (f"`{claim.id}`", f"{claim.section}: {claim.text}", tested, numbers_text(finding.figures), found)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
