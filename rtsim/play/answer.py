"""An answer: what a page shows of a question after so many replications, in the sections of the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isnan

from rtsim.advice.verdict import Evidence, Verdict, judge
from rtsim.analysis.comparison import Comparison, compare
from rtsim.analysis.warnings import warnings
from rtsim.analysis.words import counted
from rtsim.experiments import Outcome
from rtsim.report.figures.labels import steady
from rtsim.report.page import About, run_page
from rtsim.report.page.comparison_section import comparison_section
from rtsim.report.page.diagram_section import messages_section
from rtsim.report.page.fault_section import fault_sections
from rtsim.report.page.inputs_section import warning_blocks
from rtsim.report.page.latency_section import latency_section
from rtsim.report.page.load_section import load_section
from rtsim.report.page.money_section import money_sections
from rtsim.report.page.parts import Section
from rtsim.report.page.render import render, section_html, sections_html
from rtsim.report.page.traffic_section import traffic_section
from rtsim.report.page.verdict_section import sentence, verdict_section

NARROW = 0.05  # half the width of an interval, as a share of its mean
FEW = 3  # replications before an interval is believed
_MEASURE = "latency_s.mean"


@dataclass(frozen=True)
class Answer:
    """A comparison with its verdict and warnings, after the scenario's replications."""

    comparison: Comparison
    verdict: Verdict
    warnings: Sequence[str]

    @property
    def replications(self) -> int:
        """How many there have been."""
        return self.comparison.scenario.replications

    @property
    def width(self) -> float:
        """Half the width of the widest interval of a steady mean latency, as a share of the mean."""
        known = [self.comparison.estimates[name][_MEASURE] for name in steady(self.comparison, _MEASURE)]
        shares = [one.half_width / one.mean for one in known if one.mean > 0]
        return max((inf if isnan(share) else share for share in shares), default=0.0)  # not known of one replication

    @property
    def narrow(self) -> bool:
        """Whether more replications would change little."""
        return self.replications >= FEW and self.width <= NARROW

    def sentence(self) -> str:
        """Say the verdict in a sentence."""
        return sentence(self.comparison, self.verdict)

    def verdict_html(self) -> Mapping[str, str]:
        """Give the HTML of the verdict, by the names of its sections."""
        return sections_html([verdict_section(self.comparison, self.verdict)])

    def latency_html(self) -> Mapping[str, str]:
        """Give the HTML of the latency, with its curve."""
        return sections_html([latency_section(self.comparison)])

    def rest_html(self) -> Mapping[str, str]:
        """Give the HTML of all that follows: it takes ten times as long."""
        found = self.comparison
        first = (comparison_section(found), load_section(found), traffic_section(found))
        last = Section("warnings", "What to know", tuple(warning_blocks(self.warnings)))
        return sections_html([*first, *fault_sections(found), *money_sections(found), last])

    def messages_html(self) -> str:
        """Give the HTML of the animation; it simulates a replication again, with a client watched."""
        outcome = self.comparison.outcome
        return section_html(messages_section(outcome.scenario, outcome.techniques))

    def page(self) -> str:
        """Give the page of `rtsim run --html`."""
        ran = f"rtsim run {self.comparison.scenario.name}.yaml --replications {self.replications}"
        return render(run_page(self.comparison, self.verdict, About(ran, tuple(self.warnings))))

    def state(self) -> str:
        """Say how far it has come.

        Half the width of the widest interval says how much another replication may still change.
        """
        told = counted(self.replications, "replication")
        return told if self.width == inf else f"{told}, mean latencies within {100 * self.width:.2g} %"


def answered(outcome: Outcome) -> Answer:
    """Give the answer to an outcome."""
    comparison = compare(outcome)
    return Answer(comparison, judge(Evidence.of(comparison)), warnings(comparison))
