"""Forecasts for people: values side by side, the formulas behind them, and loud warnings."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from math import isfinite

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from rtsim.forecast.rows import Forecast, Row, Severity, Unit, place
from rtsim.report.text.fault import NEVER
from rtsim.report.text.layout import Fitting, headed
from rtsim.units import bandwidth_text, rate_text, share_text, significant, size_text, time_text

SIDE_BY_SIDE = 76  # columns that four techniques need beside each other
MOST_BESIDE = 4
SHORTEST, LEAST_SHARE = 1e-9, 1e-6  # seconds and shares below which a forecast says nothing
ESTIMATE = "~"
SYMBOLS = (
    "N clients; d1, d2 the way up and down; s service; R = d1 + s + d2; T poll interval; C cycle; H time-out of a "
    "held request; G = d1 + d2 + pause + s; n copies of a message on a node, c seconds each; D a piece of work; W its "
    "wait for a core; S all work that comes at once; K publishers of a closed loop; E[..] mean; rate: of messages for "
    "a client, in waits of work."
)
LEFT_OUT = f"Formulas are left out: up to {MOST_BESIDE} techniques in {SIDE_BY_SIDE} columns show them, as --json does."
GROWS = "grows"  # what has no steady value
ENDS = ("recovery_", "dark_s", "outage_")  # keys of what ends, if not for ever


def value_text(expected: Row) -> str:
    """Write a row's value for people; an estimate is marked."""
    if not isfinite(expected.value):
        return NEVER if expected.key.startswith(ENDS) else GROWS
    mark = "" if expected.applies else f"{ESTIMATE} "
    return mark + _VALUES[expected.unit](expected.value)


_VALUES: Mapping[Unit, Callable[[float], str]] = {
    Unit.TIME: lambda value: time_text(value if value >= SHORTEST else 0.0),
    Unit.SIZE: size_text,
    Unit.RATE: rate_text,
    Unit.BYTE_RATE: lambda value: f"{size_text(value)}/s",
    Unit.BANDWIDTH: bandwidth_text,
    Unit.SHARE: lambda value: share_text(value if value >= LEAST_SHARE else 0.0),
    Unit.COUNT: lambda value: significant(value, 4),
}


def forecast_table(forecasts: Sequence[Forecast]) -> RenderableType:
    """Give the values of all techniques, side by side where the screen has room, with formulas and doubts."""
    doubts = Group(*_doubt_lines(forecasts))
    narrow = Group(*map(_stacked, forecasts), doubts, Text(LEFT_OUT, style="dim"))
    if len(forecasts) > MOST_BESIDE:
        return narrow
    return Fitting(SIDE_BY_SIDE, Group(_beside(forecasts), _formulas(forecasts), doubts), narrow)


def _beside(forecasts: Sequence[Forecast]) -> RenderableType:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("Expected")
    for forecast in forecasts:
        table.add_column(forecast.title, justify="right")
    for key, quantity in _keys(forecasts):
        cells = [{expected.key: expected for expected in forecast.rows}.get(key) for forecast in forecasts]
        table.add_row(quantity, *("-" if cell is None else value_text(cell) for cell in cells))
    return Group(table, Text())


def _keys(forecasts: Sequence[Forecast]) -> Iterator[tuple[str, str]]:
    rows = sorted((expected for forecast in forecasts for expected in forecast.rows), key=place)
    yield from {expected.key: expected.quantity for expected in rows}.items()


def _stacked(forecast: Forecast) -> RenderableType:
    table = Table(box=None, padding=(0, 1, 0, 0), show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for expected in sorted(forecast.rows, key=place):
        table.add_row(expected.quantity, value_text(expected))
    return Group(Text(forecast.title, style="bold"), table, Text())


def _formulas(forecasts: Sequence[Forecast]) -> RenderableType:
    """Give the formulas; techniques that share one share its line."""
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("Quantity", no_wrap=True)
    table.add_column("By which formula, and where it is explained")
    for key, quantity in _keys(forecasts):
        if not key.startswith("utilisation."):
            for at, (formula, source) in enumerate(_ways(forecasts, key)):
                table.add_row("" if at else quantity, Text(f"{formula}  [{source}]"), style="dim")
    return Group(table, Text(SYMBOLS, style="dim"), Text())


def _ways(forecasts: Sequence[Forecast], key: str) -> Iterable[tuple[str, str]]:
    rows = (expected for forecast in forecasts for expected in forecast.rows if expected.key == key)
    return dict.fromkeys((expected.formula, expected.source) for expected in rows)


def _doubt_lines(forecasts: Sequence[Forecast]) -> Iterator[Text]:
    """Say once of each assumption that is broken which values are estimates for it."""
    touched: dict[str, dict[str, None]] = {}
    for forecast in forecasts:
        for expected in forecast.rows:
            for doubt in expected.doubts:
                touched.setdefault(doubt, {})[expected.quantity] = None
    for doubt, quantities in touched.items():
        yield Text(f"{ESTIMATE} {doubt} ({', '.join(quantities)})", style="dim")


_STYLES = {
    Severity.UNSTABLE: ("UNSTABLE", "bold red"),
    Severity.CLOSE: ("close to its limit", "yellow"),
    Severity.FAILING: ("when it breaks", "yellow"),
}


def caution_lines(forecasts: Iterable[Forecast], severities: Collection[Severity] = tuple(Severity)) -> Iterator[Text]:
    """Give a line for each limit that a technique passes or comes close to, of these severities."""
    for forecast in forecasts:
        for caution in forecast.cautions:
            if caution.severity in severities:
                word, style = _STYLES[caution.severity]
                yield headed(f"{word}: ", f"{forecast.technique}: {caution.text}", style)
