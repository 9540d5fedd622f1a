"""The pages of a run and of a recommendation: what was found of techniques, in the order in which it is asked."""

from collections.abc import Sequence

from rtsim.advice.advice import Advice
from rtsim.advice.flow import Flow
from rtsim.advice.verdict import Verdict
from rtsim.analysis.comparison import Comparison
from rtsim.forecast.forecast import forecast
from rtsim.report.documents.run import document
from rtsim.report.documents.verdict import verdict_document
from rtsim.report.page.comparison_section import comparison_section, difference_section
from rtsim.report.page.diagram_section import diagram_section
from rtsim.report.page.fault_section import fault_sections
from rtsim.report.page.flip_section import flip_section
from rtsim.report.page.flow_section import flow_section
from rtsim.report.page.inputs_section import inputs_section
from rtsim.report.page.latency_section import age_section, latency_section
from rtsim.report.page.limits_section import limits_section
from rtsim.report.page.load_section import load_section
from rtsim.report.page.money_section import money_sections
from rtsim.report.page.parts import About, Page, Section
from rtsim.report.page.traffic_section import traffic_section
from rtsim.report.page.verdict_section import sureness_section, verdict_section
from rtsim.report.page.worlds_section import growth_section, worlds_section
from rtsim.report.text.tables import ran_text


def run_page(comparison: Comparison, verdict: Verdict, about: About) -> Page:
    """Give the page."""
    told = document(comparison, verdict, list(about.warnings))
    results = "All results, as the JSON of rtsim run --json"
    return _page_with(comparison, verdict, (), inputs_section(comparison.scenario, about, results, told))


def _page_with(comparison: Comparison, verdict: Verdict, advice: Sequence[Section], inputs: Section) -> Page:
    """Give the page of a run, with sections of advice after the verdict."""
    scenario, known = comparison.scenario, comparison.outcome.techniques
    return Page(
        title=scenario.title or scenario.name,
        subtitle=ran_text(scenario),
        techniques=tuple((name, technique.title) for name, technique in known.items()),
        sections=(
            verdict_section(comparison, verdict),
            *advice,
            comparison_section(comparison),
            latency_section(comparison),
            difference_section(comparison),
            traffic_section(comparison),
            load_section(comparison),
            age_section(comparison),
            *fault_sections(comparison),
            *money_sections(comparison),
            limits_section([forecast(scenario, technique) for technique in known.values()]),
            diagram_section(scenario, known),
            inputs,
        ),
    )


def recommend_page(*, comparison: Comparison, advice: Advice, flow: Flow, about: About) -> Page:
    """Give the run's page with how sure the verdict is, what would flip it, and the flow drawn.

    `flow` is the one that the verdict's way goes through.
    """
    verdict = advice.verdict
    scenario = comparison.scenario
    told = verdict_document(scenario, advice, list(about.warnings))
    results = "The verdict, as the JSON of rtsim recommend --json"
    sections = (
        sureness_section(comparison, verdict),
        worlds_section(advice.worlds),
        growth_section(advice.growth),
        flip_section(verdict, advice.flips),
        flow_section(flow, verdict.flow),
    )
    return _page_with(comparison, verdict, sections, inputs_section(scenario, about, results, told))
