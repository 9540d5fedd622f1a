import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.scenario import InputErrors, Scenario, load_scenario, parse_scenario
from rtsim.techniques import settings_classes

EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.yaml"))
ONE = "name: x\nclients: {count: 10}\n"  # lines 1 and 2 of most rows
JARGON = re.compile(r"Input should|pydantic|validat|type=|Traceback|dict|tuple|\bint\b|\bstr\b", re.IGNORECASE)
TRACES = {
    "unsorted.csv": "time_s\n2\n1\n",
    "header.csv": "time\n2\n",
    "twice.csv": "time_s,time_s\n1,1\n",
    "far.csv": "time_s,recipient\n1,99\n",
    "none.csv": "time_s\n",
    "empty.csv": "",
    "negative.csv": "time_s\n-1\n",
    "text.csv": "time_s\nsoon\n",
    "nan.csv": "time_s\nnan\n",
    "ragged.csv": "time_s,recipient\n1\n",
    "half.csv": "time_s,payload_bytes\n1,2.5\n",
}


def trace(file: str) -> str:
    """Write a scenario that replays this trace."""
    return f"{ONE}messages: {{from: server, to: one, process: trace, trace: {{file: {file}}}}}\n"


# each row: the text, the line, the key, and parts of the message
BAD_INPUT: list[tuple[str, int, str, tuple[str, ...]]] = [
    # the file itself
    ("", 0, "", ("the file is empty", "rtsim init")),
    ("- 1\n", 1, "", ("a list stands where a mapping",)),
    ("hello\n", 1, "", ("'hello' stands where a mapping",)),
    ("name: x\nname: y\n", 2, "", ("duplicate key 'name'",)),
    ("name: [x\n", 2, "", ("not valid YAML",)),
    ("name: x\n\tclients: 1\n", 2, "", ("not valid YAML", "a tab")),
    ("name: *b\n", 1, "", ("undefined alias 'b'",)),
    ("name: x\n---\nname: y\n", 2, "", ("another document",)),
    ("name: \x01\n", 0, "", ("not a YAML file",)),
    ("name: &a {b: *a}\n", 1, "", ("'a' contains itself",)),
    ("name: " + "[" * 3000, 1, "", ("nest",)),
    ("name: " + "9" * 5000, 1, "", ("out of range", "digits")),
    ("name: !!python/object:os.system x\n", 1, "", ("not valid YAML", "tag")),
    # keys
    ("name: x\n", 1, "clients", ("is required",)),
    ("clients: {count: 10}\n", 1, "name", ("is required",)),
    (ONE + "cleints: {}\n", 3, "cleints", ("unknown key 'cleints'; did you mean 'clients'?",)),
    (ONE + "zzz: {}\n", 3, "zzz", ("unknown key 'zzz'; choose from name, title, seed",)),
    (ONE + "1: 2\n", 3, "1", ("unknown key 1",)),
    ("name: 5\nclients: {count: 3}\n", 1, "name", ("5 is not a name", "team-chat")),
    ("name: x\nclients: 5\n", 2, "clients", ("5 is not a mapping",)),
    ("name: x\nclients:\n  count: 3\n  conect_over: 1\n", 4, "clients.conect_over", ("did you mean 'connect_over'?",)),
    # whole numbers
    ("name: x\nclients: {count: abc}\n", 2, "clients.count", ("'abc' is not a whole number",)),
    ("name: x\nclients: {count: 0}\n", 2, "clients.count", ("0 is out of range", "from 1 to 10,000,000")),
    ("name: x\nclients: {count: 10000001}\n", 2, "clients.count", ("from 1 to 10,000,000",)),
    ("name: x\nclients: {count: -5}\n", 2, "clients.count", ("-5 is out of range",)),
    ("name: x\nclients: {count: 1.5}\n", 2, "clients.count", ("1.5 is not a whole number",)),
    ("name: x\nclients: {count: true}\n", 2, "clients.count", ("true is not a whole number",)),
    ("name: x\nclients: {count: null}\n", 2, "clients.count", ("null is not a whole number",)),
    ("name: x\nclients: {count: .nan}\n", 2, "clients.count", ("nan is not a whole number",)),
    ("name: x\nclients: {count: .inf}\n", 2, "clients.count", ("inf is not a whole number",)),
    ("name: x\nclients: {count: " + "9" * 40 + "}\n", 2, "clients.count", ("more than 20 digits",)),
    (ONE + "seed: -1\n", 3, "seed", ("-1 is out of range",)),
    (ONE + "replications: 0\n", 3, "replications", ("0 is out of range", "from 1")),
    (ONE + "replications: {until: 5 %}\n", 3, "replications", ("a mapping is not a whole number",)),
    # quantities
    (ONE + "duration: 0 s\n", 3, "duration", ("'0 s' is out of range: write a time above 0",)),
    (ONE + "warmup: -1 s\n", 3, "warmup", ("'-1 s' is out of range: write a time of at least 0",)),
    (ONE + "messages: {rate: 5 parsecs}\n", 3, "messages.rate", ("'5 parsecs' is not a rate", "as in '2 / min'")),
    (ONE + "messages: {rate: 0}\n", 3, "messages.rate", ("0 is out of range: write a rate above 0",)),
    (ONE + "messages: {rate: .inf}\n", 3, "messages.rate", ("inf is not a rate",)),
    (ONE + "messages: {rate: true}\n", 3, "messages.rate", ("true is not a rate",)),
    (ONE + "messages: {payload: -5 B}\n", 3, "messages.payload", ("'-5 B' is out of range",)),
    # distributions
    (ONE + "messages: {payload: {dist: normal, mean: -5 B, sd: 1 B}}\n", 3, "messages.payload.mean", ("'-5 B'",)),
    (ONE + "messages: {payload: {dist: normal, mean: 5 B, sd: -1 B}}\n", 3, "messages.payload.sd", ("'-1 B'",)),
    (ONE + "messages: {payload: {dist: normal, mean: 5 B}}\n", 3, "messages.payload.sd", ("is required",)),
    (ONE + "messages: {payload: {dist: nromal}}\n", 3, "messages.payload.dist", ("did you mean 'normal'?",)),
    (ONE + "messages: {payload: {mean: 5 B}}\n", 3, "messages.payload.dist", ("is required: choose from normal",)),
    (ONE + "messages: {payload: {dist: exponential, maen: 5, mean: 5}}\n", 3, "messages.payload.maen", ("'mean'",)),
    (ONE + "messages: {payload: {dist: uniform, low: 5, high: 1}}\n", 3, "messages.payload.high", ("below low (5)",)),
    (ONE + "messages: {payload: {dist: lognormal, mean: 0, sd: 1}}\n", 3, "messages.payload.mean", ("above 0",)),
    (ONE + "messages: {payload: {dist: empirical, values: []}}\n", 3, "messages.payload.values", ("1 to",)),
    (ONE + "messages: {payload: {dist: empirical, values: [1, x]}}\n", 3, "messages.payload.values.1", ("'x'",)),
    (ONE + "messages: {payload: {dist: empirical}}\n", 3, "messages.payload", ("either 'values' or 'file'",)),
    (ONE + "messages: {payload: {dist: empirical, file: no.csv}}\n", 3, "messages.payload.file", ("no such file",)),
    # messages
    (ONE + "messages: {from: cleints}\n", 3, "messages.from", ("'cleints' is not known", "did you mean 'clients'?")),
    (ONE + "messages: {from: server}\n", 3, "messages.rate", ("is required: messages from server in total",)),
    (ONE + "messages: {from: senders}\n", 3, "messages.rate", ("is required: messages from senders in total",)),
    (ONE + "messages: {room_size: 50}\n", 3, "messages.room_size", ("50 is larger than clients.count (10)",)),
    (ONE + "messages: {room_size: 1}\n", 3, "messages.room_size", ("nobody but their sender",)),
    ("name: x\nclients: {count: 1}\nmessages: {to: one}\n", 3, "messages.to", ("nobody but their sender",)),
    ("name: x\nclients: {count: 1}\n", 1, "messages.to", ("nobody but their sender",)),
    (ONE + "messages: {echo: yes}\n", 3, "messages.echo", ("'yes' is neither true nor false",)),
    (ONE + "messages: {from: server, rate: 1, echo: true}\n", 3, "messages.echo", ("leave it out",)),
    (ONE + "messages: {senders: {count: 2}}\n", 3, "messages.senders", ("from clients: leave it out",)),
    (ONE + "messages: {process: bursts}\n", 3, "messages.bursts", ("is required", "{size: 10, every: 5 s}")),
    (ONE + "messages: {process: on-off}\n", 3, "messages.on-off", ("is required",)),
    (
        ONE + "messages: {from: server, process: closed-loop, closed-loop: {concurrency: 1}}\n"
        "server: {costs: {publish: 0 s}}\n",
        3,
        "messages.closed-loop.think",
        ("publish without end",),
    ),
    (ONE + "messages: {process: closed-loop}\n", 3, "messages.closed-loop", ("is required",)),
    (ONE + "messages: {process: closed-loop, closed-loop: {}}\n", 3, "messages.closed-loop.concurrency", ("required",)),
    (ONE + "messages: {bursts: {size: 1, every: 1 s}}\n", 3, "messages.bursts", ("not used by process 'poisson'",)),
    (ONE + "messages: {process: bursts, bursts: {size: 1, every: 0 s}}\n", 3, "messages.bursts.every", ("'0 s'",)),
    (
        ONE + "messages: {process: bursts, rate: 3, bursts: {size: 1, every: 1 s}}\n",
        3,
        "messages.rate",
        ("is not used by process 'bursts'",),
    ),
    (ONE + "messages: {process: trace}\n", 3, "messages.trace", ("is required", "{file: times.csv}")),
    (ONE + "messages: {process: trace, trace: {}}\n", 3, "messages.trace.file", ("is required",)),
    (trace("missing.csv"), 3, "messages.trace.file", ("'missing.csv' cannot be read: no such file",)),
    (trace("unsorted.csv"), 3, "messages.trace.file", ("line 3", "before the line above", "sort")),
    (trace("header.csv"), 3, "messages.trace.file", ("line 1: column 'time' is not known", "'time_s'")),
    (trace("twice.csv"), 3, "messages.trace.file", ("line 1: the header names each column once",)),
    (trace("far.csv"), 3, "messages.trace.file", ("recipient 99 does not exist", "from 0 to 9")),
    (trace("none.csv"), 3, "messages.trace.file", ("holds no messages",)),
    (trace("empty.csv"), 3, "messages.trace.file", ("the file is empty",)),
    (trace("negative.csv"), 3, "messages.trace.file", ("line 2: time_s '-1'",)),
    (trace("text.csv"), 3, "messages.trace.file", ("line 2: time_s 'soon' is not a number",)),
    (trace("nan.csv"), 3, "messages.trace.file", ("line 2: time_s 'nan' is not a number",)),
    (trace("ragged.csv"), 3, "messages.trace.file", ("line 2: the line is cut off: 1 of 2 columns",)),
    (trace("half.csv"), 3, "messages.trace.file", ("line 2: payload_bytes '2.5' is not a whole number",)),
    (trace("far.csv").replace("one", "everyone"), 3, "messages.trace", ("names recipients", "write to: one")),
    # links
    ("name: x\nclients: {count: 9, network: wfi}\n", 2, "clients.network", ("'wfi' is not a network", "'wifi'?")),
    ("name: x\nclients: {count: 9, network: 7}\n", 2, "clients.network", ("7 is not a network",)),
    ("name: x\nclients: {count: 9, network: []}\n", 2, "clients.network", ("needs at least one",)),
    ("name: x\nclients: {count: 9, network: {latency: abc}}\n", 2, "clients.network.latency", ("is not a time",)),
    ("name: x\nclients: {count: 9, network: {latency: {up: 1}}}\n", 2, "clients.network.latency.down", ("required",)),
    ("name: x\nclients: {count: 9, network: {latncy: 1}}\n", 2, "clients.network.latncy", ("did you mean 'latency'?",)),
    ("name: x\nclients: {count: 9, network: {up: 0}}\n", 2, "clients.network.up", ("a bandwidth above 0",)),
    ("name: x\nclients: {count: 9, network: {loss: 60 %}}\n", 2, "clients.network.loss", ("less than 50 %",)),
    (
        "name: x\nclients:\n  count: 9\n  network:\n  - {share: 50 %, network: lan}\n  - {share: 50 %, network: x}\n",
        6,
        "clients.network.1.network",
        ("'x' is not a network",),
    ),
    (
        "name: x\nclients:\n  count: 9\n  network:\n  - {share: 50 %, network: lan}\n  - {share: 20 %, network: lan}\n",
        4,
        "clients.network",
        ("the shares sum to 70 %",),
    ),
    # the server
    (ONE + "server: {stack: node}\n", 3, "server.stack", ("'node' is not a stack", "node-ws")),
    (ONE + "server: {costs: {request: 5 B}}\n", 3, "server.costs.request", ("'5 B' is not a time",)),
    (ONE + "server: {costs: {reqest: 5 us}}\n", 3, "server.costs.reqest", ("did you mean 'request'?",)),
    (ONE + "server: {memory: 5}\n", 3, "server.memory", ("5 is not a mapping",)),
    (ONE + "server: {model: threads}\n", 3, "server.threads", ("is required with model 'threads'",)),
    (ONE + "server: {threads: 5}\n", 3, "server.threads", ("is not used by model 'event-loop'",)),
    (ONE + "server: {model: thread}\n", 3, "server.model", ("did you mean 'threads'?",)),
    (ONE + "server: {egress: 0}\n", 3, "server.egress", ("a bandwidth above 0",)),
    (ONE + "server: {cores: 0}\n", 3, "server.cores", ("0 is out of range",)),
    (ONE + "server: {accept_rate: 0}\n", 3, "server.accept_rate", ("a rate above 0",)),
    # the wire
    (ONE + "wire: {http: 4}\n", 3, "wire.http", ("'4' is not known: choose from 1.1, 2, 3",)),
    (ONE + "wire: {http: 3}\n", 3, "wire.http", ("HTTP/3 needs TLS 1.3", "write tls: 1.3")),
    (ONE + "wire: {http: 2, udp_blocked: 5 %}\n", 3, "wire.udp_blocked", ("only HTTP/3 is over UDP",)),
    (ONE + "wire: {websocket: 2}\n", 3, "wire.websocket", ("needs HTTP/2: write http: 2",)),
    (ONE + "wire: {http: 2, window: 9 kB}\n", 3, "wire.window", ("a size of at least 16,384 B",)),
    (ONE + "wire: {streams: 20}\n", 3, "wire.streams", ("HTTP/1.1 has", "no streams: write http: 2")),
    (ONE + "wire: {window: 64 KiB}\n", 3, "wire.window", ("HTTP/1.1 has no flow control", "write http: 2")),
    (ONE + "wire: {tls: {resumption: 80 %}}\n", 3, "wire.tls.resumption", ("needs TLS",)),
    (ONE + "wire: {tls: 1.0}\n", 3, "wire.tls", ("'1.0' is not known: choose from none, 1.2, 1.3",)),
    (ONE + "wire: {headers: chorme}\n", 3, "wire.headers", ("'chorme' is not a header set", "'chrome'?")),
    (ONE + "wire: {headers: {pol: 5 B}}\n", 3, "wire.headers.pol", ("did you mean 'poll'?",)),
    (ONE + "wire: {headers: {poll: 5.5 B}}\n", 3, "wire.headers.poll", ("not a whole number of bytes",)),
    (ONE + "wire: {body: {each: -1}}\n", 3, "wire.body.each", ("-1 is out of range",)),
    # techniques
    (
        ONE + "wire: {http: 2}\ntechniques: {short-polling: {connection: close}}\n",
        4,
        "techniques.short-polling.connection",
        ("there is no close in HTTP/2", "write keep-alive"),
    ),
    (
        ONE + "techniques: {sse: {heartbeat_by: ping}}\n",
        3,
        "techniques.sse.heartbeat_by",
        ("there is no PING in HTTP/1.1",),
    ),
    (
        ONE + "wire: {http: 2}\npath: [nginx]\ntechniques: {sse: {heartbeat_by: ping}}\n",
        5,
        "techniques.sse.heartbeat_by",
        ("no further than the next intermediary",),
    ),
    (ONE + "techniques: [web-socket]\n", 3, "techniques.0", ("unknown technique 'web-socket'", "'websocket'?")),
    (ONE + "techniques: {carrier-pigeon: }\n", 3, "techniques.carrier-pigeon", ("choose from short-polling",)),
    (ONE + "techniques: []\n", 3, "techniques", ("at least one technique",)),
    (ONE + "techniques: sse\n", 3, "techniques", ("at least one technique",)),
    (ONE + "techniques: [sse, sse]\n", 3, "techniques", ("'sse' is listed twice",)),
    (
        ONE + "techniques:\n  short-polling: {interval: 0 s}\n",
        4,
        "techniques.short-polling.interval",
        ("above 0",),
    ),
    (ONE + "techniques: {long-polling: {timeuot: 1}}\n", 3, "techniques.long-polling.timeuot", ("'timeout'?",)),
    (ONE + "techniques: {sse: 5}\n", 3, "techniques.sse", ("5 is not a mapping",)),
    # the rest
    (ONE + "faults: {restart: {}}\n", 3, "faults.restart", ("did you mean 'restarts'",)),
    (ONE + "faults: {restarts: {at: 5 s}}\n", 3, "faults.restarts", ("is not a list",)),
    (ONE + "faults: {restarts: [{at: 5 s, kind: drain}]}\n", 3, "faults.restarts.0.over", ("is required",)),
    (ONE + "faults: {restarts: [{at: 5 s, over: 9 s}]}\n", 3, "faults.restarts.0.over", ("kind: drain",)),
    (ONE + "faults: {restarts: [{at: 5 s, gap: 9 s}]}\n", 3, "faults.restarts.0.gap", ("not used",)),
    (
        "name: x\nclients: {count: 9, network: {latency: 9 ms, loss: 50 %}}\n",
        2,
        "clients.network.loss",
        ("less than 50 %",),
    ),
    (
        "name: x\nclients: {count: 9, network: {latency: 9 ms, loss: {rate: 1 %}}}\n",
        2,
        "clients.network.loss.burst",
        ("required",),
    ),
    (
        "name: x\nclients: {count: 9, network: {latency: 9 ms, loss: {rate: 1 %, burst: 0}}}\n",
        2,
        "clients.network.loss.burst",
        ("from 1 to",),
    ),
    (
        "name: x\nclients: {count: 9, network: {latency: 9 ms, loss: {rate: 1 %, burst: 2, bust: 2}}}\n",
        2,
        "clients.network.loss.bust",
        ("'burst'?",),
    ),
    (ONE + "server: {send_buffer: {size: 0 B}}\n", 3, "server.send_buffer.size", ("above 0",)),
    (ONE + "server: {send_buffer: {size: 1 MB, policy: drop}}\n", 3, "server.send_buffer.policy", ("drop-oldest",)),
    ("name: x\nclients: {count: 9, presence: {announce: all}}\n", 2, "clients.presence.announce", ("delta",)),
    (
        "name: x\nclients: {count: 9, presence: {announce: full}}\nmessages: {to: one}\n",
        2,
        "clients.presence.announce",
        ("needs a room",),
    ),
    (ONE + "faults: {restarts: [{at: 5 s, nodes: 0}]}\n", 3, "faults.restarts.0.nodes", ("0 is neither all nor a",)),
    (
        ONE + "faults: {restarts: [{at: 5 s, every: 1 ms}]}\n",
        3,
        "faults.restarts.0.every",
        ("625,000 times in the run",),
    ),
    (
        ONE + "faults: {brownouts: [{at: 5 s, lasts: 1 s, slower: 2, every: 1 ms}]}\n",
        3,
        "faults.brownouts.0.every",
        ("625",),
    ),
    (ONE + "faults: {outages: {lasts: 1 ms, every: 1 ms}}\n", 3, "faults.outages.every", ("315,000 times in the run",)),
    (ONE + "faults: {outages: {every: 5 s}}\n", 3, "faults.outages.lasts", ("is required",)),
    (ONE + "faults: {outages: {lasts: 5 s}}\n", 3, "faults.outages.at", ("write when",)),
    ("name: x\nclients: {count: 5, reconnect: {schedule: []}}\n", 2, "clients.reconnect.schedule", ("at least 1",)),
    (ONE + "faults: {brownouts: {at: 5 s}}\n", 3, "faults.brownouts", ("is not a list",)),
    (ONE + "faults: {brownouts: [{at: 5 s, lasts: 1 s}]}\n", 3, "faults.brownouts.0.slower", ("required",)),
    (ONE + "faults: {brownouts: [{at: 5 s, lasts: 1 s, slower: 1}]}\n", 3, "faults.brownouts.0.slower", ("above 1",)),
    (ONE + "faults: {brownouts: [{at: 9 h, lasts: 1 s, slower: 2}]}\n", 3, "faults.brownouts.0.at", ("after the end",)),
    (ONE + "server: {log: {survives: outage}}\n", 3, "server.log.survives", ("restart",)),
    (ONE + "messages: {retry: {factor: 2}}\n", 3, "messages.retry.first", ("schedule",)),
    (ONE + "messages: {retry: {first: 0 s}}\n", 3, "messages.retry.first", ("without end",)),
    (ONE + "messages: {retry: {first: 1 s, draw: once}}\n", 3, "messages.retry", ("clients.reconnect",)),
    (ONE + "needs: {direction: both}\n", 3, "needs.direction", ("choose from bidirectional, server-to-client",)),
    (ONE + "needs: {browsers: [netscape]}\n", 3, "needs.browsers.0", ("'netscape' is not known",)),
    (ONE + "needs: {weights: {latency: -1}}\n", 3, "needs.weights.latency", ("-1 is not a weight",)),
    (ONE + "slo: {latency_s.p96: <= 1 s}\n", 3, "slo.latency_s.p96", ("is not a measure", "latency_s.p99")),
    (ONE + "slo: {speed: <= 1 s}\n", 3, "slo.speed", ("unknown measure 'speed'",)),
    (ONE + "slo: {latency_s.p95: 500 ms}\n", 3, "slo.latency_s.p95", ("'500 ms' is not a limit",)),
    (ONE + "slo: {latency_s.p95: <= 5 B}\n", 3, "slo.latency_s.p95", ("'5 B' is not a time",)),
    (ONE + "slo: {server.utilisation: <= 170 %}\n", 3, "slo.server.utilisation", ("from 0 to 100 %",)),
    (ONE + "slo:\n  requests.empty_share: >= 0.5\n", 4, "", ("needs quotes",)),
]


