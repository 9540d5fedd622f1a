"""The learned section: the flow that a sweep's verdicts teach, and how far it is to be trusted."""

from io import StringIO

from rich.console import Console

from rtsim.advice.learned import Learned, Unlearned
from rtsim.report.learned_text import learned_text
from rtsim.report.page.parts import Prose, Section, Source

WIDE = 100
LEAD = (
    "A few questions about the inputs, learned from the verdict at each point of the sweep; below them, how far they "
    "are to be trusted at points that they were not learned from."
)


def learned_section(found: Learned | Unlearned, name: str) -> Section:
    """Give the section; `name` is the experiment's."""
    written = StringIO()
    Console(file=written, width=WIDE, no_color=True, highlight=False).print(learned_text(found))
    text = "\n".join(line.rstrip() for line in written.getvalue().splitlines())
    return Section("flow", "The flow that it teaches", (Prose(LEAD), Source(f"{name}-flow.txt", "The flow", text)))
