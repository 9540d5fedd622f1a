"""The page of an animation alone: one small file without figures."""

from collections.abc import Mapping
from typing import Any

from rtsim.experiments.runner import traced
from rtsim.report.animation import animation
from rtsim.report.page.diagram_section import stage_blocks
from rtsim.report.page.parts import Section
from rtsim.report.page.render import render_alone
from rtsim.scenario import Scenario
from rtsim.techniques import Technique


def animation_page(
    scenario: Scenario,
    techniques: Mapping[str, Technique[Any]],
    client: int = 0,
    span: tuple[float, float] | None = None,
) -> str:
    """Give the page of what happens to a client in a span of seconds; it simulates one replication."""
    return render_alone(scenario.title or scenario.name, messages_section(scenario, techniques, client, span))


def messages_section(
    scenario: Scenario,
    techniques: Mapping[str, Technique[Any]],
    client: int = 0,
    span: tuple[float, float] | None = None,
) -> Section:
    """Give the page's only section."""
    traces = {name: traced(scenario, technique, client) for name, technique in techniques.items()}
    blocks = stage_blocks(animation(traces, techniques, span))
    return Section("messages", "The messages of one client", blocks)
