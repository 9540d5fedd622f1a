"""Entries: the ways into compiled code, which take a world by its address.

Only the compiled form of the kernel uses this module: there the functions of the kernel that are called here are
compiled ones, and `world_at` knows the world's type.
"""

from rtsim.model.kernel.beginning import begin_pull, stand
from rtsim.model.kernel.books import end_ages
from rtsim.model.kernel.calendar import push
from rtsim.model.kernel.carry import carry, publish
from rtsim.model.kernel.cores import serve_each
from rtsim.model.kernel.levels import integrate, pass_time
from rtsim.model.layout import World


def world_at(address: int) -> World:
    """Give the world whose table is at an address: compiled code alone can."""
    raise RuntimeError(f"plain Python has no world at {address}")


def enter_carry(address: int, until: float, drains: int) -> int:
    """Enter `carry`."""
    return carry(world_at(address), until, drains)


def enter_begin_pull(address: int, first: int, last: int) -> None:
    """Enter `begin_pull`."""
    begin_pull(world_at(address), first, last)


def enter_stand(address: int, first: int, last: int, each: int) -> None:
    """Enter `stand`."""
    stand(world_at(address), first, last, each)


def enter_push(address: int, at: float, kind: int, index: int, node: int) -> None:
    """Enter `push`."""
    push(world_at(address), at, kind, index, node)


def enter_publish(address: int, message: int) -> None:
    """Enter `publish`."""
    publish(world_at(address), message)


def enter_end_ages(address: int) -> None:
    """Enter `end_ages`."""
    end_ages(world_at(address))


def enter_integrate(address: int, count: int) -> None:
    """Enter `integrate`."""
    integrate(world_at(address), count)


def enter_pass_time(address: int, until: float) -> None:
    """Enter `pass_time`."""
    pass_time(world_at(address), until)


def enter_serve_each(address: int, count: int) -> None:
    """Enter `serve_each`."""
    serve_each(world_at(address), count)
