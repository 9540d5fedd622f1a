"""The diagram section: what happens to one client under each technique, drawn from a run of the model."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from rtsim.experiments.tracing import traced
from rtsim.report.page.parts import Diagram, Prose, Section
from rtsim.report.sequence import diagram
from rtsim.report.sequence_svg import sequence_svg
from rtsim.scenario import Scenario
from rtsim.techniques import Technique

LONGEST = 60.0  # seconds: a diagram shows a run's beginning
ROWS = 18
LEAD = (
    "The first steps of the first client, as the model went through them in the first replication; stretches that "
    "repeat are folded. 'rtsim trace' shows any client for any time."
)


def diagram_section(scenario: Scenario, techniques: Mapping[str, Technique[Any]]) -> Section:
    """Give the section: it simulates the first minute again, with one client watched."""
    warmup = min(scenario.warmup, LONGEST)
    short = scenario.model_copy(update={"warmup": warmup, "duration": min(scenario.duration, LONGEST)})
    drawn = [_drawn(short, name, technique) for name, technique in techniques.items()]
    return Section("diagrams", "What goes back and forth", (Prose(LEAD), *drawn))


def _drawn(scenario: Scenario, name: str, technique: Technique[Any]) -> Diagram:
    title = f"{technique.title}: sequence diagram"
    svg = sequence_svg(diagram(traced(scenario, technique), name, most=ROWS), title)
    return Diagram(title, Markup(svg), (name,))  # noqa: S704 - sequence_svg escapes what it writes
