"""Made-up turns of inputs, with every kind of side that a search can come to."""

from rtsim.advice.advice import Advice
from rtsim.advice.confidence import Confidence
from rtsim.advice.flips import Flips, Turn
from rtsim.advice.growth import Axis, Growth, Spot
from rtsim.advice.levers import Lever
from rtsim.advice.search import Change, Side, Steady, Unsettled
from rtsim.advice.unknowns import Unknown
from rtsim.advice.verdict import Verdict
from rtsim.advice.worlds import World, Worlds
from rtsim.analysis.estimates import Estimate
from rtsim.scenario import Scenario, parse_scenario
from rtsim.techniques import settings_classes
from rtsim.units import rate_text, significant, time_text
from tests.analysis.outcomes import SMALL

SURE = Confidence("sure", "websocket", Estimate(1.5, 1.4, 1.6))
TIED = Confidence("no difference", "sse", Estimate(1.01, 0.9, 1.1), ("sse",))


def _at(_value: float) -> Scenario:
    return parse_scenario(SMALL, techniques=settings_classes())


def turn(path: str, below: Side, above: Side) -> Turn:
    """Give a turn of an input that is 2 now."""
    return Turn(Lever(path=path, now=2.0, text=significant, at=_at), below, above)


FLIPS = Flips(
    (
        turn("never.changes", Steady(0.03125), Steady(8.0, "the scenario refuses 16")),
        turn("far.away", Steady(0.5), Change(60.0, 64.0, None, Confidence("none"))),
        turn("near.by", Change(1.9, 1.8, "sse", SURE), Unsettled(3.0, 3.5)),
        turn("between", Change(1.0, 0.5, "websocket", TIED), Steady(128.0)),
    ),
    (2, 3),
    20.0,
    40,
)

PUSH = Unknown("server.costs.push_sse", 20e-6, 10e-6, 40e-6, "assumed", time_text, lambda scenario, _: scenario)
MACHINE = Unknown("server.costs", 1.0, 0.5, 2.0, "another machine", significant, lambda scenario, _: scenario)
COUNTS, RATES = (50, 100, 200), (0.5, 1.0, 2.0)


def held() -> Worlds:
    """Give worlds in which a verdict falls where a push costs more than 30 us, the other unknown being all the same."""
    pushes = [10e-6 + number * 1e-6 for number in range(30)]
    found = tuple(World((push, 0.5 + 7 * number % 30 / 20), "sse", push <= 30e-6, 1 - push / 30e-6)
                  for number, push in enumerate(pushes))  # fmt: skip
    return Worlds((PUSH, MACHINE), found, 12)


def mapped() -> Growth:
    """Give a map on which WebSocket wins above 200 messages a second in all, and nothing can be had above 300."""
    axis = Axis("messages.rate", 1.0, rate_text)
    return Growth(axis, 100, tuple(_spot(count, rate) for count in COUNTS for rate in RATES))


def _spot(count: int, rate: float) -> Spot:
    total = count * rate
    if total > 300:
        return Spot(count, rate, None, (), "theory")
    if total > 150:
        return Spot(count, rate, "websocket", ("websocket",), "simulated")
    return Spot(count, rate, "sse", ("sse", "websocket"), "theory")


def advised(verdict: Verdict) -> Advice:
    """Give a verdict with all that advice may have."""
    return Advice(verdict, FLIPS, held(), mapped())
