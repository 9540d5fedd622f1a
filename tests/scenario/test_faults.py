"""Outages and what notices them: read, and refused where they make no sense."""

from typing import Any

import pytest

from rtsim.chance import Constant
from rtsim.scenario import InputErrors, Scenario, parse_scenario
from rtsim.techniques import settings_classes


def scenario(**sections: Any) -> Scenario:
    """Give a small scenario."""
    written = {"name": "out", "clients": {"count": 2}, "duration": "60 s", "warmup": 0}
    return parse_scenario(written | sections, techniques=settings_classes())


def test_one_outage_needs_no_list() -> None:
    """A single outage may stand alone; nobody is told of it unless it says so."""
    outage = {"every": "10 min", "lasts": "8 s", "clients": "30 %"}
    alone, listed = (scenario(faults={"outages": found}).faults.outages for found in (outage, [outage]))
    assert alone == listed
    assert (alone[0].at, alone[0].every, alone[0].clients, alone[0].notice) == (None, Constant(600.0), 0.3, "silent")


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        ({"faults": {"outages": [{"lasts": "8 s"}]}}, "write when, as in 60 s, or how often with every"),
        ({"faults": {"outages": [{"at": "5 s", "lasts": 0}]}}, "an outage takes some time"),
        ({"faults": {"outages": [{"at": "5 s", "lasts": "1 s", "every": 0}]}}, "an outage takes some time"),
        ({"faults": {"outages": [{"at": "70 s", "lasts": "1 s"}]}}, "70 s is after the end of the run"),
        ({"faults": {"outages": [{"at": "60 s", "lasts": "1 s"}]}}, "60 s is after the end of the run"),
        ({"faults": {"outages": [{"at": "5 s", "lasts": "1 s", "notice": "loud"}]}}, "notice"),
        ({"server": {"backlog": 0}}, "backlog"),
        ({"server": {"detect": "0 s"}}, "detect"),
        ({"clients": {"count": 2, "syn": "never"}}, "syn"),
        (
            {"techniques": {"websocket": {"heartbeat": None, "detect": "5 s"}}},
            "needs a heartbeat that comes more",
        ),
        ({"techniques": {"sse": {"heartbeat": "15 s", "detect": "15 s"}}}, "needs a heartbeat that comes more"),
        ({"techniques": {"long-polling": {"timeout": "30 s", "detect": "30 s"}}}, "is not longer than timeout (30 s)"),
    ],
    ids=str,
)
def test_nonsense_is_refused_in_one_line(sections: dict[str, Any], words: str) -> None:
    """What cannot be is refused with its place."""
    with pytest.raises(InputErrors) as refused:
        scenario(**sections)
    assert words in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    "sections",
    [{"server": {"backlog": 511}}, {"server": {"detect": "40 s"}}, {"faults": {"outages": {"at": 5, "lasts": 1}}}],
    ids=str,
)
def test_what_fails_is_measured(sections: dict[str, Any]) -> None:
    """With any of it a scenario has measures of faults."""
    assert scenario(**sections).can_fail
    assert not scenario().can_fail
