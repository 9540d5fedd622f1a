"""Presence: what joins cost when a whole room comes back at once, and each is told to all."""

from rtsim.recording import Recording
from rtsim.theory import reconnects
from rtsim.validation.case import FAULTS
from rtsim.validation.check import Check
from rtsim.validation.measures import BackAfter, Measure, back_mean
from rtsim.validation.rules import Near, Rule, Within
from rtsim.validation.simulated import SimulatedCase
from rtsim.validation.worlds import NEVER, link, world

FORM = "closed form: rtsim.theory.reconnects.join_share"
MEASURED = "Bili-SyncPlay, issue 96 and pull request 98: 500 WebSockets of one room and one Node process, measured"
ROOM, ENTRY, WHOLE = 500, 60, 10.0
AT, DOWN = 300.0, 1.0
EACH = sum(range(ROOM))  # entries that joins send in all until the last one is in, where each is told to all
LISTED = sum(members**2 for members in range(ROOM))  # where all are told of all
STORM, SHARES = 40.2, {"p50": (0.5, 4.9, 0.25), "p95": (0.95, 33.3, 0.06), "p99": (0.99, 38.8, 0.06)}  # seconds


def _case(name: str, source: str, announce: str, costs: dict[str, float], *checks: Check[Recording]) -> SimulatedCase:
    """Let all of a room come back at once when the server has been down."""
    return SimulatedCase(
        name=f"presence/{name}",
        source=source,
        group=FAULTS,
        scenario=world(
            clients={
                "count": ROOM, "connect_over": 1, "network": link(0, 0), "reconnect": {"first": DOWN},
                "presence": {"announce": announce, "entry": ENTRY},
            },
            messages=NEVER, techniques={"websocket": {"heartbeat": None}}, costs=costs,
            faults={"restarts": [{"at": AT, "down": DOWN}]}, warmup=10, duration=400, replications=2,
        ),
        checks=checks,
    )  # fmt: skip


def _check(quantity: str, expected: float, measure: Measure, rule: Rule) -> Check[Recording]:
    return Check(quantity=quantity, unit="s", expected=expected, measure=measure, rule=rule)


def _form(announce: str, power: int, costs: dict[str, float]) -> SimulatedCase:
    shares = (0.5, 0.9, 1.0)
    return _case(
        announce, FORM, announce, costs,
        *(_check(f"{share:.0%} are in", WHOLE * reconnects.join_share(quantile=share, power=power), BackAfter(share),
                 Near(share=0.01)) for share in shares),
        _check("in, on average", WHOLE / (power + 1), back_mean, Near(share=0.01)),
    )  # fmt: skip


CASES = (
    _form("delta", 2, {"push_websocket": WHOLE / EACH}),
    _form("full", 3, {"per_byte": WHOLE / (LISTED * ENTRY)}),
    _case(
        "measured", MEASURED, "full", {"per_byte": STORM / (LISTED * ENTRY)},
        *(_check(f"{name}, one cost fitted to the last", seconds, BackAfter(share), Within(most))
          for name, (share, seconds, most) in SHARES.items()),
    ),
)  # fmt: skip
"""The cases of presence."""
