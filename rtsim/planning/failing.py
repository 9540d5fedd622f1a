"""Failing: the faults of a run, one by one."""

from collections.abc import Iterator
from math import inf
from typing import Any

import numpy as np

from rtsim.faults import Announces, Buffer, Ending, Faults, Full, Log, Presence, Restart
from rtsim.planning.slowing import brownouts
from rtsim.scenario import Scenario
from rtsim.scenario.faults import Restart as Written


def faults(scenario: Scenario, horizon: float) -> Faults | None:
    """Give what fails in a run before `horizon`, and who does what then; nothing where nothing can."""
    log, retry, reconnect = scenario.server.log, scenario.messages.retry, scenario.clients.reconnect
    bursts = any(link.burst for _, link in (*scenario.clients.mix, *scenario.messages.senders.mix))
    buffer, presence = scenario.server.send_buffer, scenario.clients.presence
    announces = None if presence.announce == "none" else Announces(presence.announce)
    told = retry is not None or reconnect is not None or log != type(log)()
    if not (scenario.faults or bursts or buffer or announces or told):
        return None
    found = [one for written in scenario.faults.restarts for one in _restarts(written, scenario.server.nodes, horizon)]
    return Faults(
        restarts=tuple(sorted(found, key=lambda one: (one.at, one.node))),
        reconnect=scenario.clients.reconnecting.policy(),
        publish=None if retry is None else retry.policy(),
        log=Log(
            messages=_unlimited(log.messages),
            age=_unlimited(log.age),
            survives=log.survives == "restart",
        ),
        brownouts=brownouts(scenario.faults.brownouts, scenario.server.nodes, horizon),
        buffer=None if buffer is None else Buffer(size=buffer.size, full=Full(buffer.policy)),
        presence=None if announces is None else Presence(announces=announces, entry=round(presence.entry)),
    )


def _unlimited(value: Any) -> float:
    return inf if value is None else value


def _restarts(written: Written, nodes: int, horizon: float) -> Iterator[Restart]:
    """Give the restarts of each node that one line of a scenario stands for."""
    count = nodes if written.nodes == "all" else min(written.nodes, nodes)
    ending = Ending.CRASH if written.over is None else Ending.DRAIN
    first = [written.at] if written.every is None else np.arange(written.at, horizon, written.every).tolist()
    for at in first:
        for node in range(count):
            begins = at + node * (written.gap or 0.0)
            if begins < horizon:
                yield Restart(at=begins, node=node, ending=ending, lasts=written.lasts)
