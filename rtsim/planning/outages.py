"""Outages: when each client has no path, one by one."""

from collections.abc import Iterator

import numpy as np

from rtsim.chance import Array, Constant, Distribution, Streams
from rtsim.faults import NO_OUTAGES, Outages
from rtsim.plan import Numbers
from rtsim.planning.tabs import browsers
from rtsim.scenario import Scenario
from rtsim.scenario.faults import Outage as Written

_ALONE = -1  # the event of outages that strike each client by itself
_Columns = tuple[Array, Array, Numbers, Numbers]


def outages(scenario: Scenario, streams: Streams, horizon: float) -> Outages:
    """Give the outages of each client before `horizon`, in the order of time; tabs share their browser's path."""
    parts: list[_Columns] = []
    silent, events = [], 0
    for place, written in enumerate(scenario.faults.outages):
        chosen = _struck(scenario, written, streams, place)
        if written.at is None:
            found = [_by_itself(written, chosen, browsers(scenario), streams, place, horizon)]
        else:
            found = list(_together(written, chosen, streams, place, horizon, events))
            events += len(found)
        parts += found
        silent += [np.full(len(part[0]), written.notice == "silent") for part in found]
    if not parts:
        return NO_OUTAGES
    at, until, client, event = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((client, at))
    number = _in_time(at, event)
    return Outages(
        at=at[order],
        until=until[order],
        client=client[order],
        event=number[event][order],
        silent=np.concatenate(silent)[order],
    )


def _in_time(at: Array, event: Numbers) -> Numbers:
    """Give the number of each event in the order of time; the last one stands for none."""
    count = int(event.max(initial=_ALONE)) + 1
    first = np.full(count, np.inf)
    np.minimum.at(first, event[event >= 0], at[event >= 0])
    numbers = np.full(count + 1, _ALONE)
    numbers[np.argsort(first, kind="stable")] = np.arange(count)
    return numbers


def _struck(scenario: Scenario, written: Written, streams: Streams, place: int) -> Numbers:
    """Draw who is struck: browsers, with all tabs that they have."""
    browser = browsers(scenario)
    count = int(browser[-1]) + 1
    ranks = streams.generator("outage clients", place).permutation(count)
    return np.flatnonzero(ranks[browser] < round(written.clients * count))


def _together(  # noqa: PLR0913, PLR0917 - what a draw needs
    written: Written, chosen: Numbers, streams: Streams, place: int, horizon: float, first: int
) -> Iterator[_Columns]:
    """Give outages that strike all at the same instant, and last equally long for all."""
    assert written.at is not None
    at, event = written.at, first
    gaps = None if written.every is None else _draws(written.every, streams, "outage every", place)
    lengths = _draws(written.lasts, streams, "outage lasts", place)
    while at < horizon:
        count = len(chosen)
        yield np.full(count, at), np.full(count, at + next(lengths)), chosen, np.full(count, event)
        if gaps is None:
            return
        at, event = at + next(gaps), event + 1


def _draws(distribution: Distribution, streams: Streams, decision: str, place: int) -> Iterator[float]:
    generator = streams.generator(decision, place)
    while True:
        yield from np.maximum(distribution.sample(generator, 64), 0.0).tolist()


def _by_itself(  # noqa: PLR0913, PLR0917 - what a draw needs
    written: Written, chosen: Numbers, browser: Numbers, streams: Streams, place: int, horizon: float
) -> _Columns:
    """Give outages that strike each browser by itself: it has its path for `every`, and has none for `lasts`.

    Where the former is the same for all, a run begins somewhere in it, or it would strike all at the same instant.
    """
    assert written.every is not None
    owners, owner = np.unique(browser[chosen], return_inverse=True)
    ups, downs = (streams.generator(name, place) for name in ("outage every", "outage lasts"))
    at, until = np.zeros((0, len(owners))), np.zeros((1, len(owners)))
    if isinstance(written.every, Constant):
        until -= written.every.value * streams.generator("outage phase", place).random(len(owners))
    while until[-1].min(initial=horizon) < horizon:  # as many draws for each, so that they do not depend on the horizon
        begins = until[-1] + np.maximum(written.every.sample(ups, len(owners)), 0.0)
        at = np.vstack([at, begins])
        until = np.vstack([until, begins + np.maximum(written.lasts.sample(downs, len(owners)), 0.0)])
    at, until = at[:, owner], until[1:, owner]
    inside = at < horizon
    client = np.broadcast_to(chosen, at.shape)[inside]
    return at[inside], until[inside], client, np.full(len(client), _ALONE)
