"""The page of an experiment: its sweep's, with the flow that the verdicts at its points teach."""

from collections.abc import Sequence

from rtsim.advice.learned import Learned, Unlearned, learn
from rtsim.advice.learned_points import labelled
from rtsim.experiments.inputs import inputs
from rtsim.experiments.point import Point
from rtsim.experiments.samples import sampled
from rtsim.experiments.store import Store
from rtsim.report.page.learned_section import learned_section
from rtsim.report.page.parts import About, Page
from rtsim.report.page.sweep_page import sweep_page
from rtsim.scenario.experiment import Experiment


def taught_page(*, store: Store, found: Learned | Unlearned, about: About) -> Page:
    """Give the page with a flow that has been learned, or why there is none. Raises `StoreError`."""
    return sweep_page(store, learned_section(found, store.name()), about)


def swept_page(*, store: Store, asked: Experiment, points: Sequence[Point], about: About) -> Page:
    """Learn the flow, and give the page; the store holds all runs of the points. Raises `StoreError`."""
    varied = inputs(point.written for point in points)
    judged = labelled(varied, zip(points, sampled(store, asked, points), strict=True))
    return taught_page(store=store, found=learn(varied, judged), about=about)
