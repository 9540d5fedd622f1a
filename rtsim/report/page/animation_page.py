"""The page of an animation alone: one small file without figures."""

from collections.abc import Mapping
from typing import Any

from rtsim.experiments.tracing import traced
from rtsim.report.animation import animation
from rtsim.report.page.diagram_section import stage_blocks
from rtsim.report.page.parts import Section
from rtsim.report.page.render import render_alone
from rtsim.scenario import Scenario
from rtsim.techniques import Technique


def animation_page(
    scenario: Scenario, techniques: Mapping[str, Technique[Any]], client: int, span: tuple[float, float] | None
) -> str:
    """Simulate one replication with a client watched, and give the page of what happens to it in a span of seconds."""
    traces = {name: traced(scenario, technique, client) for name, technique in techniques.items()}
    section = Section("messages", "The messages of one client", stage_blocks(animation(traces, techniques, span)))
    return render_alone(scenario.title or scenario.name, section)
