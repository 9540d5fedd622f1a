"""One browser and two pages for all tests: a small run with an overloaded technique, and a small sweep."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from rtsim.advice.verdict import Evidence, judge
from rtsim.analysis.comparison import Comparison, compare
from rtsim.analysis.warnings import warnings
from rtsim.experiments.executors import local
from rtsim.experiments.points import points
from rtsim.experiments.store import Store
from rtsim.experiments.sweep import sweep
from rtsim.report.page import About, run_page, sweep_page, write_page
from rtsim.scenario.experiment import load_experiment
from rtsim.techniques import settings_classes, techniques
from tests.analysis.outcomes import SMALL, outcome
from tests.browser.browsing import Visits, launched

SLOW_PUSHES = {"costs": {"push_sse": 0.5}}
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


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    """Give a small run: of its four techniques one is overloaded, and one misses a limit."""
    return compare(outcome(SMALL, server=SLOW_PUSHES, slo={"latency_s.p95": "<= 500 ms"}))


@pytest.fixture(scope="session")
def run_file(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the page of the small run."""
    path = tmp_path_factory.mktemp("page") / "run.html"
    verdict = judge(Evidence.of(comparison))
    write_page(path, run_page(comparison, verdict, warnings(comparison), "rtsim run small.yaml --html run.html"))
    return path


@pytest.fixture(scope="session")
def sweep_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the page of the small sweep."""
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "asked.yaml").write_text(EXPERIMENT, encoding="utf-8")
    question = load_experiment(folder / "asked.yaml")
    asked, places = question.experiment, points(question, settings_classes())
    with Store.open(folder / "small.sqlite", "write") as store, local(1) as executor:
        sweep(asked, places, techniques(), store=store, executor=executor, in_flight=1)
        write_page(folder / "sweep.html", sweep_page(store, About("rtsim report small.sqlite --html sweep.html")))
    return folder / "sweep.html"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give the browser."""
    with sync_playwright() as playwright:
        started = launched(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def visits(browser: Browser, run_file: Path, sweep_file: Path) -> Iterator[Visits]:
    """Give the pages, each opened once in each way that is asked for."""
    with ExitStack() as stack:
        yield Visits(browser, {"run": run_file, "sweep": sweep_file}, stack)
