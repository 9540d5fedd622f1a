"""The JSON of how far a verdict holds: in many worlds, and on the map of what if it grows."""

from typing import Any

from rtsim.advice.growth import Growth
from rtsim.advice.worlds import Worlds
from rtsim.report.documents.numbers import plain


def worlds_document(found: Worlds) -> dict[str, Any]:
    """Give the share of the worlds in which a verdict holds, where it falls, and each unknown with what it moves.

    Values are in base units. Each world is a list of the unknowns' values, in their order.
    """
    if not found.worlds:
        return {"worlds": 0, "not_asked": found.doubt or None}
    where, ranks = found.fall, dict(found.sensitivities)
    told = {
        "worlds": len(found.worlds),
        "not_asked": None,
        "sought": found.sought,
        "simulated": found.simulated,
        "holds": found.share,
        "falls": where
        and {
            "input": found.unknowns[where.place].path,
            "side": "above" if where.above else "below",
            "value": where.value,
            "of_the_falls": where.caught,
            "falls_there": where.there,
        },
        "unknowns": [
            {
                "input": one.path,
                "now": one.now,
                "low": one.low,
                "high": one.high,
                "why": one.why,
                "rank_correlation": ranks[one],
            }
            for one in found.unknowns
        ],
        "results": found.worlds,
    }
    return dict(plain(told))


def growth_document(found: Growth) -> dict[str, Any]:
    """Give each point of the map: clients, messages, what to take there, and how that is known."""
    if found.axis is None or not found.spots:
        return {"input": None, "not_mapped": found.doubt or None, "points": []}
    return {
        "input": found.axis.path,
        "now": found.axis.now,
        "clients": found.clients,
        "grows_with_clients": found.axis.grows,
        "not_mapped": None,
        "points": [
            {
                "clients": spot.clients,
                "value": spot.value,
                "technique": spot.technique,
                "any_of": list(spot.taken),
                "how": spot.how,
            }
            for spot in found.spots
        ],
    }
