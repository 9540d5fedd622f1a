"""What a case comes to whose upgrades do not pass for a share of the clients, who fall back or have no path.

The two crowds are looked at as if each were all of the clients, and mixed by their shares. What they do to each other
in the queue for a core is left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rtsim.forecast.case import Case
from rtsim.forecast.rows import Caution, Row, failure, row, unique
from rtsim.forecast.set_up import SetUp
from rtsim.plan import Socket
from rtsim.planning.planner import carry, fallback, settings_of
from rtsim.scenario import Scenario
from rtsim.scenario.fallback import Fallback
from rtsim.scenario.intermediaries import together
from rtsim.techniques import Technique, techniques
from rtsim.theory.mixtures import mixture, opens_after
from rtsim.theory.upgrading import goes_over
from rtsim.units import share_text
from rtsim.upgrading import NUDGES

BLOCKED = "blocked"
SOURCE = "theory.mixtures.mixture"
MIXED = "two crowds, each taken by itself: the queue that they share is left out"
_ADD_UP = (
    "requests_per_s", "latency_mean_s", "held", "connections_open", "connections_opened_per_s", "up_bytes_per_s",
    "down_bytes_per_s", "per_client_bit_s", "memory_bytes",
)  # fmt: skip
"""The rows of which the mean over all clients is that of the crowds', or the sum of their parts."""


def blocked_share(scenario: Scenario, technique: Technique[Any]) -> float:
    """Give the share of the clients whose upgrades do not pass, if the technique has any."""
    upgrades = isinstance(carry(scenario, technique).carrier, Socket)
    return together(scenario.path).blocked if upgrades else 0.0


def without_fallback(scenario: Scenario, technique: Technique[Any]) -> float:
    """Give the share of the clients that never have a path: their upgrades do not pass, and they have nothing else."""
    return 0.0 if _fallback(scenario, technique) else blocked_share(scenario, technique)


def fallen_back(scenario: Scenario, technique: Technique[Any]) -> tuple[Scenario, Technique[Any]] | None:
    """Give the technique that is fallen back to, and the scenario as it is for it alone; nothing if nobody does."""
    given = _fallback(scenario, technique)
    if given is None or not blocked_share(scenario, technique):
        return None
    other = techniques()[given.to]
    alone = {given.to: given.settings or other.settings()}
    return scenario.model_copy(update={"techniques": alone}), other


def _fallback(scenario: Scenario, technique: Technique[Any]) -> Fallback | None:
    return technique.fallback(settings_of(scenario, technique))


def fallback_rows(
    scenario: Scenario, technique: Technique[Any], own: tuple[Row, ...], other: tuple[Row, ...]
) -> tuple[Row, ...]:
    """Give the rows of a technique of which a share of the clients falls back to another one."""
    share, given = blocked_share(scenario, technique), _fallback(scenario, technique)
    assert given is not None
    theirs = {each.key: each for each in other}
    mixed = tuple(_mix(each, theirs, share) for each in own)
    added = (each for key, each in theirs.items() if _adds_up(key) and key not in {here.key for here in own})
    return (
        *mixed,
        *(_mix(replace(each, value=0.0), theirs, share) for each in added),
        *_told(share, given, theirs, refuses=together(scenario.path).refuses),
    )


def going_over_rows(case: Case, technique: Technique[Any]) -> Iterator[Row]:
    """Give when clients that begin by polls are on their WebSockets."""
    other = fallback(case.scenario, technique)
    if other is None or other.probe is None:
        return
    trip = case.path.round_trip
    after = goes_over(
        set_up=SetUp.of(other.handshake).round_trips * trip,
        upgrade_set_up=SetUp.of(case.carriage.handshake).round_trips * trip,
        round_trip=trip,
        nudge=NUDGES,
    )
    crowded = ["what the session's work takes at the server is left out"]
    yield row(
        "goes_over_s", after, "(s + RTT) + (s' + RTT) + RTT + nudge", "theory.upgrading", case.path.doubts, crowded
    )


def _adds_up(key: str) -> bool:
    return key in _ADD_UP or key.startswith("utilisation")


def _mix(own: Row, others: Mapping[str, Row], share: float) -> Row:
    if not _adds_up(own.key):
        return own
    other = others.get(own.key, replace(own, value=0.0, doubts=()))
    value = mixture(share, of=other.value, rest=own.value)
    return replace(own, value=value, doubts=unique(own.doubts, other.doubts, (MIXED,)))


def _told(share: float, given: Fallback, others: Mapping[str, Row], *, refuses: bool) -> Iterator[Row]:
    """Give the rows that only a fallback has."""
    latency, trips = others["latency_mean_s"], others["set_up_s"]
    yield row("fallback_share", share, "1 - product of upgrade", "the path")
    yield row("fallback_latency_s", latency.value, latency.formula, latency.source, latency.doubts)
    if not refuses:
        opens = opens_after(after=given.after, set_up=trips.value)
        held = ["a held request counts as open from when it is held"] if given.to == "long-polling" else []
        yield row("fallback_opens_s", opens, "after + set-up", "theory.mixtures.opens_after", trips.doubts, held)


def fallback_cautions(scenario: Scenario, technique: Technique[Any]) -> Iterator[Caution]:
    """Warn of clients that never have a path."""
    share = without_fallback(scenario, technique)
    if share:
        text = (
            f"{share_text(share)} of the clients never have a path: their upgrades do not pass (path), and there is "
            "nothing that they fall back to (fallback)"
        )
        yield failure(BLOCKED, share, text)
