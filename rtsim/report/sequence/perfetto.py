"""Perfetto: a trace in the Trace Event Format, which ui.perfetto.dev and chrome://tracing open.

Trace Event Format, Google, 2016: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU. A
slice (`X`) must lie within or apart from the others of its track, so what overlaps goes on a further lane of it; flows
(`s` to `f`) lead from a slice to the one that it causes.
"""

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rtsim.recording import Fact, Trace, What, Where
from rtsim.report.phrases import Phrases, phrases
from rtsim.report.sequence.comeback import replayed, returning

Event = dict[str, Any]

_MICROSECONDS = 1e6  # in a second; the format's unit
_PROCESS = 1
_NEAR = 50  # pieces of work among which that of a transfer is looked for
_LANES = 1000  # track numbers that each place has for its lanes
_PLACES = (Where.CLIENT, Where.UP, Where.DOWN, Where.SERVER)
_ASKS = (What.REQUEST, What.HANDSHAKE, What.PUBLISH)
_REPLIES = (What.ANSWER, What.EMPTY, What.OPENED, What.ACKNOWLEDGEMENT)
_NAMES = {Where.CLIENT: "Client", Where.UP: "Link up", Where.DOWN: "Link down", Where.SERVER: "Server"}


@dataclass
class _Lanes:
    """The lanes of one place: on each, the ends of the slices that are still open."""

    ends: list[list[float]] = field(default_factory=list)

    def take(self, start: float, end: float) -> int:
        """Give the first lane on which a slice fits; slices come in the order of their starts, longer ones first."""
        for number, open_ends in enumerate(self.ends):
            while open_ends and open_ends[-1] <= start:
                open_ends.pop()
            if not open_ends or end <= open_ends[-1]:
                open_ends.append(end)
                return number
        self.ends.append([end])
        return len(self.ends) - 1


def perfetto(trace: Trace, technique: str, title: str) -> str:
    """Write a whole trace as a JSON array of events; `title` names the process."""
    said = phrases(technique, trace)
    told = list(trace)
    again = replayed(told)
    facts = sorted(
        [*told, *_at_client(told), *returning(told)], key=lambda fact: (_instant(fact.start), -_instant(fact.end))
    )
    lanes = {place: _Lanes() for place in _PLACES}
    tracks = [_track(lanes, fact) for fact in facts]
    events = [_event(fact, track, said) for fact, track in zip(facts, tracks, strict=True)]
    for fact, event in zip(facts, events, strict=True):
        event["name"] += ", replayed" if fact in again else ""
    events += _flows(facts, tracks)
    events.sort(key=lambda event: event["ts"])
    lines = (json.dumps(event, separators=(",", ":")) for event in (*_metadata(title, sorted(set(tracks))), *events))
    return "[" + ",\n".join(lines) + "]"


def _at_client(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Give what the client sees: how long its requests are under way, and when a message is there."""
    asked: dict[tuple[int, tuple[int, ...]], Fact] = {}
    for fact in facts:
        key = fact.connection, fact.messages if fact.what in (What.PUBLISH, What.ACKNOWLEDGEMENT) else ()
        if fact.what in _ASKS:
            asked[key] = fact
        elif fact.what in _REPLIES and key in asked:
            sent = asked.pop(key)
            yield Fact(
                sent.what, Where.CLIENT, sent.start, fact.end, connection=fact.connection, messages=fact.messages
            )
        elif fact.what is What.MESSAGE:
            yield Fact(fact.what, Where.CLIENT, fact.end, fact.end, messages=fact.messages)


def _track(lanes: dict[Where, _Lanes], fact: Fact) -> int:
    first = _LANES * (_PLACES.index(fact.where) + 1)
    return first + (lanes[fact.where].take(_instant(fact.start), _instant(fact.end)) if fact.end > fact.start else 0)


def _metadata(title: str, tracks: Sequence[int]) -> Iterator[Event]:
    yield _named("process_name", 0, {"name": title})
    for track in tracks:
        place, lane = divmod(track, _LANES)
        name = _NAMES[_PLACES[place - 1]]
        yield _named("thread_name", track, {"name": f"{name} ({lane + 1})" if lane else name})
        yield _named("thread_sort_index", track, {"sort_index": track})


def _named(name: str, track: int, arguments: Event) -> Event:
    return {"ph": "M", "name": name, "pid": _PROCESS, "tid": track, "args": arguments}


def _event(fact: Fact, track: int, said: Phrases) -> Event:
    """Give a slice, or an instant where nothing lasts."""
    name = _name(fact, said).replace("{}", ", ".join(map(str, fact.messages)))
    event: Event = {"name": name, "cat": fact.what.value, "pid": _PROCESS, "tid": track, "ts": _instant(fact.start)}
    event["args"] = _arguments(fact)
    if fact.end > fact.start:
        return event | {"ph": "X", "dur": round(_instant(fact.end) - _instant(fact.start), 3)}
    return event | {"ph": "i", "s": "t"}


def _name(fact: Fact, said: Phrases) -> str:
    if fact.where is Where.CLIENT and fact.detail:  # on its way back, which no diagram of the notes has
        return fact.detail
    explained = fact.what in (What.WORK, What.CUT)
    return f"{fact.what.value}: {fact.detail}" if explained else said.get(fact.what, fact.what.value)


def _arguments(fact: Fact) -> Event:
    size = fact.size
    sizes = {"bytes up": size.up, "bytes down": size.down, "wire up": size.wire_up, "wire down": size.wire_down}
    known: Event = {"connection": fact.connection} if fact.connection >= 0 else {}
    found = known | {name: number for name, number in sizes.items() if number}
    found |= {"messages": list(fact.messages)} if fact.messages else {}
    return found | ({"detail": fact.detail} if fact.detail else {})


def _flows(facts: Sequence[Fact], tracks: Sequence[int]) -> Iterator[Event]:
    """Lead from each request to the work that it causes, and from work to what it sends."""
    lasting = [place for place, fact in enumerate(facts) if fact.end > fact.start]
    works = [place for place in lasting if facts[place].what is What.WORK]
    starts = [facts[work].start for work in works]
    for move in (place for place in lasting if facts[place].where in (Where.UP, Where.DOWN)):
        up = facts[move].where is Where.UP
        later, sooner = bisect_left(starts, facts[move].end), bisect_left(starts, facts[move].start)
        near = works[later:] if up else works[:sooner][::-1]
        work = next((work for work in near[:_NEAR] if _related(facts[work], facts[move])), None)
        if work is not None:
            ends = (move, work) if up else (work, move)
            yield from (_end(facts[place], tracks[place], phase, move) for place, phase in zip(ends, "sf", strict=True))


def _end(fact: Fact, track: int, phase: str, number: int) -> Event:
    """Give one end of a flow, which binds to the slice that encloses it."""
    event = {"name": "causes", "cat": "flow", "id": number, "pid": _PROCESS, "tid": track, "ts": _instant(fact.start)}
    return event | {"ph": phase} | ({"bp": "e"} if phase == "f" else {})


def _related(work: Fact, move: Fact) -> bool:
    """Tell whether work and transfer are of one exchange: the same messages, or without any the same connection."""
    if work.messages and move.messages:
        return work.messages == move.messages
    return work.connection == move.connection >= 0


def _instant(seconds: float) -> float:
    """Give microseconds, to a nanosecond."""
    return round(seconds * _MICROSECONDS, 3)