def load(text: str, folder: Path) -> Scenario:
    """Load a scenario from text, as from a file of this folder, which holds the traces too."""
    for name, content in TRACES.items():
        (folder / name).write_text(content)
    path = folder / "c.yaml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path, techniques=settings_classes())


@pytest.mark.parametrize(("text", "line", "key", "fragments"), BAD_INPUT)
def test_bad_input_gives_one_clear_line(
    tmp_path: Path, text: str, line: int, key: str, fragments: tuple[str, ...]
) -> None:
    """Each thing that is wrong gives exactly one line, with the file, the line, the key and what to write instead."""
    with pytest.raises(InputErrors) as caught:
        load(text, tmp_path)
    [error] = caught.value.errors
    assert (error.line, error.key) == (line, key)
    assert all(fragment in error.message for fragment in fragments), error.message
    where = f"{tmp_path / 'c.yaml'}:{line}" if line else str(tmp_path / "c.yaml")
    assert str(caught.value) == ": ".join(part for part in (where, key, error.message) if part)
    assert not JARGON.search(error.message), error.message


def test_all_errors_come_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    """A file with several faults is told all of them, sorted by line."""
    text = "slo: {nope: <= 1}\nname: x\nserver:\n  cores: 0\n  stack: nope\nclients: {count: x, network: y}\nseed: z\n"
    with pytest.raises(InputErrors) as caught:
        load(text, tmp_path)
    places = [(error.line, error.key) for error in caught.value.errors]
    assert places == [
        (1, "slo.nope"),
        (4, "server.cores"),
        (5, "server.stack"),
        (6, "clients.count"),
        (6, "clients.network"),
        (7, "seed"),
    ]
    assert len(str(caught.value).splitlines()) == len(places)


