"""Needs: what the application asks of a technique, for the decision flow."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, StrictBool

from rtsim.scenario.errors import refusal
from rtsim.scenario.fields import Amount, NotNegativeBandwidth, NotNegativeShare, Plain, PositiveTime, Share, Size, Time
from rtsim.scenario.values import Value
from rtsim.units import shown

Browser = Literal["chrome", "firefox", "safari", "edge", "opera", "ie", "samsung", "android"]
Fault = Literal["restart", "outage", "idle-cut", "blocked-upgrade"]


_WEIGHT = Plain("{} is not a weight: write a number of at least 0, as in 1", lambda written: 0 <= written <= 1e6)
Weight = Annotated[float, _WEIGHT]


def _faults(written: Any) -> Any:
    if not isinstance(written, list | tuple):
        raise refusal(f"{shown(written)} is not a list: write the faults as in [restart]")
    return written


class Weights(Value):
    """How much each criterion counts against the others; equal unless something else is written."""

    later = frozenset({"money"})

    latency: Weight = 1.0
    """How soon messages arrive."""
    load: Weight = 1.0
    """What the server spends."""
    traffic: Weight = 1.0
    """What the network carries."""
    complexity: Weight = 1.0
    """What it takes to build."""
    money: Weight = 1.0
    """What a month costs, where there are prices."""


class Matters(Value):
    """How large a difference between two techniques has to be to count at all."""

    latency: Time = 0.1
    """Later on average by more than this; 0.1 s is what people feel as instantaneous (Miller, Response time in
    man-computer conversational transactions, 1968; Nielsen, Usability Engineering, 1993, chapter 5)."""
    load: NotNegativeShare = 0.2
    """More of one core than this: 4.96 USD a month, as a share of the c6g.large of `rtsim list prices` (assumed)."""
    traffic: NotNegativeBandwidth = 1000.0
    """More for each client, both ways, than this: around the clock it is 0.33 GB a month, 3 % of the 11.3 GB that a
    phone used on average in 2022 (GSMA, The State of Mobile Internet Connectivity 2023, by Ericsson's figures)."""
    memory: Size = 500e6
    """More memory of all servers together than this: 5.78 USD a month, as a share of the same server (assumed)."""
    money: Amount = 5.0
    """More US dollars a month than this, where there are prices: a tenth of what the same server costs (assumed)."""
    share: Share = 0.1
    """And more than this share of the lower cost: two measurements of one cost differed by 20 % (`rtsim list stacks`),
    that is by 10 % from their mean."""


class Needs(Value):
    """What the application asks of a technique."""

    later = frozenset({"survives", "in_time", "matters"})

    real_time: StrictBool = True
    """Must messages arrive as they happen?"""
    direction: Literal["bidirectional", "server-to-client"] = "bidirectional"
    """Do clients send through the same channel, or only receive?"""
    simple: StrictBool = False
    """Does a simple implementation matter more than anything else? Asked by the flow; the verdict has `weights`."""
    browsers: tuple[Browser, ...] = ("chrome", "firefox", "safari", "edge")
    """Browsers that must be supported."""
    survives: Annotated[tuple[Fault, ...], BeforeValidator(_faults)] = ()
    """Faults after which nobody may miss a message and all must be back. One that the scenario has is judged by what is
    simulated, another one by the technique's settings, as is whether clients notice an outage. How soon clients must be
    back is a limit on `faults.recovery_s.p95` under `slo`."""
    in_time: PositiveTime = 1.0
    """How late messages may come on average where real time is needed and no limit under `slo` says it; 1 s leaves a
    flow of thought uninterrupted (Nielsen, Usability Engineering, 1993, chapter 5)."""
    matters: Matters = Matters()
    """Differences that count; a smaller one is none."""
    weights: Weights = Weights()
    """How much each criterion counts against the others."""
