"""Made-up turns of inputs, with every kind of side that a search can come to."""

from rtsim.advice.confidence import Confidence
from rtsim.advice.flips import Flips, Turn
from rtsim.advice.levers import Lever
from rtsim.advice.search import Change, Side, Steady, Unsettled
from rtsim.analysis.estimates import Estimate
from rtsim.scenario import Scenario, parse_scenario
from rtsim.techniques import settings_classes
from rtsim.units import significant
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