@pytest.mark.parametrize(
    ("make", "fragment"),
    [
        (Path.exists, "no such file or directory"),
        (Path.mkdir, "is a directory"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00\x01"), "it is not text (UTF-8)"),
        (lambda path: path.write_bytes(b"#" * 5_000_001), "it is larger than 5,000,000 bytes"),
    ],
)
def test_a_file_that_cannot_be_read_gives_one_line(
    tmp_path: Path, make: Callable[[Path], object], fragment: str
) -> None:
    """A path that leads to no scenario is refused in one line that names it."""
    path = tmp_path / "c.yaml"
    make(path)
    with pytest.raises(InputErrors) as caught:
        load_scenario(path, techniques=settings_classes())
    assert str(caught.value).startswith(f"{path}: ")
    assert fragment in str(caught.value)
    assert "\n" not in str(caught.value)


def test_aliases_of_aliases_do_not_exhaust_memory(tmp_path: Path) -> None:
    """A small file whose aliases stand for a billion values is refused like any other."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(InputErrors) as caught:
        load("\n".join(lines), tmp_path)
    assert str(caught.value).endswith("c.yaml:6: it holds more than 250,000 values: put many values into a CSV file")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_load(path: Path) -> None:
    """Every example scenario loads, from wherever it is asked for."""
    scenario = load_scenario(path, techniques=settings_classes())
    assert scenario.name
    assert scenario.source == path


def test_anchors_and_aliases_work(tmp_path: Path) -> None:
    """A link may be written once and used twice."""
    scenario = load("name: x\nclients: {count: 9, network: &l {latency: 7 ms}}\nmessages: &m {to: one}\n", tmp_path)
    assert scenario.clients.mix[0][1].latency.up.mean == 0.007


def test_a_plain_mapping_is_read_like_a_file() -> None:
    """A mapping gives the same scenario as the file that holds it, and errors that name its source."""
    content = {"name": "x", "clients": {"count": 10}}
    assert parse_scenario(content, techniques=settings_classes()).clients.count == 10
    with pytest.raises(InputErrors, match=r"^point 3: seed: 'a' is not a whole number"):
        parse_scenario(content | {"seed": "a"}, techniques=settings_classes(), source="point 3")


WHOLE: dict[str, object] = {
    "name": "x",
    "title": "t",
    "seed": 1,
    "warmup": "1 s",
    "clients": {"count": 10, "connect_over": 1, "network": {"latency": {"up": 1, "down": 2}, "jitter": 1, "loss": 0}},
    "messages": {"from": "server", "to": "one", "process": "on-off", "on-off": {"on": 1, "off": 1, "rate": 1}},
    "server": {"stack": "node-ws", "costs": {"open": 1}, "memory": {"sse": 1}, "backplane": {"cost": 1}},
    "wire": {"http": 2, "headers": {"poll": 1}, "body": {"each": 1}},
    "techniques": {"short-polling": {"interval": 1}, "sse": {"heartbeat": None}},
    "needs": {"browsers": ["chrome"], "weights": {"load": 1}},
    "slo": {"latency_s.p95": "<= 1 s", "server": {"queue_wait_s": {"p95": "<= 1"}}},
}
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.dates()
    | st.sampled_from(["-1 s", "1 B", "wifi", "everyone", "trace", "<= 1", 10**500, 1e308, -1]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=3) | st.integers() | st.sampled_from(["dist", "file", "up", "0"]), inner, max_size=3
        )
    ),
    max_leaves=5,
)


def places(content: object, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """List all places in nested mappings."""
    inside = content.items() if isinstance(content, dict) else ()
    return [place for key, value in inside for place in ((*above, key), *places(value, (*above, key)))]


def changed(content: object, place: tuple[str, ...], value: object) -> object:
    """Put a value at a place of nested mappings."""
    if not place:
        return value
    assert isinstance(content, dict)
    return content | {place[0]: changed(content[place[0]], place[1:], value)}


def complaints(content: dict[str, object]) -> list[str]:
    """Give the lines of what is wrong with a mapping: none if it loads."""
    try:
        parse_scenario(content, techniques=settings_classes()).digest()
    except InputErrors as error:
        return str(error).splitlines()
    return []


@given(st.sampled_from(places(WHOLE)), ODD)
def test_whatever_stands_anywhere_gives_a_scenario_or_clear_lines(place: tuple[str, ...], value: object) -> None:
    """Any value at any key is either accepted or refused line by line, never with another exception."""
    content = changed(WHOLE, place, value)
    assert isinstance(content, dict)
    assert all(line.startswith("scenario: ") and len(line) < 2000 for line in complaints(content))


def test_the_whole_document_of_the_last_test_loads() -> None:
    """What is changed there is right to begin with."""
    assert complaints(WHOLE) == []
