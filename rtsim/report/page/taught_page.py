"""The page of an experiment: its sweep's, with the flow that the verdicts at its points teach."""

from collections.abc import Sequence
from dataclasses import replace

from rtsim.advice.learned.notes import hold
from rtsim.advice.learned.points import labelled
from rtsim.advice.learned.tree import Labelled, Learned, Unlearned, learn
from rtsim.experiments.inputs import inputs
from rtsim.experiments.kept import Kept
from rtsim.experiments.point import Point, values_text
from rtsim.experiments.samples import Repeated, sampled
from rtsim.experiments.store import Store
from rtsim.report.page.diagram_section import diagram_section
from rtsim.report.page.learned_section import learned_section, untaught_section
from rtsim.report.page.notes_section import notes_section
from rtsim.report.page.parts import About, Page, Prose, Section
from rtsim.report.page.sweep_page import sweep_page
from rtsim.scenario.experiment import Experiment
from rtsim.techniques import techniques


def taught_page(
    *, store: Store, found: Learned | Unlearned, judged: Sequence[Labelled], points: Sequence[Point], about: About
) -> Page:
    """Give the page with a flow that has been learned, or why there is none. Raises `StoreError`."""
    flow = learned_section(found, store.about().name)
    return sweep_page(store, flow, about, [notes_section(hold(judged)), _diagrams(points[0])])


def _diagrams(point: Point) -> Section:
    """Give the sequence diagrams at a point."""
    section = diagram_section(point.scenario, {name: techniques()[name] for name in point.digests})
    where = Prose(f"At the first point: {values_text(point.written)}.")
    return replace(section, blocks=(where, *section.blocks))


def stored_page(*, store: Store, kept: Kept | None, about: About) -> Page:
    """Give the page of what a store can tell: all of it where it keeps its scenario. Raises `StoreError`."""
    if kept is None or not kept.points:
        return sweep_page(store, untaught_section(kept), about)
    return _learned(store, kept, kept.points, about)


def swept_page(*, store: Store, asked: Experiment, points: Sequence[Point], about: About) -> Page:
    """Learn the flow, and give the page; the store holds all runs of the points. Raises `StoreError`."""
    return _learned(store, asked, points, about)


def _learned(store: Store, repeated: Repeated, points: Sequence[Point], about: About) -> Page:
    varied = inputs(point.written for point in points)
    judged = labelled(varied, zip(points, sampled(store, repeated, points), strict=True))
    return taught_page(store=store, found=learn(varied, judged), judged=judged, points=points, about=about)
