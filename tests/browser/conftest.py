"""One browser and two pages for all tests.

A recommendation from a small run, with an overloaded technique, faults and prices, has all that a run's page has; a
small sweep has a learned flow.

They live as long as the module: Playwright keeps an event loop running in which other tests could run none.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from rtsim.advice.flow import notes_flow
from rtsim.advice.learned.tree import labelled, learn
from rtsim.advice.verdict import Evidence, judge
from rtsim.analysis.comparison import Comparison, compare
from rtsim.analysis.warnings import warnings
from rtsim.experiments.executors import local
from rtsim.experiments.inputs import inputs
from rtsim.experiments.points import points
from rtsim.experiments.samples import sampled
from rtsim.experiments.store import Store
from rtsim.experiments.sweep import complete
from rtsim.report.page import About, recommend_page, taught_page, write_page
from rtsim.scenario.experiment import load_experiment
from rtsim.techniques import settings_classes, techniques
from tests.advice.flows import NETWORK, RATE, grid
from tests.analysis.outcomes import SMALL, outcome
from tests.browser.browsing import Visits, launched
from tests.browser.outside import OUTSIDE
from tests.report.turns import advised

SLOW_PUSHES = {"costs": {"push_sse": 0.5}}
SOON_BACK = {"short-polling": {}, "long-polling": {}, "websocket": {}, "sse": {"retry": 0.3}}
FAULTS = {"restarts": [{"at": 4, "down": 0.2}], "brownouts": [{"at": 11, "lasts": 2, "slower": 5}]}
SCENARIO = """
name: small
warmup: 2 s
duration: 5 s
clients: {count: 6, connect_over: 1 s, network: {latency: 20 ms}}
messages: {from: server, to: everyone, rate: 2 / s}
"""
EXPERIMENT = """
name: interval-and-rate
scenario: small.yaml
vary:
  techniques.short-polling.interval: [200 ms, 2 s]
  messages.rate: [1 / s, 25 / s]
replications: 2
"""


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    """Give a small run with faults and prices: of its four techniques one is overloaded, and one misses a limit."""
    limits = {"latency_s.p95": "<= 500 ms"}
    content = {**SMALL, "techniques": SOON_BACK, "faults": FAULTS}
    return compare(outcome(content, server=SLOW_PUSHES, slo=limits, prices="servers"))


@pytest.fixture(scope="module")
def run_file(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the page of a recommendation from the small run."""
    path = tmp_path_factory.mktemp("page") / "run.html"
    verdict = judge(Evidence.of(comparison))
    about = About("rtsim recommend small.yaml --html run.html", tuple(warnings(comparison)))
    page = recommend_page(comparison=comparison, advice=advised(verdict), flow=notes_flow(), about=about)
    write_page(path, page)
    return path


@pytest.fixture(scope="module")
def sweep_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the page of the small sweep, with a flow learned from more points than it has."""
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "asked.yaml").write_text(EXPERIMENT, encoding="utf-8")
    question = load_experiment(folder / "asked.yaml")
    asked, places = question.experiment, points(question, settings_classes())
    with Store.open(folder / "small.sqlite", "write") as store, local(1) as executor:
        store.begin(asked, places)
        complete(asked, places, techniques(), store=store, executor=executor, in_flight=1)
        about = About("rtsim recommend asked.yaml --html sweep.html")
        found = learn((RATE, NETWORK), grid(4))
        pairs = zip(places, sampled(store, asked, places), strict=True)
        judged = labelled(inputs(place.written for place in places), pairs)
        page = taught_page(store=store, found=found, judged=judged, points=places, about=about)
        write_page(folder / "sweep.html", page)
    return folder / "sweep.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give the browser."""
    with sync_playwright() as playwright:
        started = launched(playwright)
        yield started
        started.close()


@pytest.fixture(scope="module")
def outside_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a page that has text from outside wherever a figure and a table have room for it."""
    path = tmp_path_factory.mktemp("outside") / "outside.html"
    write_page(path, OUTSIDE)
    return path


@pytest.fixture(scope="module")
def visits(browser: Browser, run_file: Path, sweep_file: Path, outside_file: Path) -> Iterator[Visits]:
    """Give the pages, each opened once in each way that is asked for."""
    with ExitStack() as stack:
        yield Visits(browser, {"run": run_file, "sweep": sweep_file, "outside": outside_file}, stack)
