"""The events are those of the Trace Event Format (Google, 2016), section by section of its description."""

import json
from collections import Counter, defaultdict
from typing import Any

import pytest

from rtsim.recording import Fact, Trace, What, Where
from rtsim.report.perfetto import perfetto
from tests.report.traces import NAMES, chat, news

Event = dict[str, Any]


def events(trace: Trace, name: str) -> list[Event]:
    """Give the events of a trace."""
    found: list[Event] = json.loads(perfetto(trace, name, "a title"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_format(name: str) -> None:
    """Each event has the keys that its phase requires, times are microseconds in order, and tracks have names."""
    found = events(chat(name, 1.0, 3.0, 3.0, duration=9.0), name)
    needed = {"M": {"args"}, "X": {"ts", "dur", "args"}, "i": {"ts", "s"}, "s": {"ts", "id"}, "f": {"ts", "id", "bp"}}
    for event in found:
        assert needed[event["ph"]] | {"name", "pid", "tid"} <= set(event)
    times = [event["ts"] for event in found if event["ph"] != "M"]
    assert times == sorted(times)
    named = {event["tid"]: event["args"]["name"] for event in found if event["name"] == "thread_name"}
    assert {event["tid"] for event in found if event["ph"] != "M"} == set(named)
    assert {"Client", "Link up", "Link down", "Server"} <= set(named.values())
    assert found[0]["args"] == {"name": "a title"}


@pytest.mark.parametrize("name", NAMES)
def test_slices_nest(name: str) -> None:
    """Slices of a track lie within or apart from each other."""
    found = events(chat(name, *[1.0 + 0.004 * place for place in range(12)], duration=5.0), name)
    tracks: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for event in found:
        if event["ph"] == "X":
            tracks[event["tid"]].append((event["ts"], round(event["ts"] + event["dur"], 3)))
    assert tracks
    for slices in tracks.values():
        for start, end in slices:
            assert not [True for other, last in slices if start < other < end < last]


def test_overlaps() -> None:
    """Transfers that overlap go on lanes of their own, which are taken again when they are free."""
    sent = [Fact(What.MESSAGE, Where.DOWN, start, start + 0.02, messages=(0,)) for start in (1.0, 1.01, 1.025)]
    found = [event for event in events(Trace.of(0, sent), "sse") if event["ph"] == "X"]
    first, second, third = (event["tid"] for event in found)
    assert first == third != second
    assert [(event["ts"], event["dur"]) for event in found] == [(1e6, 2e4), (1.01e6, 2e4), (1.025e6, 2e4)]


def test_flows() -> None:
    """A flow leads from the poll to its work, and from the work to the answer; each has two ends, in order of time."""
    trace = [fact for fact in news("short-polling", 1.0, duration=2.0, interval=5.0) if fact.what is not What.WORK]
    work = Fact(What.WORK, Where.SERVER, 0.06, 0.06 + 5e-5, connection=0, detail="request")
    answer = [fact._replace(start=0.0601) if fact.what is What.EMPTY else fact for fact in trace]
    found = events(Trace.of(0, [*answer, work]), "short-polling")
    ends = [event for event in found if event["ph"] in "sf"]
    assert Counter(event["ph"] for event in ends) == {
        "s": 3,
        "f": 3,
    }  # set-up and poll lead to the work, it to the answer
    for number in {event["id"] for event in ends}:
        start, end = (event for event in ends if event["id"] == number)
        assert (start["ph"], end["ph"], end["bp"]) == ("s", "f", "e")
        assert start["ts"] <= end["ts"]
        assert start["tid"] != end["tid"]


def test_client() -> None:
    """On the client's track a request lasts until its answer is there, and a message is an instant."""
    found = events(chat("sse", 2.0, duration=5.0), "sse")
    (track,) = (event["tid"] for event in found if event["name"] == "thread_name" and event["args"]["name"] == "Client")
    own = [event for event in found if event["tid"] == track and event["ph"] in "Xi"]
    names = ["GET /events (Accept: text/event-stream)", "birth", "POST /messages", "data: message 0"]
    assert [event["name"] for event in own] == names
    assert own[0]["dur"] == pytest.approx(40_000)
