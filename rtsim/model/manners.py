"""Manners: how clients get their messages, as the rows that the kernel reads.

A run has the manner of its technique, and one more where clients fall back to another technique. Truths are 0 and 1,
what is unlimited is infinite.
"""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from rtsim.chance import Constant
from rtsim.faults import Path
from rtsim.model import layout
from rtsim.model.announcements import most_announced
from rtsim.model.draws import Draws
from rtsim.model.layout import NOWHERE, Rows
from rtsim.model.sizes import extents
from rtsim.plan import OpenLoop, Plan, Post, Pull, Push, Socket, Timing
from rtsim.wire import Compressed

UNREACHED = 2.0**62
"""More connections or threads than there will ever be."""


@dataclass(frozen=True)
class Manner:
    """A technique's mechanism and carrier, and how many connections a browser opens for it at most.

    It `replays` where a client that misses a message is given it later, or where only its next session knows that it
    is lost.
    """

    mechanism: Pull | Push
    carrier: Post | Socket
    connections: float
    memory: float
    replays: bool


def manners(plan: Plan) -> list[Manner]:
    """Give the manners of a run: the technique's own, and the one that is fallen back to."""
    limit = inf if plan.faults is None else plan.faults.tabs.connections
    other = plan.fallback
    replays = _replays(plan.mechanism) or (other is not None and other.probe is not None)
    own = Manner(plan.mechanism, plan.upstream.carrier, limit, plan.server.memory.push, replays)
    if other is None:
        return [own]
    return [own, Manner(other.mechanism, other.carrier, other.connections, other.memory, _replays(other.mechanism))]


def _replays(mechanism: Pull | Push) -> bool:
    return isinstance(mechanism, Pull) or mechanism.replay


def pull_of(plan: Plan) -> Pull | None:
    """Give the mechanism of the manner that pulls, of which there is one at most."""
    return next((one.mechanism for one in manners(plan) if isinstance(one.mechanism, Pull)), None)


def manner_rows(plan: Plan, draws: Draws) -> Rows:
    """Give the rows of the manners."""
    found = manners(plan)
    rows: Rows = np.zeros(len(found), layout.MANNER)
    for row, manner in zip(rows, found, strict=True):
        pull, push = manner.mechanism, manner.mechanism
        values = _both(manner) | {"extra": round(manner.memory - found[0].memory)}
        if isinstance(pull, Pull):
            values |= _pull(plan, pull, manner.connections, draws)
        if isinstance(push, Push):
            values |= _push(plan, push)
        for name, value in (values | _upstream(plan, manner.carrier) | _packing(plan, manner)).items():
            row[name] = value
    return rows


def _both(manner: Manner) -> dict[str, float]:
    mechanism = manner.mechanism
    return {
        "pushes": isinstance(mechanism, Push), "upgrades": isinstance(manner.carrier, Socket),
        "replays": manner.replays, "retry": mechanism.retry, "heartbeat": inf,
        "pausing": NOWHERE, "detect": mechanism.detect,
        "slots": 0 if manner.connections == inf else manner.connections,
    }  # fmt: skip


def _pull(plan: Plan, pull: Pull, connections: float, draws: Draws) -> dict[str, float]:
    empty, body, server = pull.empty, pull.body, plan.server
    varies = not isinstance(pull.pause, Constant)
    fixed = pull.timing is Timing.FIXED_RATE
    # Where a request queues for the door or shares its link, its way depends on what others do meanwhile.
    staged = (
        server.max_connections < inf
        or plan.sharing is not None
        or server.accept_rate < inf
        or connections < inf
        or (bool(np.isfinite(plan.clients.up.bandwidth).any()) and _clients_send(plan))
    )
    return {
        "holds": pull.hold > 0, "hold": pull.hold, "fixed": fixed, "staged": staged,
        # So does what the next one finds of this one, where polls overlap and this one's way is not known beforehand.
        "clockwork": fixed and (staged or server.threads < inf or server.cores > 1 or plan.faults is not None),
        "pausing": draws.add("pause", pull.pause) if varies else NOWHERE,
        "pause": pull.pause.mean, "again": -1.0 if pull.again is None else pull.again, "keep_alive": pull.keep_alive,
        "request": pull.request.first.size(0), "empty": empty.first.size(body.empty),
        "around": body.around, "between": body.between, "each": body.each,
        "extents": answers(plan).shape[1],
    }  # fmt: skip


def _push(plan: Plan, push: Push) -> dict[str, float]:
    path = Path() if plan.faults is None else plan.faults.path
    return {
        "heartbeat": push.heartbeat, "ping": push.ping, "pong": push.pong,
        "handshake": push.request.first.size(0), "opened": push.response.first.size(0),
        "buffering": path.buffering if push.streams else 0,
        "codes": not push.streams,
    }  # fmt: skip


def _packing(plan: Plan, manner: Manner) -> dict[str, float]:
    """Give how answers are compressed, and what that takes; of pushed messages, how it is with announcements."""
    mechanism, costs = manner.mechanism, plan.server.costs.compression
    packed = mechanism.response.first if isinstance(mechanism, Pull) else mechanism.message
    if not isinstance(packed, Compressed):
        return {"packs_from": UNREACHED}
    return {
        "packs": True, "packs_from": packed.least, "packed_fixed": packed.law.fixed, "packed_ratio": packed.law.ratio,
        "pack": costs.message, "pack_byte": costs.per_byte,
    }  # fmt: skip


def _upstream(plan: Plan, carrier: Post | Socket) -> dict[str, float]:
    answer = plan.upstream.acknowledgement
    if isinstance(carrier, Socket):
        return {"posts": False, "acknowledgement": carrier.acknowledgement.size(answer)}
    return {
        "posts": True,
        "acknowledgement": carrier.response.first.size(answer),
        "post_keep_alive": carrier.keep_alive, "post_retry": carrier.retry,
    }  # fmt: skip


def _clients_send(plan: Plan) -> bool:
    source = plan.messages
    origins = source.origin if isinstance(source, OpenLoop) else source.origins
    return bool(np.any((origins >= 0) & (origins < plan.clients.count)))


def answers(plan: Plan) -> NDArray[np.int64]:
    """Give what is added to answers, up to the largest that the log may come to."""
    pull = pull_of(plan)
    if pull is None:
        return np.zeros((1, 1, 2), np.int64)
    largest = _largest(pull, plan.messages) if isinstance(plan.messages, OpenLoop) else 0
    return answers_up_to(pull, largest + most_announced(plan, pull.body.each + pull.body.between))


def answers_up_to(pull: Pull, largest: int) -> NDArray[np.int64]:
    """Give what is added to answers whose bodies have up to `largest` bytes: plain, and compressed if they may be."""
    first = pull.response.first
    envelopes = [first.plain, first.around] if isinstance(first, Compressed) else [first]
    return extents(envelopes, 1 << max(20, largest.bit_length()))


def _largest(pull: Pull, messages: OpenLoop) -> int:
    """Give the body of an answer with all messages of the fullest channel."""
    if not len(messages.birth):
        return 0
    each = messages.payload + pull.body.each + pull.body.between
    return pull.body.around + int(np.bincount(messages.channel, weights=each).max())
