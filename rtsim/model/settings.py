"""Settings: what stays as it is in a run, as the row that the kernel reads.

Truths are 0 and 1, what is unlimited is infinite, or too large a number to be reached.
"""

from math import inf

import numpy as np
from numpy.typing import NDArray

from rtsim.chance import Constant
from rtsim.faults import Announces, Faults, Full
from rtsim.model import layout
from rtsim.model.announcements import most_announced
from rtsim.model.bins import BINS
from rtsim.model.draws import Draws
from rtsim.model.layout import NOWHERE, Rows
from rtsim.model.sizes import extents
from rtsim.plan import Acknowledge, Answers, ClosedLoop, Numbers, OpenLoop, Plan, Pull, Push, Sharing, Socket, Timing
from rtsim.wire import Resuming

_FULL = {Full.CLOSE: layout.CLOSES, Full.DROP_OLDEST: layout.DROPS_OLDEST, Full.COALESCE: layout.COALESCES}

_ANNOUNCES = {Announces.DELTA: layout.DELTA, Announces.FULL: layout.FULL}

UNREACHED = 2.0**62
"""More connections or threads than there will ever be."""


def settings(plan: Plan, draws: Draws, row_of: Numbers) -> Rows:
    """Give the row of what stays as it is."""
    mechanism, server, upstream = plan.mechanism, plan.server, plan.upstream
    row: Rows = np.zeros(1, layout.SETTINGS)
    pull = mechanism if isinstance(mechanism, Pull) else None
    push = mechanism if isinstance(mechanism, Push) else None
    sockets = isinstance(upstream.carrier, Socket)
    one_core = server.cores == 1
    doors = server.max_connections < inf or server.accept_rate < inf
    threads = server.threads < inf
    fixed = pull is not None and pull.timing is Timing.FIXED_RATE
    staged = pull is not None and (
        doors
        or plan.sharing is not None
        or (plan.faults is not None and plan.faults.tabs.connections < inf)
        or (bool(np.isfinite(plan.clients.up.bandwidth).any()) and _clients_send(plan))
    )
    found: dict[str, float] = {
        "births": 0 if isinstance(plan.messages, ClosedLoop) else len(plan.messages.birth),
        "opening": 0 if isinstance(mechanism, Pull) else plan.clients.count + (plan.senders if sockets else 0),
        "clients": plan.clients.count, "nodes": server.nodes, "cores": server.cores,
        "turns": one_core and server.answers is Answers.END_OF_TURN, "foresees": one_core,
        "holds": pull is not None and pull.hold > 0, "hold": pull.hold if pull else 0.0,
        # Where a request queues for the door or shares its link, its way depends on what others do meanwhile.
        "fixed": fixed, "staged": staged,
        # So does what the next one finds of this one, where polls overlap and this one's way is not known beforehand.
        "clockwork": fixed and (staged or threads or not one_core or plan.faults is not None),
        "in_turn": push is not None, "replays": push is not None and push.replay,
        "in_order": sockets, "posts": not sockets,
        "after_fan_out": upstream.acknowledge is Acknowledge.FAN_OUT,
        "answered": upstream.acknowledge is Acknowledge.RECEIPT,  # the answer carries TCP's acknowledgement
        "skips_own": plan.clients.skips_own, "closed": isinstance(plan.messages, ClosedLoop),
        "traced": row_of[plan.traced] if plan.traced >= 0 else plan.traced, "keeps_deliveries": plan.keeps_deliveries,
        "doors": doors, "most": min(server.max_connections, UNREACHED), "threaded": threads,
        "gap": 1 / server.accept_rate, "round_trips": plan.handshake.round_trips,
        "start": plan.window.start, "end": plan.window.end, "horizon": plan.window.horizon,
        "width": plan.window.end / BINS, "bins": BINS, "segment": plan.packets.payload,
        "retry": mechanism.retry, "per_byte": server.costs.per_byte, "backplane": server.backplane,
        "per_bit": 8 / server.egress, "pausing": NOWHERE, "threads_each": min(server.threads, UNREACHED),
        "heartbeat": inf, "resuming": NOWHERE,
    }  # fmt: skip
    if plan.handshake.resumption is not None:
        found |= _resuming(plan.handshake.resumption, server.costs.open, draws)
    if pull is not None:
        found |= _pull(plan, pull, draws)
    if push is not None:
        found |= _push(push)
    if plan.faults is not None:
        found |= _faults(plan, plan.faults)
    found |= _upstream(plan)
    found |= _sharing(plan.sharing)
    for name, value in found.items():
        row[name] = value
    return row


def _resuming(resumption: Resuming, opening: float, draws: Draws) -> dict[str, float]:
    return {
        "resuming": draws.add_uniform("resumption"), "resumed": resumption.share,
        "round_trips_late": resumption.late.round_trips, "round_trips_early": resumption.early.round_trips,
        "saves": min(resumption.saves, opening),  # a server whose work takes no time saves none
    }  # fmt: skip


