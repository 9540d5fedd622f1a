"""Failing: the faults of a run, one by one."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rtsim.chance import Streams
from rtsim.faults import Announces, Buffer, Ending, Faults, Full, Log, Presence, Restart
from rtsim.plan import Socket
from rtsim.planning.outages import outages
from rtsim.planning.slowing import brownouts
from rtsim.planning.tabs import tabs
from rtsim.scenario import Scenario
from rtsim.scenario.faults import Restart as Written
from rtsim.scenario.intermediaries import together
from rtsim.techniques import Carriage
from rtsim.units import unlimited

LINEAR_SYNS = 4  # tcp_syn_linear_timeouts of Linux from 6.5 on: networking/ip-sysctl.rst


def faults(scenario: Scenario, carriage: Carriage, streams: Streams, horizon: float) -> Faults:
    """Give what fails in a run before `horizon`, and who does what then."""
    log, retry = scenario.server.log, scenario.messages.retry
    found = [one for written in scenario.faults.restarts for one in _restarts(written, scenario.server.nodes, horizon)]
    return Faults(
        restarts=tuple(sorted(found, key=lambda one: (one.at, one.node))),
        reconnect=scenario.clients.reconnecting.policy(),
        publish=None if retry is None else retry.policy(),
        log=Log(
            messages=unlimited(log.messages),
            age=unlimited(log.age),
            survives=log.survives == "restart",
        ),
        tabs=tabs(scenario, carriage, streams),
        brownouts=brownouts(scenario.faults.brownouts, scenario.server.nodes, horizon),
        path=together(scenario.path),
        buffer=_buffer(scenario),
        presence=_presence(scenario),
        outages=outages(scenario, streams, horizon),
        detect=unlimited(scenario.server.detect),
        backlog=scenario.server.backlog or 0,
        linear_syns=LINEAR_SYNS if scenario.clients.syn == "linear-first" else 0,
        blocked=_blocked(scenario, carriage, streams),
    )


def _buffer(scenario: Scenario) -> Buffer | None:
    written = scenario.server.send_buffer
    return None if written is None else Buffer(size=written.size, full=Full(written.policy))


def _presence(scenario: Scenario) -> Presence | None:
    written = scenario.clients.presence
    if written.announce == "none":
        return None
    return Presence(announces=Announces(written.announce), entry=round(written.entry))


def _blocked(scenario: Scenario, carriage: Carriage, streams: Streams) -> NDArray[np.bool_]:
    """Give whose upgrades do not pass; none, where the technique has no upgrades or all pass."""
    count, share = scenario.clients.count, together(scenario.path).blocked
    if not share or not isinstance(carriage.carrier, Socket):
        return np.zeros(0, np.bool_)
    return streams.generator("upgrade").permutation(count) < round(share * count)


def _restarts(written: Written, nodes: int, horizon: float) -> Iterator[Restart]:
    """Give the restarts of each node that one line of a scenario stands for."""
    count = nodes if written.nodes == "all" else min(written.nodes, nodes)
    ending = Ending.CRASH if written.over is None else Ending.DRAIN
    first = [written.at] if written.every is None else np.arange(written.at, horizon, written.every).tolist()
    for at in first:
        for node in range(count):
            begins = at + node * (written.gap or 0.0)
            if begins < horizon:
                yield Restart(at=begins, node=node, ending=ending, lasts=written.lasts, says=written.said)
