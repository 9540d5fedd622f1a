"""Properties of runs in which servers restart."""

from collections import Counter
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings

from rtsim.faults import Ending, Faults, Full
from rtsim.model import simulate
from rtsim.model.compiled import plain
from rtsim.plan import ClosedLoop, Plan
from rtsim.recording import Recording
from tests.properties.scenarios import NAMES, Content, failing, planned

EXAMPLES = 6


def cuts(faults: Faults, end: float) -> bool:
    """Tell whether paths are cut for which no outcome stands: by intermediaries, one by one, or after `end`."""
    if max([restart.at for restart in faults.restarts] + faults.outages.at.tolist(), default=0.0) >= end:
        return True
    if faults.blocked.any() or (faults.buffer is not None and faults.buffer.full is Full.CLOSE):
        return True
    return min(faults.path.idle, faults.path.lifetime) < inf or bool((faults.outages.event < 0).any())


def check_failures(plan: Plan, recording: Recording, faults: Faults) -> None:
    """Check that what faults did to the clients is possible."""
    failures = recording.failures
    assert failures is not None
    assert (failures.dark >= 0).all()
    told = sum(len(outcome.recovery) + outcome.missing for outcome in failures.outcomes)
    assert len(failures.dark) + failures.missing >= told
    assert cuts(faults, plan.window.end) or len(failures.dark) + failures.missing == told
    assert 0 <= failures.missing <= plan.clients.count
    assert failures.dark_total <= plan.clients.count * recording.duration + 1e-9
    assert (failures.noticed >= -1e-9).all()
    assert failures.thrown_away >= 0
    restarted = [outcome for outcome in failures.outcomes if outcome.kind not in ("brownout", "outage")]
    assert all(outcome.at < plan.window.end for outcome in failures.outcomes)
    within = [restart for restart in faults.restarts if restart.at < plan.window.end]
    for outcome, restart in zip(restarted, within, strict=True):
        assert (outcome.recovery >= -1e-9).all()
        assert (np.diff(outcome.recovery) >= 0).all()
        if restart.ending is Ending.CRASH:
            assert outcome.up == restart.at + restart.lasts


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=EXAMPLES, deadline=None)
@given(content=failing())
def test_conservation(name: str, content: Content) -> None:
    """Every copy that is owed is delivered, lost, or still to come, exactly, and nobody is handed one twice."""
    plan = planned(content, name)
    recording = simulate(plan)
    assert plan.faults is not None
    assert recording.expected == recording.delivered + recording.undelivered + recording.lost
    assert min(recording.undelivered, recording.lost, recording.duplicates) >= 0
    told = recording.deliveries
    pairs = Counter(zip(told.message.tolist(), told.recipient.tolist(), strict=True))
    assert max(pairs.values(), default=1) == 1
    check_failures(plan, recording, plan.faults)
    course = recording.course
    assert min(course.open.min(), course.held.min(), course.memory.min()) >= -1e-9
    assert -1e-9 <= course.busy.min() <= course.busy.max() <= 1 + 1e-9
    assert not isinstance(plan.messages, ClosedLoop) or recording.published >= 0


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=EXAMPLES, deadline=None)
@given(content=failing())
def test_compiled(name: str, content: Content) -> None:
    """Compiled code gives the recording of the kernel as it is written, whatever breaks."""
    plan = planned(content, name)
    ours, theirs = simulate(plan, kernel=plain()), simulate(plan)
    assert ours.delivered == theirs.delivered
    assert ours.cpu == theirs.cpu
    assert ours.traffic == theirs.traffic
    for column in ("message", "recipient", "time"):
        assert np.array_equal(getattr(ours.deliveries, column), getattr(theirs.deliveries, column))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=EXAMPLES, deadline=None)
@given(content=failing())
def test_nothing_over_a_cut_path(name: str, content: Content) -> None:
    """Nothing arrives between a crash of a client's node and its being up again, but what was on its way to others."""
    plan = planned(content, name)
    recording = simulate(plan)
    told = recording.deliveries
    nodes = plan.clients.nodes[told.recipient]
    assert plan.faults is not None
    for restart in plan.faults.restarts:
        if restart.ending is Ending.CRASH:
            inside = (nodes == restart.node) & (told.time >= restart.at) & (told.time < restart.at + restart.lasts)
            assert not inside.any()


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=EXAMPLES, deadline=None)
@given(content=failing())
def test_nothing_in_an_outage(name: str, content: Content) -> None:
    """Nothing arrives at a client that has no path."""
    plan = planned(content, name)
    told = simulate(plan).deliveries
    assert plan.faults is not None
    outages = plan.faults.outages
    for client, at, until in zip(outages.client, outages.at, outages.until, strict=True):
        assert not ((told.recipient == client) & (told.time >= at) & (told.time < until)).any()
