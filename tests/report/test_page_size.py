import numpy as np

from rtsim.experiments.inputs import inputs
from rtsim.report.figures.labels import titled
from rtsim.report.figures.swept import CONTESTED, METRICS, MOST_PLACES, Place, Swept
from rtsim.report.page import Page, render
from rtsim.report.page.curve_section import curve_sections
from rtsim.report.page.sweep_page import points_section
from rtsim.report.page.winner_section import winner_section

NAMES = ("short-polling", "long-polling", "websocket", "sse")
PATHS = (*(metric.path for metric in (*METRICS, *CONTESTED)), "traffic.up_bytes", "traffic.down_bytes")
LARGEST = 6_000_000


def large() -> Swept:
    """Give a sweep of as many points as are drawn, over six inputs that change from point to point."""
    generator = np.random.default_rng(1)
    places = []
    for number in range(MOST_PLACES):
        written = {f"input.number.{place}": float(value) for place, value in enumerate(generator.uniform(1, 999, 6))}
        samples = {name: {path: tuple(generator.lognormal(0, 1, 3).tolist()) for path in PATHS} for name in NAMES}
        places.append(Place(number + 1, written, written, samples, frozenset()))
    return Swept("large", "", inputs(place.written for place in places), {}, tuple(places), 10_000)


def test_the_page_of_a_large_sweep_stays_small() -> None:
    """However many points a sweep has, its page keeps within 6 MB."""
    found = large()
    techniques = tuple((name, titled(name)) for name in NAMES)
    sections = (*curve_sections(found), winner_section(found), points_section(found))
    assert len(render(Page("large", "", techniques, sections)).encode()) < LARGEST
