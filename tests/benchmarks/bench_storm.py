"""What a storm takes: WebSocket clients whose server crashes come back with full jitter, each size by itself."""

import json
import subprocess
import sys

SECONDS, MEMORY = 20.0, 1e9  # of CPU, and bytes, for 100,000 clients
GROWTH = 2.0  # a client of 100,000 takes so many times as long as one of 10,000 at most: tables outgrow the caches

PROGRAM = """
import json, resource, sys
from time import process_time
from rtsim.model import prepare, simulate
from rtsim.planning import plan
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes, techniques

content = {
    "name": "storm", "replications": 1, "warmup": 12, "duration": 120,
    "clients": {
        "count": int(sys.argv[1]), "connect_over": 10, "network": {"latency": 0.02},
        "reconnect": {"first": 1, "factor": 2, "cap": 30, "jitter": {"kind": "full"}},
    },
    "messages": {"from": "server", "to": "everyone", "process": "periodic", "rate": 0.1, "payload": 100},
    "server": {"costs": {"open": 20e-6, "push_websocket": 5e-6}},
    "faults": {"restarts": [{"at": 30, "kind": "crash", "down": 10}]},
    "techniques": ["websocket"],
}
planned = plan(parse_scenario(content, techniques=settings_classes()), techniques()["websocket"], 0)
prepare(faulty=True)
began = process_time()
failures = simulate(planned).failures
taken = process_time() - began
assert failures.missing == 0
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"seconds": taken, "bytes": memory, "tries": failures.attempts}))
"""


def storm(clients: int) -> dict[str, float]:
    """Give the CPU seconds and the bytes of one replication, and how often its clients tried."""
    command = [sys.executable, "-c", PROGRAM, str(clients)]
    found: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    took = f"{found['seconds']:.2f} s of CPU, {found['bytes'] / 1e6:.0f} MB"
    print(f"{clients:>7,} clients: {took}, {found['tries']:,} tries")
    return found


def test_storm() -> None:
    """A storm of 100,000 clients takes less than 20 s and 1 GB, and a client no longer than one of 10,000, nearly."""
    found = {clients: storm(clients) for clients in (1_000, 10_000, 100_000)}
    assert found[100_000]["seconds"] < SECONDS
    assert found[100_000]["bytes"] < MEMORY
    assert found[100_000]["seconds"] / 10 <= GROWTH * found[10_000]["seconds"]
