"""Failing: the faults of a run, one by one."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rtsim.chance import Streams
from rtsim.faults import Announces, Brownout, Buffer, Ending, Faults, Full, Log, Presence, Restart
from rtsim.plan import Socket
from rtsim.planning.outages import outages
from rtsim.planning.tabs import tabs
from rtsim.scenario import Scenario
from rtsim.scenario import faults as written
from rtsim.scenario.intermediaries import together
from rtsim.techniques import Carriage
from rtsim.units import unlimited

LINEAR_SYNS = 4  # tcp_syn_linear_timeouts of Linux from 6.5 on: networking/ip-sysctl.rst


def faults(scenario: Scenario, carriage: Carriage, streams: Streams, horizon: float) -> Faults:
    """Give what fails in a run before `horizon`, and who does what then."""
    log, retry, nodes = scenario.server.log, scenario.messages.retry, scenario.server.nodes
    restarts = (one for said in scenario.faults.restarts for one in _restarts(said, nodes, horizon))
    brownouts = (one for said in scenario.faults.brownouts for one in _brownouts(said, nodes, horizon))
    return Faults(
        restarts=tuple(sorted(restarts, key=lambda one: (one.at, one.node))),
        reconnect=scenario.clients.reconnecting.policy(),
        publish=None if retry is None else retry.policy(),
        log=Log(messages=unlimited(log.messages), age=unlimited(log.age), survives=log.survives == "restart"),
        tabs=tabs(scenario, carriage, streams),
        brownouts=tuple(sorted(brownouts, key=lambda one: one.at)),
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
    said = scenario.server.send_buffer
    return None if said is None else Buffer(size=said.size, full=Full(said.policy))


def _presence(scenario: Scenario) -> Presence | None:
    said = scenario.clients.presence
    if said.announce == "none":
        return None
    return Presence(announces=Announces(said.announce), entry=round(said.entry))


def _blocked(scenario: Scenario, carriage: Carriage, streams: Streams) -> NDArray[np.bool_]:
    """Give whose upgrades do not pass; none, where the technique has no upgrades or all pass."""
    count, share = scenario.clients.count, together(scenario.path).blocked
    if not share or not isinstance(carriage.carrier, Socket):
        return np.zeros(0, np.bool_)
    return streams.generator("upgrade").permutation(count) < round(share * count)


def _restarts(said: written.Restart, nodes: int, horizon: float) -> Iterator[Restart]:
    """Give the restarts of each node that one line of a scenario stands for."""
    ending = Ending.CRASH if said.over is None else Ending.DRAIN
    for at in _instants(said, horizon):
        for node in range(_struck(said, nodes)):
            begins = at + node * (said.gap or 0.0)
            if begins < horizon:
                yield Restart(at=begins, node=node, ending=ending, lasts=said.lasts, says=said.said)


def _brownouts(said: written.Brownout, nodes: int, horizon: float) -> Iterator[Brownout]:
    for at in _instants(said, horizon):
        yield Brownout(at=at, lasts=said.lasts, slower=said.slower, nodes=_struck(said, nodes))


def _instants(said: written.Restart | written.Brownout, horizon: float) -> list[float]:
    return [said.at] if said.every is None else np.arange(said.at, horizon, said.every).tolist()


def _struck(said: written.Restart | written.Brownout, nodes: int) -> int:
    return nodes if said.nodes == "all" else min(said.nodes, nodes)
