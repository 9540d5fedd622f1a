"""A scenario in which a cost that is not known sets SSE apart from WebSocket at a value that can be worked out."""

from functools import cache

from rtsim.advice.flips import Task
from rtsim.advice.verdict import Evidence, judge
from rtsim.analysis.comparison import compare
from rtsim.experiments import run
from rtsim.scenario import parse_scenario
from rtsim.scenario.catalogues import as_written, stacks
from rtsim.techniques import settings_classes, techniques

PUSHES = 10_000.0  # a second: 100 clients, 100 messages a second to each
WEBSOCKET, SSE = 10e-6, 12.5e-6  # seconds of a core for one push; that of SSE is the stack's own
MATTERS = 0.04  # cores
BORDER = WEBSOCKET + MATTERS / PUSHES
"""The seconds of a push from which on SSE takes more of a core than WebSocket by what matters."""

_STACK = stacks()["node-ws"]
_COSTS = {**as_written(_STACK.costs), "push_websocket": WEBSOCKET}
WRITTEN = {
    "name": "pushing",
    "warmup": 1,
    "duration": 4,
    "replications": 2,
    "clients": {"count": 100, "connect_over": 0.5, "network": {"latency": 0.01}},
    "messages": {"from": "server", "to": "everyone", "process": "periodic", "rate": 100, "payload": 200},
    "server": {
        "keep_alive": 75,
        "costs": {key: cost for key, cost in _COSTS.items() if not key.startswith("push_sse")},
        "memory": as_written(_STACK.memory),
    },
    "techniques": {"websocket": {"heartbeat": None}, "sse": {"heartbeat": None}},
    "needs": {"direction": "server-to-client", "matters": {"load": MATTERS, "share": 0}, "weights": {"traffic": 0}},
}


@cache
def pushing(to: str = "everyone", rate: float = 100) -> Task:
    """Give the evidence of the scenario, and its verdict."""
    messages = {**WRITTEN["messages"], "to": to, "rate": rate}
    scenario = parse_scenario({**WRITTEN, "messages": messages}, techniques=settings_classes())
    known = {name: one for name, one in techniques().items() if name in scenario.techniques}
    evidence = Evidence.of(compare(run(scenario, known)))
    return Task(evidence, judge(evidence))
