"""Whole inputs: one of each kind that a user may name, small enough to be run at once."""

from collections.abc import Callable
from pathlib import Path

from tests.calibration.captures import SHIPPED, column, entry, har, http2, k6, polls, publish, stream, upgrade

SCENARIO = """\
name: small
title: "Twelve people, in rooms of three"
warmup: 2 s
duration: 10 s
replications: 2
clients:
  count: 12
  connect_over: 1 s
  network: {latency: 20 ms, jitter: {dist: lognormal, mean: 5 ms, sd: 2 ms}, up: 10 Mbit/s, down: 20 Mbit/s, loss: 1 %}
messages:
  from: clients
  to: room
  room_size: 3
  rate: 30 / min
  payload: {dist: lognormal, mean: 200 B, sd: 90 B}
server: {stack: node-ws, cores: 1, nodes: 1, egress: 100 Mbit/s, max_connections: 100}
techniques:
  short-polling: {interval: 1 s}
  long-polling: {timeout: 5 s}
  websocket: {heartbeat: 5 s}
  sse: {heartbeat: 5 s}
needs: {real_time: true, direction: bidirectional}
slo: {latency_s.p95: "<= 6 s", server.utilisation: "<= 70 %"}
"""
TRACED = """\
name: traced
duration: 10 s
clients: {count: 4, network: {latency: 20 ms, jitter: {dist: empirical, file: values.csv}}}
messages: {from: server, to: one, process: trace, trace: {file: trace.csv}}
techniques: [sse, websocket]
"""
FAILING = """\
name: failing
warmup: 2 s
duration: 12 s
replications: 2
clients:
  count: 8
  connect_over: 1 s
  network: {latency: 20 ms, jitter: {dist: normal, mean: 1 ms, sd: 2 ms}}
  reconnect: {first: 200 ms, factor: 2, cap: 2 s, tries: 5, connect_timeout: 3 s,
    jitter: {kind: symmetric, share: 50 %}}
messages: {from: clients, to: room, room_size: 4, rate: 30 / min, retry: {first: 250 ms, tries: 3}}
server: {nodes: 2, backplane: {latency: 1 ms}, log: {messages: 20, age: 8 s, survives: nothing}}
techniques:
  short-polling: {interval: 1 s, retry: 500 ms}
  long-polling: {timeout: 5 s, retry: 300 ms}
  websocket: {heartbeat: 5 s, resume: true}
  sse: {heartbeat: 5 s, retry: 1 s}
faults:
  restarts:
    - {at: 3 s, kind: crash, down: 500 ms, nodes: 1}
    - {at: 8 s, kind: drain, over: 1 s}
"""
EXPERIMENT = """\
name: question
title: Does it grow?
scenario: small.yaml
vary:
  clients.count: [6, 12]
  techniques: [[sse, websocket]]
  messages.rate: {from: 10 / min, to: 40 / min, steps: 2, scale: log}
replications: 2
seed: 3
"""
TRACE = "time_s,recipient,payload_bytes\n" + "".join(
    f"{number / 2},{number % 4},{100 + number}\n" for number in range(12)
)
VALUES = "".join(f"{number} ms\n" for number in range(10, 30))
STORE = "store.sqlite"
MESSAGES = [{"type": "receive", "time": 1718185288.0 + number, "opcode": 1, "data": "x" * 80} for number in range(5)]


def write_all(folder: Path, rtsim: Callable[..., str]) -> None:
    """Write them; `rtsim` runs a command line in the folder and gives its output: what it writes is as a user's."""
    texts = {"small.yaml": SCENARIO, "traced.yaml": TRACED, "failing.yaml": FAILING, "question.yaml": EXPERIMENT}
    for name, text in {**texts, "trace.csv": TRACE, "values.csv": VALUES}.items():
        (folder / name).write_text(text, encoding="utf-8")
    har(folder, [*polls(), publish(), stream(), upgrade(MESSAGES)])
    har(folder, [entry(**http2())] * 12, name="http2.har")
    for path in SHIPPED.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    k6(folder, [("http_reqs", 1.0), ("http_req_connecting", 22.0), ("http_req_waiting", 30.0)] * 5)
    column(folder, "rtt_ms", *range(20, 40))
    rtsim("sweep", "question.yaml", "--store", STORE, "--workers", "1")
    (folder / "run.json").write_text(rtsim("run", "small.yaml", "--json", "--workers", "1"), encoding="utf-8")
    (folder / "flow.yaml").write_text(rtsim("recommend", "--show-flow"), encoding="utf-8")
