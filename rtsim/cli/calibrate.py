"""`rtsim calibrate`: a fragment of a scenario from files of a user's own traffic."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from rtsim.calibration import Spread, fragment_document, fragment_text, learn, read_traffic, unknown_lines
from rtsim.cli.inputs import AsJson, Quiet, refusing
from rtsim.cli.streams import print_json, say

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...",
        help="HAR files, results of load generators (k6, JMeter, Gatling, vegeta, Locust, Artillery, wrk2, "
        "HdrHistogram), or CSV files with a column such as rtt_ms.",
    ),
]
Match = Annotated[
    str,
    typer.Option(
        "--match", metavar="PATTERN", help="Only requests whose URL or label has this text, or regular expression."
    ),
]
Differ = Annotated[
    Spread,
    typer.Option(
        "--spread",
        metavar="transfers|clients",
        help="Round trips differ between transfers (one client) or between clients (many).",
    ),
]


def calibrate(
    files: Files,
    *,
    match: Match = "",
    spread: Differ = Spread.TRANSFERS,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Learn sizes and latencies from your own traffic, and print them as a fragment of a scenario.

    Ends with status 2 when a file cannot be used; what could not be learned is said on stderr, and is no error.
    """
    with refusing():
        traffic = read_traffic(files, pattern=match)
    lessons = learn(traffic, spread)
    if as_json:
        print_json(fragment_document(traffic, lessons))
    else:
        sys.stdout.write(fragment_text(traffic, lessons))
    for line in () if quiet else unknown_lines(lessons):
        say(line)
