"""Levels: open connections, held requests and the bytes they keep, integrated over their steps in order of time."""

from rtsim.model.layout import World


def integrate(world: World, count: int) -> None:
    """Integrate over the first `count` steps, which are sorted by instant; the peak counts levels that last."""
    now = world.levels[0]
    for place in range(count):
        row = world.steps[place]
        if row.at > now.since:
            pass_time(world, row.at)
        now.opened += row.opened
        now.pushed += row.pushed
        now.held += row.held
        now.bytes += row.bytes


def pass_time(world: World, until: float) -> None:
    """Let time pass at the present levels, up to a later instant."""
    settings, now, areas = world.settings[0], world.levels[0], world.areas
    since = now.since
    now.since = until
    memory = now.fixed + now.idle * (now.opened - now.pushed) + now.push * now.pushed + now.keep * now.held + now.bytes
    low = since if since > settings.start else settings.start
    high = until if until < settings.end else settings.end
    if high > low:
        span = high - low
        now.open_area += span * now.opened
        now.held_area += span * now.held
        now.memory_area += span * memory
        if now.opened > now.open_peak:
            now.open_peak = now.opened
        if now.held > now.held_peak:
            now.held_peak = now.held
        if memory > now.memory_peak:
            now.memory_peak = memory
    place = int(since / settings.width)
    while since < high and place < settings.bins:
        edge = (place + 1) * settings.width
        to = edge if edge < high else high
        if to > since:
            span = to - since
            areas[place, 0] += span * now.opened
            areas[place, 1] += span * now.held
            areas[place, 2] += span * memory
            since = to
        place += 1
