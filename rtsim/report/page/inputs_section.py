"""The inputs section: all that a page's numbers depend on, and the command that makes it again."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rtsim import __version__
from rtsim.report.page.parts import About, Block, Bullets, Facts, Prose, Section, Source
from rtsim.results import RESULTS_VERSION
from rtsim.scenario import Scenario
from rtsim.scenario.writing import written


def inputs_section(scenario: Scenario, about: About, results: str, document: Mapping[str, Any]) -> Section:
    """Give the section; `document` is the JSON of the page's command, and `results` says what it is."""
    facts = Facts(
        (
            ("Scenario", scenario.name),
            ("Command", about.command),
            ("Seed", str(scenario.seed)),
            ("Replications", str(scenario.replications)),
            ("rtsim", f"{__version__} (results version {RESULTS_VERSION})"),
            ("Digest of the inputs", scenario.digest()),
        )
    )
    text = json.dumps(document, indent=1, allow_nan=False)
    sources = (
        Source(
            f"{scenario.name}.yaml", "The scenario, defaults resolved, in base units", written(scenario), open=False
        ),
        Source(f"{scenario.name}.json", results, text, open=False),
    )
    blocks = (*warning_blocks(about.warnings), facts, *sources)
    return Section("inputs", "Inputs, warnings, and how to make this page again", blocks)


def warning_blocks(warnings: Sequence[str]) -> list[Block]:
    """Give the warnings, or say that there are none."""
    if not warnings:
        return [Prose("There are no warnings.")]
    return [Bullets(tuple(warnings), "Warnings")]
