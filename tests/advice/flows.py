"""Points with made-up verdicts from which flows are learned in the tests."""

from rtsim.advice.learned.tree import Labelled
from rtsim.experiments.inputs import Input

RATE = Input("messages.rate", (0.1, 1.0, 10.0, 100.0), numeric=True, unit="/ s")
NETWORK = Input("clients.network", ("lan", "wifi", "slow-4g"), numeric=False)


def point(rate: float, network: str, technique: str, other: str = "sse", ratio: float = 1.5) -> Labelled:
    """Give a point whose best technique is this one, and another one that costs `ratio` times as much."""
    scores = {technique: 1.0, other: ratio} if technique != "none" else {}
    return Labelled({"messages.rate": rate, "clients.network": network}, technique, scores)


def best(rate: float, network: str) -> str:
    """Give the rule that is to be learned."""
    if network == "slow-4g":
        return "long-polling"
    return "short-polling" if rate <= 1.0 else "websocket"


def grid(repeated: int = 2) -> list[Labelled]:
    """Give points that follow the rule, each so many times."""
    return [
        point(rate, network, best(rate, network))
        for rate in RATE.values
        for network in NETWORK.values
        for _ in range(repeated)
    ]
