"""Jitter that takes more than the latency: what a reader should know of links whose transfers are cut off at zero."""

from collections.abc import Iterator

from rtsim.forecast.cut_off import mean_above_zero, share_below_zero
from rtsim.scenario import Scenario
from rtsim.scenario.links import Link
from rtsim.units import share_text, time_text

NOTICEABLE = 0.01  # of the transfers


def jitter_warnings(scenario: Scenario) -> list[str]:
    """Say for each link, and each way, where jitter would have a noticeable share arrive before it is sent."""
    senders = scenario.messages.senders.mix if scenario.messages.origin == "senders" else ()
    ends = (("clients'", scenario.clients.mix), ("senders'", senders))
    return [
        text
        for of, mix in ends
        for number, (_, link) in enumerate(mix, 1)
        for text in _of_link(f"{of} link {number}" if len(mix) > 1 else f"{of} link", link)
    ]


def _of_link(name: str, link: Link) -> Iterator[str]:
    found = {}
    for way in ("up", "down"):
        latency, jitter = getattr(link.latency, way), getattr(link.jitter, way)
        share = share_below_zero(latency, jitter)
        if share > NOTICEABLE:
            mean, said = mean_above_zero(latency, jitter), latency.mean + jitter.mean
            found[way] = (
                f"latency and jitter sum to less than zero for {share_text(share)} of transfers, which then take no "
                f"time: the mean is {time_text(mean)} rather than {time_text(said)}"
            )
    if len(found) > 1 and len(set(found.values())) == 1:
        yield f"{name}: {found['up']}"
    else:
        yield from (f"{name} {way}: {text}" for way, text in found.items())
