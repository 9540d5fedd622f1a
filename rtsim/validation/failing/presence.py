"""Presence: what joins cost when a whole room comes back at once, and each is told to all."""

from rtsim.theory import reconnects
from rtsim.validation.case import Case, Check, case
from rtsim.validation.measures import BackAfter, back_mean
from rtsim.validation.rules import near
from rtsim.validation.worlds import clients

FORM = "closed form: rtsim.theory.reconnects.join_share"
MEASURED = "Bili-SyncPlay, issue 96 and pull request 98: 500 WebSockets of one room and one Node process, measured"
ROOM, ENTRY, WHOLE = 500, 60, 10.0
AT, DOWN = 300.0, 1.0
EACH = sum(range(ROOM))  # entries that joins send in all until the last one is in, where each is told to all
LISTED = sum(members**2 for members in range(ROOM))  # where all are told of all
STORM, SHARES = 40.2, {"p50": (0.5, 4.9, 0.25), "p95": (0.95, 33.3, 0.06), "p99": (0.99, 38.8, 0.06)}  # seconds


def _case(name: str, source: str, announce: str, costs: dict[str, float], *checks: Check) -> Case:
    """Let all of a room come back at once when the server has been down."""
    presence = {"announce": announce, "entry": ENTRY}
    return case(
        f"presence/{name}",
        source,
        *checks,
        clients=clients(ROOM, 1, reconnect={"first": DOWN}, presence=presence),
        costs=costs,
        faults={"restarts": [{"at": AT, "down": DOWN}]},
        warmup=10,
        duration=400,
        replications=2,
    )


def _form(announce: str, power: int, costs: dict[str, float]) -> Case:
    expected = {share: WHOLE * reconnects.join_share(quantile=share, power=power) for share in (0.5, 0.9, 1.0)}
    rule = near(0.01)
    back = [Check(f"{share:.0%} are in", "s", value, BackAfter(share), rule) for share, value in expected.items()]
    mean = Check("in, on average", "s", WHOLE / (power + 1), back_mean, rule)
    return _case(announce, FORM, announce, costs, *back, mean)


def _measured() -> Case:
    checks = [
        Check(f"{name}, one cost fitted to the last", "s", seconds, BackAfter(share), near(most))
        for name, (share, seconds, most) in SHARES.items()
    ]
    return _case("measured", MEASURED, "full", {"per_byte": STORM / (LISTED * ENTRY)}, *checks)


CASES = (
    _form("delta", 2, {"push_websocket": WHOLE / EACH}),
    _form("full", 3, {"per_byte": WHOLE / (LISTED * ENTRY)}),
    _measured(),
)
