"""Failing entries: the ways into compiled code that runs need in which something fails."""

from rtsim.model.entries import world_at
from rtsim.model.kernel.draining import drain
from rtsim.model.kernel.restarts import crash, expect


def enter_expect(address: int, number: int, at: float) -> None:
    """Enter `expect`."""
    expect(world_at(address), number, at)


def enter_crash(address: int, number: int, up: float, event: int) -> None:
    """Enter `crash`."""
    crash(world_at(address), number, up, event)


def enter_drain(address: int, number: int, over: float, event: int) -> None:
    """Enter `drain`."""
    drain(world_at(address), number, over, event)
