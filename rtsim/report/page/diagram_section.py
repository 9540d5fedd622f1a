"""The diagram section: what happens to one client under each technique, drawn from a run of the model."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from rtsim.experiments.runner import traced
from rtsim.recording import Trace
from rtsim.report.animation import Animation, animation
from rtsim.report.page.parts import Block, Diagram, Prose, Section, Stage
from rtsim.report.page.render import render_alone
from rtsim.report.sequence.diagram import diagram
from rtsim.report.sequence.svg import sequence_svg
from rtsim.scenario import Scenario
from rtsim.techniques import Technique

Techniques = Mapping[str, Technique[Any]]
LONGEST = 60.0  # seconds: a diagram shows a run's beginning
ROWS = 18
LEAD = (
    "The first steps of the first client, as the model went through them in the first replication; stretches that "
    "repeat are folded. 'rtsim trace' shows any client for any time."
)


def diagram_section(scenario: Scenario, techniques: Techniques) -> Section:
    """Give the section: it simulates the first minute again, or all where something fails, with one client watched."""
    warmup = min(scenario.warmup, LONGEST)
    short = scenario.model_copy(update={"warmup": warmup, "duration": min(scenario.duration, LONGEST)})
    shown = scenario if scenario.can_fail else short
    traces = {name: traced(shown, technique) for name, technique in techniques.items()}
    moving = animation(traces, techniques)
    drawn = [_drawn(traces[name], name, technique) for name, technique in techniques.items()]
    return Section("diagrams", "What goes back and forth", (Prose(LEAD), *_stage_blocks(moving), *drawn))


def _stage_blocks(moving: Animation) -> tuple[Block, ...]:
    """Give an animation with what a reader has to know of it."""
    told = (
        f"Client {moving.client} from {moving.start:.6g} s to {moving.end:.6g} s of the first replication. All lanes "
        "move in one simulated time, of which idle stretches are passed over."
    )
    left = [f"{lane.title}: {lane.left_out:,} later steps are left out." for lane in moving.lanes if lane.left_out]
    return Prose(" ".join([told, *left])), Stage("The messages of one client, moving", moving.document())


def _drawn(trace: Trace, name: str, technique: Technique[Any]) -> Diagram:
    title = f"{technique.title}: sequence diagram"
    svg = sequence_svg(diagram(trace, name, most=ROWS), title)
    return Diagram(title, Markup(svg), (name,))  # noqa: S704 - sequence_svg escapes what it writes


def animation_page(
    scenario: Scenario, techniques: Techniques, client: int = 0, span: tuple[float, float] | None = None
) -> str:
    """Give the page of an animation alone: one small file without figures."""
    return render_alone(scenario.title or scenario.name, messages_section(scenario, techniques, client, span))


def messages_section(
    scenario: Scenario, techniques: Techniques, client: int = 0, span: tuple[float, float] | None = None
) -> Section:
    """Give what happens to a client in a span of seconds; it simulates one replication."""
    traces = {name: traced(scenario, technique, client) for name, technique in techniques.items()}
    return Section("messages", "The messages of one client", _stage_blocks(animation(traces, techniques, span)))
