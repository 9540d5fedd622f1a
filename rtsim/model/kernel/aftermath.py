"""Aftermath: what follows where something may fail, by the kind of event."""

from rtsim.model.kernel.buffers import link_is_free, written
from rtsim.model.kernel.connections import knock_again
from rtsim.model.kernel.draining import close
from rtsim.model.kernel.falling_back import fall_back
from rtsim.model.kernel.ghosts import wake
from rtsim.model.kernel.going_over import (
    ask_to_pass,
    be_greeted,
    come_back,
    go_over,
    nudge,
    pass_probe,
    say_that_it_passes,
    switch,
)
from rtsim.model.kernel.intermediary import expire, lapse
from rtsim.model.kernel.outages import be_unreachable, go_out
from rtsim.model.kernel.paths import notice_cut
from rtsim.model.kernel.presence import comes_in, leaves
from rtsim.model.kernel.push import give_up
from rtsim.model.kernel.unsent import lose_frame
from rtsim.model.kernel.waiting import overdue
from rtsim.model.layout import (
    ABOUT_TO,
    CLOSE,
    COME_BACK,
    EXPIRE,
    FALL_BACK,
    GHOST,
    GIVE_UP,
    GO_OVER,
    GREETED,
    JOINED,
    LAPSE,
    LEFT,
    LINK_FREE,
    NOTICE,
    NUDGE,
    OUT,
    OVERDUE,
    PASSES,
    PROBED,
    PROBING,
    SWITCH,
    SYN_AGAIN,
    UNREACHABLE,
    VOID,
    WRITTEN,
    World,
)


def follow(world: World, kind: int, index: int, node: int) -> None:
    """Let happen what follows for an endpoint or a connection that something has failed for, or may."""
    if kind == COME_BACK:
        come_back(world, index)
    elif kind == GIVE_UP:
        give_up(world, index, node)
    elif kind == CLOSE:
        close(world, index, node)
    elif kind == EXPIRE:
        expire(world, index, node)
    elif kind == LAPSE:
        lapse(world, index)
    elif kind == WRITTEN:
        written(world, index)
    elif kind == LINK_FREE:
        link_is_free(world, index)
    elif kind == JOINED:
        if world.recoveries[index].member == ABOUT_TO:
            comes_in(world, index)
    elif kind == LEFT:
        leaves(world, index)
    else:
        _follow_cut(world, kind, index, node)


def _follow_cut(world: World, kind: int, index: int, node: int) -> None:
    """Let happen what follows for an endpoint whose own path is cut or blocked."""
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
    else:
        _follow_probe(world, kind, index, node)


def _follow_probe(world: World, kind: int, index: int, node: int) -> None:
    """Let happen what follows for a client that polls first."""
    if kind == GREETED:
        be_greeted(world, index, node)
    elif kind == PROBING:
        ask_to_pass(world, index)
    elif kind == PROBED:
        say_that_it_passes(world, index)
    elif kind == PASSES:
        pass_probe(world, index, node)
    elif kind == NUDGE:
        nudge(world, index, node)
    elif kind == SWITCH:
        switch(world, index, node)
    elif kind == GO_OVER:
        go_over(world, index)
