"""Aftermath: what follows where something may fail, by the kind of event."""

from rtsim.model import layout
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
from rtsim.model.layout import ABOUT_TO, World


def follow(world: World, kind: int, index: int, node: int) -> None:
    """Let happen what follows for an endpoint or a connection that something has failed for, or may."""
    if kind == layout.COME_BACK:
        come_back(world, index)
    elif kind == layout.GIVE_UP:
        give_up(world, index, node)
    elif kind == layout.CLOSE:
        close(world, index, node)
    elif kind == layout.EXPIRE:
        expire(world, index, node)
    elif kind == layout.LAPSE:
        lapse(world, index)
    elif kind == layout.WRITTEN:
        written(world, index)
    elif kind == layout.LINK_FREE:
        link_is_free(world, index)
    elif kind == layout.JOINED:
        if world.recoveries[index].member == ABOUT_TO:
            comes_in(world, index)
    elif kind == layout.LEFT:
        leaves(world, index)
    elif kind == layout.FALL_BACK:
        fall_back(world, index)
    elif kind == layout.OUT:
        go_out(world, index)
    elif kind == layout.GHOST:
        wake(world, index, node)
    elif kind == layout.NOTICE:
        notice_cut(world, index, node)
    elif kind == layout.OVERDUE:
        overdue(world, index)
    elif kind == layout.VOID:
        lose_frame(world, index)
    elif kind == layout.SYN_AGAIN:
        knock_again(world, index)
    elif kind == layout.UNREACHABLE:
        be_unreachable(world, index)
    elif kind == layout.GREETED:
        be_greeted(world, index, node)
    elif kind == layout.PROBING:
        ask_to_pass(world, index)
    elif kind == layout.PROBED:
        say_that_it_passes(world, index)
    elif kind == layout.PASSES:
        pass_probe(world, index, node)
    elif kind == layout.NUDGE:
        nudge(world, index, node)
    elif kind == layout.SWITCH:
        switch(world, index, node)
    elif kind == layout.GO_OVER:
        go_over(world, index)
