"""Aftermath: what follows for an endpoint whose own path is cut or blocked, by the kind of event."""

from rtsim.model.kernel.connections import knock_again
from rtsim.model.kernel.falling_back import fall_back
from rtsim.model.kernel.ghosts import wake
from rtsim.model.kernel.outages import be_unreachable, go_out
from rtsim.model.kernel.paths import notice_cut
from rtsim.model.kernel.unsent import lose_frame
from rtsim.model.kernel.waiting import overdue
from rtsim.model.layout import (
    FALL_BACK,
    GHOST,
    NOTICE,
    OUT,
    OVERDUE,
    SYN_AGAIN,
    UNREACHABLE,
    VOID,
    World,
)


def go_on_from_cut(world: World, kind: int, index: int, node: int) -> None:
    """Go on where an endpoint's own path is cut."""
    if kind == FALL_BACK:
        fall_back(world, index)
    elif kind == OUT:
        go_out(world, index)
    elif kind == GHOST:
        wake(world, index, node)
    elif kind == NOTICE:
        notice_cut(world, index, node)
    elif kind == OVERDUE:
        overdue(world, index)
    elif kind == VOID:
        lose_frame(world, index)
    elif kind == SYN_AGAIN:
        knock_again(world, index)
    elif kind == UNREACHABLE:
        be_unreachable(world, index)
