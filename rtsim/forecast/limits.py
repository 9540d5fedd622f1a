"""Limits before anything runs: what has more to do than it can, or nearly so."""

from collections.abc import Iterable, Iterator
from math import inf

from rtsim.forecast.case import Carried, Case
from rtsim.forecast.load import utilisation
from rtsim.forecast.path import Way
from rtsim.forecast.rows import Caution, Demand, Severity
from rtsim.units import bandwidth_text, rate_text, share_text, significant, time_text

CLOSE = 0.7  # of a limit: beyond it waits grow fast (at 0.7 an M/M/1 queue has more than two in it)


def demands(case: Case, carried: Carried) -> tuple[Demand, ...]:
    """Give what is asked of each limit that there is."""
    found = [*_server(case, carried), *_links(case, carried), *_connections(case, carried)]
    return tuple(demand for demand in found if demand.load > 0)


def cautions(asked: Iterable[Demand]) -> tuple[Caution, ...]:
    """Give what passes a limit or comes close to it, worst first."""
    found = []
    for demand in sorted(asked, key=lambda demand: -demand.load):
        passed = demand.load > 1 if demand.exact else demand.load >= 1
        severity = Severity.UNSTABLE if passed else Severity.CLOSE
        if demand.load >= CLOSE:
            found.append(Caution(limit=demand.limit, severity=severity, load=demand.load, text=demand.text))
    return tuple(found)


def _server(case: Case, carried: Carried) -> Iterator[Demand]:
    """Give what is asked of the cores and network cards."""
    server, stream = case.server, case.stream
    busy = utilisation(carried.works, server)
    if case.scenario.messages.closed_loop is None:
        yield Demand("cores", busy, f"the cores are asked for {share_text(busy)} of their time")
        if stream.recipients > 1 and stream.rate:
            period = stream.burst / stream.rate
            time, every = time_text(carried.fan_out * stream.burst), time_text(period)
            load = carried.fan_out * stream.burst / period
            yield Demand("fan-out", load, f"a fan-out takes {time}, and messages come every {every}")
    elif busy >= CLOSE:
        text = f"a closed loop keeps the cores {share_text(busy)} busy: its rate is what they can do"
        yield Demand("cores", min(busy, 1.0), text, exact=True)
    sent = 8 * carried.down / server.nodes
    text = f"each node sends {bandwidth_text(sent)} of the {bandwidth_text(server.egress)} that its egress carries"
    yield Demand("egress", sent / server.egress, text)


def _links(case: Case, carried: Carried) -> Iterator[Demand]:
    """Give what is asked of the narrowest link, each way."""
    senders = case.scenario.messages.origin == "senders"
    ends = case.scenario.clients.count
    ways = [("down", case.path.down, carried.down), ("up", case.path.up, carried.up)]
    for name, way, traffic in ways:
        yield _link(f"client's link {name}", way, 8 * traffic / ends)
    if senders:
        sending = 8 * case.stream.per_source * case.stream.payload
        yield _link("sender's link up", case.senders_path.up, sending)


def _link(name: str, way: Way, traffic: float) -> Demand:
    text = f"{bandwidth_text(traffic)} are to pass each {name}, which carries {bandwidth_text(way.narrowest)}"
    return Demand(name, traffic / way.narrowest, text)


def _connections(case: Case, carried: Carried) -> Iterator[Demand]:
    """Give what is asked of threads, the cap on connections, and the admission of new ones."""
    server, scenario = case.server, case.scenario
    needs = f"{significant(carried.threads)} threads are kept on each node, which has {significant(server.threads)}"
    yield Demand("threads", carried.threads / server.threads, needs, exact=True)
    peak = carried.peak_connections / server.nodes
    text = f"each node needs {significant(peak)} connections, and accepts {significant(server.max_connections)}"
    yield Demand("max_connections", peak / server.max_connections, text, exact=True)
    if server.accept_rate == inf:
        return
    new, most = carried.opened / server.nodes, rate_text(server.accept_rate)
    text = f"{rate_text(new)} new connections come to each node, which admits {most}"
    yield Demand("accept_rate", new / server.accept_rate, text)
    time = scenario.clients.count / server.nodes / server.accept_rate
    text = f"at {most} all clients are connected after {time_text(time)}; warm-up ends at {time_text(scenario.warmup)}"
    yield Demand("accept_rate", time / scenario.warmup if scenario.warmup else inf, text, exact=True)
