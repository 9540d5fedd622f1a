"""The page of a run: what was found of a scenario's techniques, in the order in which it is asked."""

import json
from collections.abc import Sequence

from rtsim.advice.verdict import Verdict
from rtsim.analysis.comparison import Comparison
from rtsim.analysis.forecast import forecast
from rtsim.analysis.words import counted
from rtsim.report.document import document
from rtsim.report.page.age_section import age_section
from rtsim.report.page.comparison_section import comparison_section
from rtsim.report.page.diagram_section import diagram_section
from rtsim.report.page.difference_section import difference_section
from rtsim.report.page.inputs_section import inputs_section
from rtsim.report.page.latency_section import latency_section
from rtsim.report.page.limits_section import limits_section
from rtsim.report.page.load_section import load_section
from rtsim.report.page.parts import Page
from rtsim.report.page.traffic_section import traffic_section
from rtsim.report.page.verdict_section import verdict_section
from rtsim.scenario import Scenario


def run_page(comparison: Comparison, verdict: Verdict, warnings: Sequence[str], command: str) -> Page:
    """Give the page; `command` is the one that makes it again."""
    scenario, known = comparison.scenario, comparison.outcome.techniques
    results = json.dumps(document(comparison, verdict, list(warnings)), indent=1, allow_nan=False)
    return Page(
        title=scenario.title or scenario.name,
        subtitle=_ran(scenario),
        techniques=tuple((name, technique.title) for name, technique in known.items()),
        sections=(
            verdict_section(comparison, verdict),
            comparison_section(comparison),
            latency_section(comparison),
            difference_section(comparison),
            traffic_section(comparison),
            load_section(comparison),
            age_section(comparison),
            limits_section([forecast(scenario, technique) for technique in known.values()]),
            diagram_section(scenario, known),
            inputs_section(scenario, warnings, command, results),
        ),
    )


def _ran(scenario: Scenario) -> str:
    """Say what was run."""
    return (
        f"{counted(scenario.clients.count, 'client')}, {scenario.duration:g} s after {scenario.warmup:g} s of warm-up, "
        f"{counted(scenario.replications, 'replication')}, seed {scenario.seed}"
    )
