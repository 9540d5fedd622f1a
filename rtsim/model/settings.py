"""Settings: what stays as it is in a run, as the row that the kernel reads.

Truths are 0 and 1, what is unlimited is infinite, or too large a number to be reached.
"""

from dataclasses import asdict
from math import inf

import numpy as np

from rtsim.faults import Announces, Faults, Full
from rtsim.model import layout
from rtsim.model.bins import BINS
from rtsim.model.draws import Draws
from rtsim.model.layout import NOWHERE, Rows
from rtsim.model.manners import UNREACHED, manners
from rtsim.model.setting_up import resuming, sharing
from rtsim.plan import Acknowledge, Answers, ClosedLoop, Numbers, Plan, Push, Socket

_FULL = {Full.CLOSE: layout.CLOSES, Full.DROP_OLDEST: layout.DROPS_OLDEST, Full.COALESCE: layout.COALESCES}

_ANNOUNCES = {Announces.DELTA: layout.DELTA, Announces.FULL: layout.FULL}


def settings(plan: Plan, draws: Draws, row_of: Numbers) -> Rows:
    """Give the row of what stays as it is."""
    server, upstream, found = plan.server, plan.upstream, manners(plan)
    row: Rows = np.zeros(1, layout.SETTINGS)
    sockets = isinstance(upstream.carrier, Socket)
    one_core = server.cores == 1
    pushes = [isinstance(manner.mechanism, Push) for manner in found]
    values: dict[str, float] = {
        "births": 0 if isinstance(plan.messages, ClosedLoop) else len(plan.messages.birth),
        "opening": plan.clients.count + (plan.senders if sockets else 0) if pushes[0] else 0,
        "clients": plan.clients.count, "nodes": server.nodes, "cores": server.cores, "manners": len(found),
        "turns": one_core and server.answers is Answers.END_OF_TURN, "foresees": one_core,
        "in_turn": any(pushes),
        "replays": any(one.replays for one in found),
        "after_fan_out": upstream.acknowledge is Acknowledge.FAN_OUT,
        "answered": upstream.acknowledge is Acknowledge.RECEIPT,  # the answer carries TCP's acknowledgement
        "skips_own": plan.clients.skips_own, "closed": isinstance(plan.messages, ClosedLoop),
        "traced": row_of[plan.traced] if plan.traced >= 0 else plan.traced, "keeps_deliveries": plan.keeps_deliveries,
        "doors": server.max_connections < inf or server.accept_rate < inf,
        "most": min(server.max_connections, UNREACHED), "threaded": server.threads < inf,
        "gap": 1 / server.accept_rate, "round_trips": plan.handshake.round_trips,
        "start": plan.window.start, "end": plan.window.end, "horizon": plan.window.horizon,
        "width": plan.window.end / BINS, "bins": BINS, "segment": plan.packets.payload,
        "per_byte": server.costs.per_byte, "backplane": server.backplane,
        "per_bit": 8 / server.egress, "threads_each": min(server.threads, UNREACHED), "resuming": NOWHERE,
    }  # fmt: skip
    values |= sharing(plan.sharing)
    if plan.handshake.resumption is not None:
        values |= resuming(plan.handshake.resumption, server.costs.open, draws)
    if plan.faults is not None:
        values |= _faults(plan, plan.faults)
    if plan.fallback is not None:
        values |= {"falls_back": True, "after": plan.fallback.after, "remembers": plan.fallback.remembers}
        if plan.fallback.probe is not None:
            values |= {"probes": True} | asdict(plan.fallback.probe)
    for name, value in values.items():
        row[name] = value
    return row


def _faults(plan: Plan, faults: Faults) -> dict[str, float]:
    log, path, found = faults.log, faults.path, manners(plan)
    pushes = [one.mechanism for one in found if isinstance(one.mechanism, Push)]
    return {
        "faulty": True, "forgets": log.messages < inf or log.age < inf or not log.survives, "survives": log.survives,
        "log_most": min(log.messages, UNREACHED), "log_age": log.age,
        "endpoints": len(plan.clients.nodes), "retries": faults.publish is not None,
        "seconds": int(plan.window.horizon) + 1,
        "restarts": len(faults.restarts), "outages": len(faults.outages.at), "linear_syns": faults.linear_syns,
        "server_detect": faults.detect, "backlog": faults.backlog,
        "hidden": bool(np.isfinite(faults.tabs.since).any()),
        "idle": path.idle, "lifetime": path.lifetime, "patience": min(path.idle, path.lifetime),
        "silent_idle": path.idle_silent, "silent_lifetime": path.lifetime_silent, "stands_in": path.answers,
        "refuses": path.refuses, "withholds": path.buffering > 0 and any(push.streams for push in pushes),
        "buffers": faults.buffer is not None and bool(pushes),
        "buffer": faults.buffer.size if faults.buffer else inf,
        "announces": _ANNOUNCES[faults.presence.announces] if faults.presence else layout.NOTHING,
        "entry": faults.presence.entry if faults.presence else 0,
        "full": _FULL[faults.buffer.full] if faults.buffer else layout.CLOSES,
    }  # fmt: skip
