"""A service's quota by Little's law, and how many polls are in vain."""

from rtsim.theory import queues
from rtsim.validation.case import PUBLISHED
from rtsim.validation.check import Check
from rtsim.validation.measures import Measured
from rtsim.validation.rules import Between, Within
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import NEVER, PERIODIC_TO_EVERYONE, link, world

QUOTA, LIFETIME = 500.0, 7_200.0  # new connections per second; seconds
SCALE = 1_000  # how many times fewer are simulated
EVERY, RENEWED = 1.0, 50.0


def _quota() -> SimulatedCase:
    """Each poll opens a connection that is idle for two hours; the next comes after that."""
    pause = 1.5 * LIFETIME
    clients = round(QUOTA / SCALE * pause)
    return SimulatedCase(
        name="aws/quota",
        source="AWS, API Gateway quotas: 500 new connections/s, 2 h",
        group=PUBLISHED,
        scenario=world(
            clients={"count": clients, "connect_over": pause, "network": link(0.01, 0.01)},
            messages=NEVER,
            techniques={"short-polling": {"interval": pause, "timing": "fixed-rate"}},
            server={"keep_alive": LIFETIME},
            warmup=LIFETIME,
            duration=pause,
            replications=1,
        ),
        checks=(
            Check(
                quantity="connections open",
                unit="count",
                expected=queues.little_population(rate=QUOTA, time=LIFETIME),
                measure=Measured("connections.open_mean", per=1 / SCALE),
                rule=Within(0.01),
                note=f"simulated at 1/{SCALE:,} of the rate and multiplied",
            ),
        ),
    )


def _unnecessary_pulls() -> SimulatedCase:
    return SimulatedCase(
        name="bozdag/unnecessary-pulls",
        source="Bozdag, Mesbah, van Deursen 2007, push and pull techniques for AJAX",
        group=PUBLISHED,
        scenario=world(
            clients={"count": 20, "connect_over": EVERY, "network": link(0.01, 0.01)},
            messages=PERIODIC_TO_EVERYONE | {"rate": 1 / RENEWED},
            techniques={"short-polling": {"interval": EVERY}},
            warmup=RENEWED,
            duration=20 * RENEWED,
            replications=5,
        ),
        checks=(
            Check(
                quantity="share of polls that bring nothing",
                unit="share",
                expected=0.96,
                measure=Measured("requests.empty_share"),
                rule=Between(0.95, 0.985, "95 to 98.5 %"),
                note="measured about 96 %; theory says 98 %",
            ),
        ),
    )


CASES = (_quota(), _unnecessary_pulls())
"""The cases of rates."""
