"""A page with text from outside: markup wherever a figure has text, formulas wherever a table has a cell."""

import plotly.graph_objects as go

from rtsim.report.figures.theme import blank
from rtsim.report.page.parts import Cell, Column, Figure, Page, Row, Section, Table

LINK = "<a href='https://example.org/'>l</a> <b>b</b> &lt; %{x}"
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)")
SHOWN = ("-2.5", "-", "-2 ms", "=2")


def _plot() -> go.Figure:
    figure = blank(height=300, showlegend=True)
    for name in (LINK, "other"):
        figure.add_scatter(
            x=[LINK, "b"], y=[LINK, "c"], text=[LINK, "b"], name=name, mode="markers", hovertemplate="%{text}, %{x}"
        )
    figure.add_annotation(x=0, y=1, xref="paper", yref="paper", text=LINK, showarrow=False)
    figure.update_xaxes(title_text=LINK, categoryorder="array", categoryarray=[LINK, "b"])
    return figure


def _table() -> Table:
    columns = (Column("=head"), Column("Value", numeric=True, values=("value",)), Column("shown"))
    rows = tuple(
        Row((Cell(text), Cell("-1.5 s", values=(-1.5,)), Cell(shown)))
        for text, shown in zip(FORMULAS, SHOWN, strict=True)
    )
    return Table("outside", "Outside", columns, rows)


OUTSIDE = Page(
    title=LINK,
    subtitle=LINK,
    techniques=(),
    sections=(Section("one", LINK, (Figure("outside", LINK, LINK, _plot(), _table()),)),),
)
