"""The events are those of the Trace Event Format (Google, 2016), section by section of its description."""

import json
from collections import Counter, defaultdict
from typing import Any

import pytest

from rtsim.recording import Fact, Trace, What, Where
from rtsim.report.sequence.perfetto import perfetto
from tests.report.traces import NAMES, chat, news, restarted

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


def test_a_flow_leads_to_the_work_next_to_it() -> None:
    """Of three polls on one connection each leads to its own work, and each answer comes from the work before it."""
    facts = []
    for start in (1.0, 2.0, 3.0):
        facts += [
            Fact(What.REQUEST, Where.UP, start, start + 0.02, connection=0),
            Fact(What.WORK, Where.SERVER, start + 0.02, start + 0.03, connection=0, detail="request"),
            Fact(What.EMPTY, Where.DOWN, start + 0.03, start + 0.05, connection=0),
        ]
    ends = [event for event in events(Trace.of(0, facts), "short-polling") if event["ph"] in "sf"]
    flows = {number: [event["ts"] for event in ends if event["id"] == number] for number in {e["id"] for e in ends}}
    assert sorted(flows.values()) == [
        [1e6 * second + start, 1e6 * second + end] for second in (1, 2, 3) for start, end in ((0.0, 2e4), (2e4, 3e4))
    ]


def test_client() -> None:
    """On the client's track a request lasts until its answer is there, and a message is an instant."""
    found = events(chat("sse", 2.0, duration=5.0), "sse")
    (track,) = (event["tid"] for event in found if event["name"] == "thread_name" and event["args"]["name"] == "Client")
    own = [event for event in found if event["tid"] == track and event["ph"] in "Xi"]
    names = ["GET /events (Accept: text/event-stream)", "birth", "POST /messages", "data: message 0"]
    assert [event["name"] for event in own] == names
    assert own[0]["dur"] == pytest.approx(40_000)


def own(found: list[Event]) -> list[Event]:
    """Give what is on the client's tracks."""
    tracks = {event["tid"] for event in found if event["name"] == "thread_name" and "Client" in event["args"]["name"]}
    return [event for event in found if event["tid"] in tracks and event["ph"] in "Xi"]


@pytest.mark.parametrize(
    ("name", "retry", "refused"),
    [("short-polling", {"retry": 1}, 2), ("long-polling", {"retry": 1}, 1), ("websocket", {}, 1), ("sse", {}, 0)],
)
def test_the_way_back(name: str, retry: dict[str, float], refused: int) -> None:
    """From the cut until its path is open a client is away: it waits, its tries fail, and one succeeds."""
    found = own(events(restarted(name, 1.0, **retry), name))
    (away,) = (event for event in found if event["name"] == "away")
    (resumes,) = (event for event in found if event["name"] == "resumes")
    assert away["ts"] == 10e6
    assert resumes["ts"] == pytest.approx(away["ts"] + away["dur"])
    steps = [event for event in found if event["name"].startswith(("waits to try", "try "))]
    assert [event["name"] for event in steps] == [
        *(step for number in range(1, refused + 1) for step in ("waits to try", f"try {number}: refused")),
        "waits to try",
        f"try {refused + 1}: succeeds",
    ]
    times = [(event["ts"], event["ts"] + event["dur"]) for event in steps]
    assert times[0][0] == pytest.approx(10.02e6)  # a way down after the cut
    assert [start for start, _ in times[1:]] == pytest.approx([end for _, end in times[:-1]])
    assert times[-1][1] == pytest.approx(resumes["ts"])


@pytest.mark.parametrize("name", NAMES)
def test_what_came_meanwhile_is_replayed(name: str) -> None:
    """Of three messages the one that comes while a client is away is replayed, if it has a log to be replayed from."""
    settings: dict[str, Any] = {"resume": True} if name == "websocket" else {}
    found = events(restarted(name, 1.0, 11.6, 19.0, **settings), name)
    brought = [event["args"]["messages"] for event in found if event["name"].endswith(", replayed")]
    assert brought == [[1]]


def test_a_lost_message_is_not_replayed() -> None:
    """Without a log nothing is replayed."""
    found = events(restarted("websocket", 1.0, 11.6, 19.0), "websocket")
    assert not [event for event in found if event["name"].endswith(", replayed")]


def test_a_client_that_is_refused_a_message_alone_is_not_away() -> None:
    """A refused connection for a message is no try of the path; who stays cut is away until the trace's end."""
    facts = [
        Fact(What.HANDSHAKE, Where.UP, 1.0, 1.1, connection=0),
        Fact(What.CUT, Where.DOWN, 5.0, 5.1, connection=0),
        Fact(What.REFUSED, Where.UP, 6.0, 6.1, detail="message"),
        Fact(What.REFUSED, Where.UP, 7.0, 7.1),
    ]
    found = own(events(Trace.of(0, facts), "sse"))
    assert [(event["name"], event["ts"], event.get("dur")) for event in found] == [
        ("away", 5e6, 2.1e6), ("waits to try", 5.1e6, 1.9e6), ("try 1: refused", 7e6, 1e5),
    ]  # fmt: skip


def test_a_cut_of_another_connection_is_no_absence() -> None:
    """A client whose connection for messages alone is cut has its path all the time."""
    facts = [
        Fact(What.HANDSHAKE, Where.UP, 1.0, 1.1, connection=0),
        Fact(What.PUBLISH, Where.UP, 2.0, 2.1, connection=1, messages=(0,)),
        Fact(What.CUT, Where.DOWN, 5.0, 5.1, connection=1),
    ]
    assert own(events(Trace.of(0, facts), "sse")) == []
