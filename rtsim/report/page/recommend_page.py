"""The page of a recommendation: the run's, with how sure the verdict is, what would flip it, and the flow drawn."""

from rtsim.advice.advice import Advice
from rtsim.advice.flow import Flow
from rtsim.analysis.comparison import Comparison
from rtsim.report.documents.verdict import verdict_document
from rtsim.report.page.flip_section import flip_section
from rtsim.report.page.flow_section import flow_section
from rtsim.report.page.inputs_section import inputs_section
from rtsim.report.page.parts import About, Page
from rtsim.report.page.run_page import page_with
from rtsim.report.page.sureness_section import sureness_section
from rtsim.report.page.worlds_section import growth_section, worlds_section


def recommend_page(*, comparison: Comparison, advice: Advice, flow: Flow, about: About) -> Page:
    """Give the page; `flow` is the one that the verdict's way goes through."""
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
    return page_with(comparison, verdict, sections, inputs_section(scenario, about, results, told))