def _pull(plan: Plan, pull: Pull, draws: Draws) -> dict[str, float]:
    empty, body = pull.empty, pull.body
    varies = not isinstance(pull.pause, Constant)
    return {
        "pausing": draws.add("pause", pull.pause) if varies else NOWHERE,
        "pause": pull.pause.mean, "again": -1.0 if pull.again is None else pull.again, "keep_alive": pull.keep_alive,
        "request": pull.request.first.size(0), "empty": empty.first.size(body.empty),
        "around": body.around, "between": body.between, "each": body.each,
        "extents": len(answers(plan)),
    }  # fmt: skip


def _faults(plan: Plan, faults: Faults) -> dict[str, float]:
    log, path, mechanism = faults.log, faults.path, plan.mechanism
    streams = isinstance(mechanism, Push) and mechanism.streams
    return {
        "faulty": True, "forgets": log.messages < inf or log.age < inf or not log.survives, "survives": log.survives,
        "log_most": min(log.messages, UNREACHED), "log_age": log.age,
        "endpoints": len(plan.clients.nodes), "retries": faults.publish is not None,
        "seconds": int(plan.window.horizon) + 1,
        "restarts": len(faults.restarts), "outages": len(faults.outages.at), "linear_syns": faults.linear_syns,
        "detect": mechanism.detect, "server_detect": faults.detect, "backlog": faults.backlog,
        "slots": 0 if faults.tabs.connections == inf else faults.tabs.connections,
        "hidden": bool(np.isfinite(faults.tabs.since).any()),
        "idle": path.idle, "lifetime": path.lifetime, "patience": min(path.idle, path.lifetime),
        "silent_idle": path.idle_silent, "silent_lifetime": path.lifetime_silent, "stands_in": path.answers,
        "buffering": path.buffering if streams else 0, "codes": isinstance(mechanism, Push) and not streams,
        "buffers": faults.buffer is not None and isinstance(plan.mechanism, Push),
        "buffer": faults.buffer.size if faults.buffer else inf,
        "announces": _ANNOUNCES[faults.presence.announces] if faults.presence else layout.NOTHING,
        "entry": faults.presence.entry if faults.presence else 0,
        "full": _FULL[faults.buffer.full] if faults.buffer else layout.CLOSES,
    }  # fmt: skip


def _push(push: Push) -> dict[str, float]:
    return {
        "heartbeat": push.heartbeat, "ping": push.ping, "pong": push.pong,
        "handshake": push.request.first.size(0), "opened": push.response.first.size(0),
    }  # fmt: skip


def _upstream(plan: Plan) -> dict[str, float]:
    carrier, answer = plan.upstream.carrier, plan.upstream.acknowledgement
    if isinstance(carrier, Socket):
        return {"acknowledgement": carrier.acknowledgement.size(answer)}
    return {
        "acknowledgement": carrier.response.first.size(answer),
        "post_keep_alive": carrier.keep_alive, "post_retry": carrier.retry,
    }  # fmt: skip


def _sharing(sharing: Sharing | None) -> dict[str, float]:
    if sharing is None:
        return {"alone_posts": True, "flow": inf}
    alone = not sharing.in_order
    return {
        "shared": True, "streams": sharing.streams, "stays": sharing.keep_alive, "flow": sharing.window,
        "goaway": sharing.goaway, "record": sharing.record, "record_limit": sharing.record_limit,
        "alone_polls": alone, "alone_posts": alone,
    }  # fmt: skip


def _clients_send(plan: Plan) -> bool:
    source = plan.messages
    origins = source.origin if isinstance(source, OpenLoop) else source.origins
    return bool(np.any((origins >= 0) & (origins < plan.clients.count)))


def answers(plan: Plan) -> NDArray[np.int64]:
    """Give what is added to answers, up to the largest that the log may come to."""
    pull = plan.mechanism
    if not isinstance(pull, Pull):
        return np.zeros((1, 2), np.int64)
    largest = _largest(pull, plan.messages) if isinstance(plan.messages, OpenLoop) else 0
    return answers_up_to(pull, largest + most_announced(plan, pull.body.each + pull.body.between))


def answers_up_to(pull: Pull, largest: int) -> NDArray[np.int64]:
    """Give what is added to answers whose bodies have up to `largest` bytes."""
    return extents(pull.response.first, 1 << max(20, largest.bit_length()))


def _largest(pull: Pull, messages: OpenLoop) -> int:
    """Give the body of an answer with all messages of the fullest channel."""
    if not len(messages.birth):
        return 0
    each = messages.payload + pull.body.each + pull.body.between
    return pull.body.around + int(np.bincount(messages.channel, weights=each).max())
