"""Storms: crowds that try again at a fixed interval, each try of which costs the server whatever comes of it."""

from rtsim.recording import Recording
from rtsim.scenario.traces import read_trace
from rtsim.theory import reconnects
from rtsim.validation.case import FAULTS
from rtsim.validation.check import Check
from rtsim.validation.measures import Measured
from rtsim.validation.rules import Exact
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import link, world

SOURCE = "closed form: rtsim.theory.reconnects.most_that_recover"
WORKERS, RETRY = 100, 1.75
SLOW = {"at": 0, "lasts": 5, "slower": 1000}  # lets every first try fail, so that a queue stands when it is over
ASKED, DURATION = 190.0, 200.0
HAIR = 1e-6


def _storm(cost: float, share: float) -> SimulatedCase:
    """Let a crowd of so large a share of what the server can bear try until all are in, or for ever.

    A client gives a try up that does not succeed at once, and the server does its work all the same. Whoever is in in
    the end gets a message.
    """
    most = reconnects.most_that_recover(workers=WORKERS, cost=cost, retry=RETRY)
    clients = round(share * most)
    check: Check[Recording] = Check(
        quantity=f"in of {clients:,}, where {most:,.0f} are too many",
        unit="count",
        expected=clients if clients < most else 0,
        measure=Measured("messages.delivered"),
        rule=Exact(),
    )
    return SimulatedCase(
        name=f"storm/{1000 * cost:g}-ms-{clients}-clients",
        source=SOURCE,
        group=FAULTS,
        scenario=world(
            clients={
                "count": clients, "connect_over": RETRY + cost, "network": link(0, 0),
                "reconnect": {"first": RETRY, "connect_timeout": cost * (1 + HAIR)},
            },
            messages={"from": "server", "to": "everyone", "process": "trace", "trace": read_trace(f"time_s\n{ASKED}")},
            techniques={"websocket": {"heartbeat": None}},
            costs={"open": cost}, server={"cores": WORKERS}, faults={"brownouts": [SLOW]},
            warmup=0, duration=DURATION, replications=2,
        ),
        checks=(check,),
    )  # fmt: skip


CASES = tuple(_storm(cost, share) for cost in (0.2, 0.5, 1.0) for share in (0.9, 1.1))
"""The cases of storms."""
