"""Two scenarios as a user would write them, with their closed forms."""

from pathlib import Path

import pytest

from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import load_scenario
from rtsim.techniques import settings_classes, techniques
from rtsim.theory import long_polling, short_polling

SHORT_POLLING = """
name: theory-short-polling
seed: 3
warmup: 20 s
duration: 2000 s
replications: 5
clients: {count: 100, connect_over: 5 s, network: {latency: 60 ms}}
messages: {from: server, to: one, process: poisson, rate: 20 / s, payload: 100 B}     # 0.2 / s for each client
server: {cores: 64, costs: {open: 0 s, request: 2 ms, respond: 0 s, publish: 0 s}}
techniques:
  short-polling: {interval: 5 s, timing: fixed-rate}
"""

LONG_POLLING = """
name: theory-long-polling
seed: 3
warmup: 20 s
duration: 500 s
replications: 5
clients: {count: 100, connect_over: 5 s, network: {latency: {up: 50 ms, down: 80 ms}}}
messages: {from: server, to: one, process: poisson, rate: 200 / s, payload: 100 B}
server: {cores: 64, costs: {open: 0 s, request: 0 s, respond: 0 s, publish: 0 s}}
techniques:
  long-polling: {timeout: 3 s}
"""

EGRESS = 1e-6  # seconds: more than the usual network card takes for an answer here


def recorded(text: str, path: Path) -> Recording:
    """Simulate the first replication of a scenario's text."""
    path.write_text(text, encoding="utf-8")
    scenario = load_scenario(path, techniques=settings_classes())
    (name,) = scenario.techniques
    return simulate(plan(scenario, techniques()[name], 0))


def test_short_polling(tmp_path: Path) -> None:
    """Fixed-rate polls every 5 s, 60 ms each way, 2 ms of service."""
    theory = short_polling.fixed_rate(interval=5.0, rate=0.2, to_client=0.06, service=0.002)
    recording = recorded(SHORT_POLLING, tmp_path / "scenario.yaml")
    assert recording.latency.mean == pytest.approx(theory.latency_mean, rel=0.01)
    assert recording.latency.quantile(0.95) == pytest.approx(theory.latency_quantile(0.95), rel=0.02)
    assert recording.empty / recording.requests == pytest.approx(theory.empty_share, abs=0.01)
    assert recording.carried / recording.answered == pytest.approx(theory.batch_mean, rel=0.01)
    assert recording.requests == theory.rate * 100 * 2_000
    # With 64 cores a message is visible before the poll's work is done, and need not wait for the service.
    bound = short_polling.fixed_rate(interval=5.0, rate=0.2, to_client=0.06).latency_sup
    assert bound * (1 - 1e-3) < recording.latency.maximum < bound + EGRESS


def test_long_polling(tmp_path: Path) -> None:
    """Two messages a second for each client, 50 ms up, 80 ms down, held for 3 s."""
    gap = long_polling.gap(to_server=0.05, to_client=0.08)
    theory = long_polling.poisson(rate=2.0, hold=3.0, gap=gap, to_client=0.08)
    recording = recorded(LONG_POLLING, tmp_path / "scenario.yaml")
    assert recording.latency.mean == pytest.approx(theory.latency_mean, rel=0.01)
    assert recording.requests / 500 / 100 == pytest.approx(theory.rate, rel=0.01)
    assert recording.empty / recording.requests == pytest.approx(theory.empty_share, abs=0.01)
    assert recording.carried / recording.answered == pytest.approx(theory.batch_mean, rel=0.01)
    assert recording.held.mean / 100 == pytest.approx(theory.held_share, abs=0.01)
    assert theory.latency_sup * (1 - 1e-3) < recording.latency.maximum < theory.latency_sup + EGRESS
