"""Round trips: a column whose header tells its unit."""

import re

from rtsim.calibration.intake import Intake
from rtsim.calibration.summaries import LONGEST_TIME
from rtsim.calibration.tables import measured
from rtsim.scenario.rows import Header, Table, WrongRowError
from rtsim.units import shown

UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_CHOICES = "rtt_ms, latency_s, round_trip_us or ping (ns)"
_UNIT = re.compile(rf"(?:^|[^a-zµ])({'|'.join(UNITS)})\W*$", re.IGNORECASE)
_NO_ROUND_TRIP = re.compile("time.?stamp|^time|date|start|^end", re.IGNORECASE)


def read_column(table: Table, intake: Intake) -> None:
    """Take in a column of round trips; raises `WrongRowError` when there is none, or more than one."""
    column, unit = _column(table.header)
    for rows in table.blocks:
        times = measured(rows, column) * unit
        rows.check(times <= LONGEST_TIME, column, "is more than ten minutes: is the unit in the header right?")
        intake.add_round_trips(times)
    if not intake.used:
        raise WrongRowError("it has a header, and no round trip below it")


def _column(header: Header) -> tuple[int, float]:
    """Find the one column of round trips, and what its unit is worth in seconds."""
    if any(_is_number(title) for title in header.titles):
        message = f"a number stands where the header is expected: name the column {_CHOICES}"
        raise WrongRowError(message, header.line)
    found = {
        number: UNITS[unit.group(1).lower()]
        for number, title in enumerate(header.titles)
        if (unit := _UNIT.search(title)) and not _NO_ROUND_TRIP.search(title)
    }
    if not found:
        named = ", ".join(map(shown, header.titles[:8]))
        raise WrongRowError(f"no column's name tells its unit ({named}): name one {_CHOICES}", header.line)
    if len(found) > 1:
        several = ", ".join(shown(header.titles[number]) for number in found)
        raise WrongRowError(f"several columns could be the round trips: keep one of {several}", header.line)
    return next(iter(found.items()))


def _is_number(written: str) -> bool:
    try:
        float(written)
    except ValueError:
        return False
    return True
