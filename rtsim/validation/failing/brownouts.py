"""Brownouts: what waits before a core that is slow for a while."""

from rtsim.theory import brownouts
from rtsim.validation.case import Case, Check, case
from rtsim.validation.measures import ShareLater
from rtsim.validation.worlds import at, clients

SOURCE = "closed form: rtsim.theory.brownouts"
AT, LASTS, SLOWER, COST, PERIOD, DURATION = 2.0, 3.0, 5.0, 0.05, 0.1, 20.0
MESSAGES = round(DURATION / PERIOD) - 1
LATER = ShareLater(COST * (1 + 1e-9), 0.0)
DONE = round(LASTS / (SLOWER * COST))  # while it lasts


def _queue(cores: int) -> Case:
    """Let one message come each period, for as many clients as there are cores, each with a core's work."""
    form = {"utilisation": COST / PERIOD, "slower": SLOWER, "lasts": LASTS}
    late = (LASTS + brownouts.drained(**form)) / PERIOD / MESSAGES
    busy = cores * (MESSAGES * COST + DONE * (SLOWER - 1) * COST)
    return case(
        f"brownout/{cores}-core" + "s" * (cores > 1),
        SOURCE,
        Check("longest latency", "s", brownouts.longest(**form, period=PERIOD), "latency_s.max"),
        Check("late: until the backlog is gone", "share", late, LATER),
        Check("busy: what was slow took so much longer", "s", busy, "server.cpu_s"),
        clients=clients(cores),
        messages=at(*(f"{PERIOD * number:.3f}" for number in range(1, MESSAGES + 1))),
        costs={"push_websocket": COST},
        server={"cores": cores},
        faults={"brownouts": [{"at": AT, "lasts": LASTS, "slower": SLOWER}]},
        warmup=0,
        duration=DURATION,
        replications=2,
    )


CASES = (_queue(1), _queue(2))
