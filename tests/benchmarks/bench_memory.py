"""How much memory the simulator takes: each size in a process of its own."""

import subprocess
import sys

LIMIT = 400e6  # bytes for 100,000 clients

PROGRAM = """
import resource, sys, tracemalloc
from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes, techniques

content = {
    "name": "memory", "replications": 1, "warmup": 12, "duration": 10,
    "clients": {"count": int(sys.argv[1]), "connect_over": 10, "network": {"latency": 0.02}},
    "messages": {"from": "server", "to": "everyone", "process": "periodic", "rate": 1, "payload": 100},
    "server": {"costs": {"open": 1e-6, "push_websocket": 5e-6}},
    "techniques": ["websocket"],
}
scenario = parse_scenario(content, techniques=settings_classes())
if sys.argv[2] == "traced":
    tracemalloc.start()
recording = simulate(plan(scenario, techniques()["websocket"], 0))
assert recording.delivered == recording.expected
traced = tracemalloc.get_traced_memory()[1]
print(traced or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def peak(clients: int, account: str) -> int:
    """Give the peak memory of a run with so many WebSocket clients: of the process, or of what the run allocates."""
    command = [sys.executable, "-c", PROGRAM, str(clients), account]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_peak() -> None:
    """100,000 WebSocket clients fit in 400 MB."""
    size = peak(100_000, "resident")
    print(f"100,000 WebSocket clients: {size / 1e6:.0f} MB resident at the peak")
    assert size <= LIMIT


def test_growth() -> None:
    """Memory grows no faster than the number of clients."""
    sizes = {clients: peak(clients, "traced") for clients in (1, 1_000, 10_000, 100_000)}
    each = {clients: (size - sizes[1]) / clients for clients, size in sizes.items() if clients > 1}
    for clients, size in each.items():
        print(f"{clients:>7,} WebSocket clients: {sizes[clients] / 1e6:.1f} MB allocated, {size:,.0f} B for each")
    assert max(each.values()) <= 1.25 * min(each.values())
