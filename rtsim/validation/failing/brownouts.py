"""Brownouts: what waits before a core that is slow for a while."""

from rtsim.recording import Recording
from rtsim.scenario.traces import read_trace
from rtsim.theory import brownouts
from rtsim.validation.case import FAULTS
from rtsim.validation.check import Check
from rtsim.validation.measures import Measured, ShareLater
from rtsim.validation.rules import Exact
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import link, world

SOURCE = "closed form: rtsim.theory.brownouts"
AT, LASTS, SLOWER, COST, PERIOD, DURATION = 2.0, 3.0, 5.0, 0.05, 0.1, 20.0
MESSAGES = round(DURATION / PERIOD) - 1
LATER = ShareLater(COST * (1 + 1e-9), 0.0)
DONE = round(LASTS / (SLOWER * COST))  # while it lasts


def _check(quantity: str, expected: float, measure: Measured | ShareLater, unit: str = "s") -> Check[Recording]:
    return Check(quantity=quantity, unit=unit, expected=expected, measure=measure, rule=Exact())


def _queue(cores: int) -> SimulatedCase:
    """Let one message come each period, for as many clients as there are cores, each with a core's work."""
    times = "\n".join(f"{PERIOD * number:.3f}" for number in range(1, MESSAGES + 1))
    form = {"utilisation": COST / PERIOD, "slower": SLOWER, "lasts": LASTS}
    late = LASTS + brownouts.drained(**form)
    return SimulatedCase(
        name=f"brownout/{cores}-core" + "s" * (cores > 1),
        source=SOURCE,
        group=FAULTS,
        scenario=world(
            clients={"count": cores, "connect_over": 0, "network": link(0, 0)},
            messages={"from": "server", "to": "everyone", "process": "trace", "trace": read_trace(f"time_s\n{times}")},
            techniques={"websocket": {"heartbeat": None}},
            costs={"push_websocket": COST},
            server={"cores": cores},
            faults={"brownouts": [{"at": AT, "lasts": LASTS, "slower": SLOWER}]},
            warmup=0,
            duration=DURATION,
            replications=2,
        ),
        checks=(
            _check("longest latency", brownouts.longest(**form, period=PERIOD), Measured("latency_s.max")),
            _check("late: until the backlog is gone", late / PERIOD / MESSAGES, LATER, "share"),
            _check(
                "busy: what was slow took so much longer",
                cores * (MESSAGES * COST + DONE * (SLOWER - 1) * COST),
                Measured("server.cpu_s"),
            ),
        ),
    )


CASES = (_queue(1), _queue(2))
"""The cases of brownouts."""
