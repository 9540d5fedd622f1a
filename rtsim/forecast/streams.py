"""Streams before anything runs: how many requests a client has under way on its connection, which takes so many."""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from rtsim.forecast.case import Carried, Case, Sending
from rtsim.forecast.rows import Demand, Row, unique
from rtsim.plan import Push
from rtsim.theory.queues import erlang_b
from rtsim.units import significant

RARE = 0.01  # of a client's messages: so few that wait for a stream leave means as they are
WAITS = "messages that wait for a stream are not counted (wire.streams)"
_LATENCIES = ("latency_mean_s", "latency_sup_s")


def stream_demands(case: Case, carried: Carried, sent: Sending) -> Iterator[Demand]:
    """Give what is asked of the streams of a connection on which clients send, beside what they get."""
    if not _sends(case):
        return
    most, load = case.scenario.wire.streams, _kept(case, carried) + _sending(case, sent)
    text = f"each client has {significant(load)} requests under way, and its connection takes {most} (wire.streams)"
    yield Demand("streams", load / most, text, exact=True)


def doubted(case: Case, carried: Carried, sent: Sending, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Give the rows, latencies in doubt where a message may have to wait for a stream."""
    if not _sends(case) or _waiting(case, carried, sent) <= RARE:
        return rows
    return tuple(replace(row, doubts=unique(row.doubts, [WAITS])) if row.key in _LATENCIES else row for row in rows)


def _sends(case: Case) -> bool:
    return case.shares and case.scenario.messages.origin == "clients"


def _kept(case: Case, carried: Carried) -> float:
    """Give how many streams a client has in the mean for what it gets: its event stream, or its held poll."""
    if isinstance(case.carriage.mechanism, Push):
        return 1.0
    return carried.threads * case.server.nodes / case.scenario.clients.count


def _sending(case: Case, sent: Sending) -> float:
    """Give how many messages of a client are on their way or not yet acknowledged, by Little's law."""
    return case.stream.per_source * (sent.travel + sent.work.seconds + sent.answer)


def _waiting(case: Case, carried: Carried, sent: Sending) -> float:
    """Give the share of messages that find no stream free."""
    free, offered = case.scenario.wire.streams - ceil(_kept(case, carried)), _sending(case, sent)
    if free <= 0:
        return 1.0
    return erlang_b(servers=free, offered=offered) if offered else 0.0
