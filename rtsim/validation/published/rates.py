"""A service's quota by Little's law, and how many polls are in vain."""

from rtsim.theory import queues
from rtsim.validation.case import Case, Check, case
from rtsim.validation.rules import between, near
from rtsim.validation.worlds import PERIODIC_TO_EVERYONE, clients

QUOTA, LIFETIME = 500.0, 7_200.0  # new connections per second; seconds
SCALE = 1_000  # how many times fewer are simulated
EVERY, RENEWED = 1.0, 50.0


def _quota() -> Case:
    """Each poll opens a connection that is idle for two hours; the next comes after that."""
    pause = 1.5 * LIFETIME
    note = f"simulated at 1/{SCALE:,} of the rate and multiplied"
    population = queues.little_population(rate=QUOTA, time=LIFETIME)
    return case(
        "aws/quota",
        "AWS, API Gateway quotas: 500 new connections/s, 2 h",
        Check("connections open", "count", population, "connections.open_mean", near(0.01), note, per=1 / SCALE),
        clients=clients(round(QUOTA / SCALE * pause), pause, 0.01, 0.01),
        techniques={"short-polling": {"interval": pause, "timing": "fixed-rate"}},
        server={"keep_alive": LIFETIME},
        warmup=LIFETIME,
        duration=pause,
        replications=1,
    )


def _unnecessary_pulls() -> Case:
    rule, note = between(0.95, 0.985, "95 to 98.5 %"), "measured about 96 %; theory says 98 %"
    return case(
        "bozdag/unnecessary-pulls",
        "Bozdag, Mesbah, van Deursen 2007, push and pull techniques for AJAX",
        Check("share of polls that bring nothing", "share", 0.96, "requests.empty_share", rule, note),
        clients=clients(20, EVERY, 0.01, 0.01),
        messages=PERIODIC_TO_EVERYONE | {"rate": 1 / RENEWED},
        techniques={"short-polling": {"interval": EVERY}},
        warmup=RENEWED,
        duration=20 * RENEWED,
        replications=5,
    )


CASES = (_quota(), _unnecessary_pulls())
