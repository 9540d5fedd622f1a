"""The animation: what happens to one client under each technique, lane under lane in simulated time.

Its events are the facts of the trace, one for one; the script only moves them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import inf
from typing import Any

from rtsim.recording import Fact, Trace, What
from rtsim.report.phrases import phrases
from rtsim.report.sequence.comeback import aways
from rtsim.report.sequence.timeline import told
from rtsim.techniques import Technique

MOST = 300  # facts of a lane: more make no picture, and a file that is too large
LONG = 30.0  # seconds that are shown where nobody says how many
BEFORE = 3.0  # seconds before the first message, or before a path is cut
_GETS = (What.ANSWER, What.MESSAGE)
_BEGINS = (What.ARRIVAL, What.BIRTH)


@dataclass(frozen=True)
class Lane:
    """A technique with the facts that are shown of it, in the order of their starts; `left_out` follow.

    `open` connections are there when it begins.
    """

    technique: str
    title: str
    facts: tuple[Fact, ...]
    words: tuple[str, ...]
    open: int = 0
    left_out: int = 0


@dataclass(frozen=True)
class Animation:
    """Lanes from `start` to `end` in seconds, for a client of that number."""

    client: int
    start: float
    end: float
    lanes: tuple[Lane, ...]

    def document(self) -> dict[str, Any]:
        """Give what the script shows: of each fact its time, place, kind, words, bytes and messages."""
        return {
            "client": self.client,
            "start": self.start,
            "end": self.end,
            "lanes": [
                {"name": lane.technique, "title": lane.title, "open": lane.open, "steps": list(_steps(lane))}
                for lane in self.lanes
            ],
        }


def animation(
    traces: Mapping[str, Trace], techniques: Mapping[str, Technique[Any]], span: tuple[float, float] | None = None
) -> Animation:
    """Show traces of one client, by technique, in a span of seconds.

    Without a span it is the half minute around the first cut of its path, or around its first message.
    """
    found = {name: list(trace) for name, trace in traces.items()}
    start, end = span or _span(list(found.values()))
    lanes = [_lane(techniques[name], trace, start, end) for name, trace in traces.items()]
    last = max((fact.end for lane in lanes for fact in lane.facts if fact.end < inf), default=start)
    client = next((trace.client for trace in traces.values()), 0)
    return Animation(client, start, min(end, max(last, start + 1.0)), tuple(lanes))


def part(name: str) -> str:
    """Give a part of the animation as text: animation.js or animation.css."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _span(lanes: Sequence[Sequence[Fact]]) -> tuple[float, float]:
    cuts = [away for facts in lanes for away in aways(facts)]
    if cuts:
        first = min(away.cut for away in cuts)
        back = max(away.back for away in cuts if away.cut < first + LONG)
        return _before(lanes, first), max(first + LONG, min(back, first + 2 * LONG)) + BEFORE
    delivered = [next((fact.start for fact in facts if fact.what in _GETS and fact.messages), inf) for facts in lanes]
    first = min(delivered, default=inf)
    start = _before(lanes, first) if first < inf else 0.0
    return start, start + LONG


def _before(lanes: Sequence[Sequence[Fact]], event: float) -> float:
    """Give an instant before an event from which so few facts lead to it that there is room for what follows."""
    few = MOST // 3
    starts = [[fact.start for fact in facts] for facts in lanes]
    nearest = max((one[max(0, bisect_left(one, event) - few)] for one in starts if one), default=0.0)
    return max(0.0, event - BEFORE, min(nearest, event))


def _lane(technique: Technique[Any], trace: Trace, start: float, end: float) -> Lane:
    inside = [fact for fact in trace if fact.end >= start and fact.start < end]
    said = phrases(technique.name, trace)
    shown = tuple(inside[:MOST])
    before = [fact.what for fact in trace if fact.end < start]
    ended = sum(before.count(what) for what in (What.CLOSE, What.CUT))
    return Lane(
        technique=technique.name,
        title=technique.title,
        facts=shown,
        words=tuple(told(fact, said) for fact in shown),
        open=max(0, before.count(What.SET_UP) - ended),
        left_out=len(inside) - len(shown),
    )


def _steps(lane: Lane) -> Iterable[list[Any]]:
    """Give each fact as a row: start, end, place, kind, words, bytes, bytes on the wire, messages, and their wait."""
    came: dict[int, float] = {}
    for fact, words in zip(lane.facts, lane.words, strict=True):
        if fact.what in _BEGINS:
            came |= {message: fact.start for message in fact.messages if message not in came}
        waits = [fact.end - came[message] for message in fact.messages if fact.what in _GETS and message in came]
        size = fact.size
        yield [
            round(fact.start, 6),
            round(fact.end, 6) if fact.end < inf else None,
            fact.where.value,
            fact.what.value,
            words,
            size.up + size.down,
            size.wire_up + size.wire_down,
            list(fact.messages),
            round(max(waits), 6) if waits else None,
        ]
