"""Bars that are made of parts, each with its colour and pattern."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from rtsim.analysis.estimates import Estimate
from rtsim.report.figures.labels import spread
from rtsim.report.figures.theme import belongs
from rtsim.units import Text


@dataclass(frozen=True)
class Part:
    """A part: its title, colour and pattern."""

    title: str
    colour: str
    shape: str = ""

    def bar(self, technique: str, title: str, value: Estimate, text: Text) -> go.Bar:
        """Give a technique's bar of it."""
        return self._made(
            x=[value.mean],
            y=[title],
            meta=belongs(technique),
            showlegend=False,
            text=[spread(value, text)],
            textposition="none",
            hovertemplate=f"{self.title}<br>%{{y}}: %{{text}}<extra></extra>",
        )

    def entry(self) -> go.Bar:
        """Give its entry in the legend, which stays whatever technique is shown."""
        return self._made(x=[None], y=[None], showlegend=True)

    def _made(self, **more: Any) -> go.Bar:
        pattern = {"shape": self.shape, "size": 6, "solidity": 0.3, "fillmode": "overlay"}
        return go.Bar(name=self.title, orientation="h", marker={"color": self.colour, "pattern": pattern}, **more)
