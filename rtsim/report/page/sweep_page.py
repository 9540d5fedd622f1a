"""The page of a sweep: what changes along each input, who wins where, and the flow that its verdicts teach."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rtsim import __version__
from rtsim.advice.learned.notes import hold
from rtsim.advice.learned.tree import Labelled, Learned, Unlearned, labelled, learn
from rtsim.analysis.words import counted
from rtsim.experiments.inputs import inputs
from rtsim.experiments.point import Point, values_text
from rtsim.experiments.samples import Kept, sampled
from rtsim.experiments.store import Store
from rtsim.report.figures.labels import titled
from rtsim.report.figures.swept import CONTESTED, METRICS, Swept, swept
from rtsim.report.page.curve_section import ELSEWHERE, curve_sections, place_cells
from rtsim.report.page.diagram_section import diagram_section
from rtsim.report.page.flow_section import learned_section, notes_section, untaught_section
from rtsim.report.page.inputs_section import warning_blocks
from rtsim.report.page.parts import About, Bullets, Column, Facts, Lead, Page, Prose, Row, Section, Table
from rtsim.report.page.tables import estimated, single, thinned
from rtsim.report.page.winner_section import winner_section
from rtsim.results import RESULTS_VERSION
from rtsim.scenario.experiment import Experiment
from rtsim.scenario.measures import Measure
from rtsim.techniques import techniques

MOST_ROWS = 150  # of a table in the page: some 180 kB


def sweep_page(store: Store, flow: Section, about: About, diagrams: Sequence[Section] = ()) -> Page:
    """Give the page of a store's current experiment; raises `StoreError`.

    `flow` is what its verdicts teach, `diagrams` what its scenario alone can show.
    """
    found = swept(store)
    return Page(
        title=found.title or found.name,
        subtitle=_ran(found),
        techniques=tuple((name, titled(name)) for name in found.techniques),
        sections=(
            _verdict(found),
            *curve_sections(found),
            winner_section(found),
            flow,
            points_section(found),
            *diagrams,
            _inputs(store, found, about),
        ),
    )


def _ran(found: Swept) -> str:
    varied = ", ".join(one.path for one in found.inputs) or "nothing"
    drawn = f", {len(found.places)} of them drawn, spread evenly" if len(found.places) < found.points else ""
    return f"{counted(found.points, 'point')}{drawn}; what varies: {varied}"


def _verdict(found: Swept) -> Section:
    lead = " ".join(_won(found, metric) for metric in CONTESTED[:1]) or "Nothing was measured yet."
    items = tuple(_won(found, metric) for metric in CONTESTED[1:])
    over = Counter(name for place in found.places for name in place.overloaded)
    items += tuple(f"{titled(name)} is overloaded at {_of(count, found)}." for name, count in sorted(over.items()))
    return Section("verdict", "Who wins how often", (Lead(lead), Bullets(items)))


def _won(found: Swept, metric: Measure) -> str:
    """Say at how many points each technique is lowest, and at how many of them beyond doubt."""
    winners = [place.winner(metric) for place in found.places]
    counts = Counter(name for name, _ in winners if name)
    if not counts:
        return f"{metric.title}: no technique has a steady value at any point."
    best, count = counts.most_common(1)[0]
    clear = sum(sure for name, sure in winners if name == best)
    doubt = "" if clear == count else f", beyond doubt at {clear}"
    first = f"{metric.title}: {titled(best)} is lowest at {_of(count, found)}{doubt}"
    return "; ".join([first, *(f"{titled(name)} at {number}" for name, number in counts.most_common()[1:])]) + "."


def _of(count: int, found: Swept) -> str:
    return f"{count} of {counted(len(found.places), 'point')}"


def points_section(found: Swept) -> Section:
    """Give the section with the table of all points."""
    columns = (
        Column("Point", values=("point",)),
        *(Column(one.path, values=(one.path,)) for one in found.inputs),
        Column("Technique", values=("technique",)),
        *(estimated(metric.title, metric.path) for metric in METRICS),
    )
    rows = tuple(
        Row(
            (
                single(place.number, str),
                *(single(place.levels[one.path], one.text) for one in found.inputs),
                *place_cells(place, name, METRICS),
            ),
            (name,),
        )
        for place in found.places
        for name in place.samples
    )
    table = Table("points", "Each point and technique: means with 95 % intervals.", columns, rows)
    return Section("points", "All points", (thinned(table, MOST_ROWS, ELSEWHERE),))


def _inputs(store: Store, found: Swept, about: About) -> Section:
    experiment = store.about()
    facts = Facts(
        (
            ("Experiment", found.name),
            ("Scenario", experiment.scenario),
            *((f"{path}, the same at all points", values_text({path: value})) for path, value in found.fixed.items()),
            ("Store", str(store.path)),
            ("Command", about.command),
            ("Seed", str(experiment.seed)),
            ("rtsim", f"{__version__} (results version {RESULTS_VERSION})"),
            ("Digest of the experiment", experiment.digest),
        )
    )
    more = Prose(f"All measures of all runs: rtsim export {store.path} --to {found.name}.csv")
    return Section(
        "inputs", "Inputs, warnings, and how to make this page again", (*warning_blocks(about.warnings), facts, more)
    )


def taught_page(
    *, store: Store, found: Learned | Unlearned, judged: Sequence[Labelled], points: Sequence[Point], about: About
) -> Page:
    """Give the page with a flow that has been learned, or why there is none. Raises `StoreError`."""
    flow = learned_section(found, store.about().name)
    first = points[0]
    diagrams = diagram_section(first.scenario, {name: techniques()[name] for name in first.digests})
    where = Prose(f"At the first point: {values_text(first.written)}.")
    notes = notes_section(hold(judged))
    return sweep_page(store, flow, about, [notes, replace(diagrams, blocks=(where, *diagrams.blocks))])


def stored_page(*, store: Store, kept: Kept | None, about: About) -> Page:
    """Give the page of what a store can tell: all of it where it keeps its scenario. Raises `StoreError`."""
    if kept is None or not kept.points:
        return sweep_page(store, untaught_section(kept), about)
    return swept_page(store=store, asked=kept, points=kept.points, about=about)


def swept_page(*, store: Store, asked: Experiment | Kept, points: Sequence[Point], about: About) -> Page:
    """Learn the flow, and give the page; the store holds all runs of the points. Raises `StoreError`."""
    varied = inputs(point.written for point in points)
    judged = labelled(varied, zip(points, sampled(store, asked, points), strict=True))
    return taught_page(store=store, found=learn(varied, judged), judged=judged, points=points, about=about)
