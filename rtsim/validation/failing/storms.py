"""Storms: crowds that try again at a fixed interval, each try of which costs the server whatever comes of it."""

from rtsim.theory import reconnects
from rtsim.validation.case import Case, Check, case
from rtsim.validation.worlds import at, clients

SOURCE = "closed form: rtsim.theory.reconnects.most_that_recover"
WORKERS, RETRY = 100, 1.75
SLOW = {"at": 0, "lasts": 5, "slower": 1000}  # lets every first try fail, so that a queue stands when it is over
ASKED, DURATION = 190.0, 200.0
HAIR = 1e-6


def _storm(cost: float, share: float) -> Case:
    """Let a crowd of so large a share of what the server can bear try until all are in, or for ever.

    A client gives a try up that does not succeed at once, and the server does its work all the same. Whoever is in in
    the end gets a message.
    """
    most = reconnects.most_that_recover(workers=WORKERS, cost=cost, retry=RETRY)
    count = round(share * most)
    quantity = f"in of {count:,}, where {most:,.0f} are too many"
    reconnect = {"first": RETRY, "connect_timeout": cost * (1 + HAIR)}
    return case(
        f"storm/{1000 * cost:g}-ms-{count}-clients",
        SOURCE,
        Check(quantity, "count", count if count < most else 0, "messages.delivered"),
        clients=clients(count, RETRY + cost, reconnect=reconnect),
        messages=at(ASKED),
        costs={"open": cost},
        server={"cores": WORKERS},
        faults={"brownouts": [SLOW]},
        warmup=0,
        duration=DURATION,
        replications=2,
    )


CASES = tuple(_storm(cost, share) for cost in (0.2, 0.5, 1.0) for share in (0.9, 1.1))
