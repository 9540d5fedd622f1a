"""Gatling: its simulation.log as text (Gatling 2.2 to 3.11), and the stats.json of its report, times in milliseconds.

Read as Gatling's own log reader does (gatling-charts, LogFileReader). Newer logs are binary, and internal to Gatling.
"""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import numpy as np

from rtsim.calibration.documents import columns, part, read_document, read_number, text
from rtsim.calibration.intake import Intake
from rtsim.calibration.requests import Requests
from rtsim.calibration.summaries import Summary
from rtsim.calibration.tables import MOST_ROWS
from rtsim.scenario.rows import WrongRowError, read_lines

_REQUEST = "REQUEST\t"
_STATUSES = ("OK", "KO")
_PLACES = (5, 6, 7)  # of the status: Gatling 3.4 and newer, 3.0 to 3.3, 2.2 and 2.3
_NO_ANSWER = str(-(2**63))  # stands for the end of what came without having been asked for
_MILLISECOND = 1e-3
_SHARES = {  # charting.indicators of gatling.conf, unless a user changed them
    "minResponseTime": 0.0, "percentiles1": 0.5, "percentiles2": 0.75, "percentiles3": 0.95, "percentiles4": 0.99,
    "maxResponseTime": 1.0,
}  # fmt: skip
_DEEPEST = 50  # groups inside groups


def read_log(file: BinaryIO, intake: Intake) -> None:
    """Take in the requests of a log; those that Gatling calls failed (KO) are left out."""
    for names, durations, good in columns(_logged(file)):
        intake.add_requests(
            Requests(
                urls=[""] * len(names),
                names=names,
                answered=np.array(good, np.bool_),
                durations=np.array(durations) * _MILLISECOND,
            )
        )


def _logged(file: BinaryIO) -> Iterator[tuple[str, float, bool]]:
    """Give each request's name below its groups, how long it took, and whether it was well."""
    for line, written in read_lines(file, MOST_ROWS):
        if written.startswith(_REQUEST):
            cells = written.split("\t")
            place = next((place for place in _PLACES if cells[place : place + 1] and cells[place] in _STATUSES), 0)
            if not place:
                raise WrongRowError("is no request as Gatling 2.2 to 3.11 log it, or is cut off", line)
            group, name, start, end, status = cells[place - 4 : place + 1]
            if end != _NO_ANSWER:
                label = f"{group}/{name}" if group else name
                yield label, _took(start, end, line), status == "OK"


def _took(start: str, end: str, line: int) -> float:
    try:
        took = float(int(end) - int(start))
    except (ValueError, OverflowError):
        raise WrongRowError("has no whole numbers where the request's start and end stand", line) from None
    if took < 0:
        raise WrongRowError("ends before it starts", line)
    return took


def read_report(file: BinaryIO, intake: Intake) -> None:
    """Take in the percentiles of the requests that a report's stats.json tells."""
    for found in _leaves(read_document(file), _DEEPEST):
        stats = part(found, "stats") or found
        count = _number(stats, "numberOfRequests")
        quantiles = {share: _number(stats, key) * _MILLISECOND for key, share in _SHARES.items()}
        summary = Summary.of_quantiles(count, quantiles)
        intake.add_summary(intake.traffic.durations, summary, text(found, "name"))


def _leaves(found: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Give what has no contents: requests, and not the groups that they stand in."""
    contents = part(found, "contents")
    if not contents:
        yield part(found)
    for inside in contents.values() if depth else ():
        yield from _leaves(inside, depth - 1)


def _number(stats: Mapping[str, Any], key: str) -> float:
    """Give what is told of the requests that went well; Gatling writes 1,234 and - as texts."""
    written = part(stats, key).get("ok", "-")
    return 0.0 if written == "-" else read_number(str(written).replace(",", ""), "is not a number", f"{key}.ok")
