"""Connections that resume a session of TLS."""

import numpy as np
import pytest

from rtsim.model import simulate
from rtsim.model.compiled import compiled, plain
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.techniques import techniques
from rtsim.validation.worlds import link, world
from rtsim.wire import Wire

COUNT, PERIOD = 400, 30.0
LATENCY = 0.1


def polls(**tls: object) -> Scenario:
    """Give clients that poll once in the window, each on a new connection."""
    return world(
        clients={"count": COUNT, "connect_over": PERIOD, "network": link(LATENCY, LATENCY)},
        messages={"from": "server", "to": "everyone", "process": "periodic", "rate": 1e-9},
        techniques={"short-polling": {"interval": PERIOD, "connection": "close"}},
        server={"nodes": COUNT, "cores": 1},
        costs={"open_tls": 500e-6},
        wire={"tls": {"version": "1.3", **tls}},
        warmup=2 * PERIOD,
        duration=PERIOD,
        drain=0.0,
    )


def run(scenario: Scenario, name: str = "short-polling") -> Recording:
    """Run the first replication as plain Python."""
    return simulate(plan(scenario, techniques()[name], 0))


@pytest.fixture(scope="module")
def full() -> Recording:
    """Give a run without resumption."""
    return run(polls())


def test_a_share_of_the_connections_resumes(full: Recording) -> None:
    """Bytes and CPU seconds differ by what a resumed handshake differs, for a share of the connections."""
    half = run(polls(resumption=0.5))
    more = (half.traffic["handshake"].up / half.opened - full.traffic["handshake"].up / full.opened) / (599 - 325)
    less = (full.traffic["handshake"].down / full.opened - half.traffic["handshake"].down / half.opened) / (1270 - 496)
    saved = (full.cpu["open"] / full.opened - half.cpu["open"] / half.opened) / 43e-6
    assert more == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(COUNT))
    assert less == pytest.approx(more)
    assert saved == pytest.approx(more, abs=0.02)


def test_all_or_none(full: Recording) -> None:
    """Where all are resumed each takes what the table says, and a share of zero is as if nothing were written."""
    all_of_them = run(polls(resumption=1))
    assert all_of_them.traffic["handshake"].up == 599 * all_of_them.opened
    assert all_of_them.cpu["open"] == pytest.approx((500e-6 - 43e-6) * all_of_them.opened, rel=0.02)
    none = run(polls(resumption=0))
    assert (none.traffic, none.cpu, none.latency.total) == (full.traffic, full.cpu, full.latency.total)


def test_early_data_is_no_post() -> None:
    """A GET leaves with the ClientHello; a POST waits for the handshake, as it must not be sent twice (RFC 8470)."""
    scenario = world(
        clients={"count": 1, "connect_over": 0, "network": link(1.0, 1.0)},
        messages={"from": "clients", "to": "everyone", "echo": True, "process": "periodic", "rate": 0.1},
        techniques={"sse": {}},
        wire={"tls": {"version": "1.3", "resumption": 1, "early_data": True}},
        server={"keep_alive": 1},
        warmup=0,
        duration=100,
    )
    found = run(scenario, "sse")
    assert found.publish.minimum == pytest.approx(2 * 2 + 2)
    assert found.opened == 1 + found.published
    get = Wire(tls="1.3").stream().first.size(0)
    assert found.traffic["handshake"].up == found.published * 599 + 629 + get


def test_compiled_and_plain_are_the_same() -> None:
    """Both forms of the kernel draw and count the same."""
    given = plan(polls(resumption=0.3, early_data=True), techniques()["short-polling"], 1)
    one, other = simulate(given, kernel=plain()), simulate(given, kernel=compiled(faulty=False))
    assert (one.traffic, one.cpu, one.opened) == (other.traffic, other.cpu, other.opened)
