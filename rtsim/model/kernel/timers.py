"""Timers: when a page's timer fires, which in a hidden tab is later than it was set to.

A hidden page's timers fire at the full seconds of its browser's clock alone, and at the full minutes once it has been
hidden for five: developer.chrome.com/blog/timer-throttling-in-chrome-88. What the browser itself waits for, as an
EventSource does, is not held up, nor is what arrives.
"""

from math import ceil, floor, inf

from rtsim.model.kernel.links import draw
from rtsim.model.kernel.manners import manner_of
from rtsim.model.layout import NOWHERE, World

SECOND, MINUTE = 1.0, 60.0
GRACE = 300.0  # seconds from when a page is hidden until its timers fire once a minute
THROTTLED, WAITS, UNAFFECTED = range(3)  # what a hidden tab does to a policy: timers fire late, never, as ever
HAIR = 1e-9  # of a period, by which a timer that is set from one firing to another may miss it in doubles


def is_hidden(world: World, endpoint: int) -> bool:
    """Tell whether an endpoint is a tab that is hidden."""
    settings = world.settings[0]
    if settings.faulty and settings.hidden and 0 <= endpoint < settings.clients:
        return bool(world.tabs[endpoint].phase >= 0.0)
    return False


def fires(world: World, endpoint: int, due: float) -> float:
    """Give when an endpoint's timer fires that is `due`."""
    if due == inf or not is_hidden(world, endpoint):
        return due
    tab = world.tabs[endpoint]
    period = SECOND if due < tab.since + GRACE else MINUTE
    return tab.phase + ceil((due - tab.phase) / period - HAIR) * period


def set_timer(world: World, endpoint: int, at: float, wait: float) -> float:
    """Give when something is done for which an endpoint waits so long from `at` on; without a wait it sets no timer."""
    return fires(world, endpoint, at + wait) if wait > 0 else at + wait


def pause(world: World, client: int) -> float:
    """Draw the pause before a client's next request."""
    manner = world.manners[manner_of(world, client)]
    return manner.pause if manner.pausing == NOWHERE else draw(world, manner.pausing)


def next_tick(world: World, client: int) -> float:
    """Give when a client polls next that does so by the clock.

    A hidden page's interval timer keeps its own time, and leaves out what it could not fire for.
    """
    now, wait = world.state[0].now, pause(world, client)
    if not is_hidden(world, client):
        return now + wait
    overlap = world.overlaps[client]
    if overlap.follows == inf or world.manners[manner_of(world, client)].pausing != NOWHERE:
        overlap.follows = now
    overlap.follows += wait * (1.0 + floor((now - overlap.follows) / wait + HAIR))
    return fires(world, client, overlap.follows)
