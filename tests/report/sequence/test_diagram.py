"""The study notes' flows (sections 2.1, 2.2, 3.1 and 4.1) come out of the model, row by row.

The notes leave out the set-up of connections and the acknowledgement of what a client sends; so do these tests.
"""

from collections.abc import Iterator, Sequence

import pytest

from rtsim.experiments.runner import traced
from rtsim.recording import Fact, Trace, What, Where
from rtsim.report.sequence.diagram import Arrow, Diagram, Loop, Note, Row, diagram
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes, techniques
from tests.report.traces import NAMES, chat, news

LEFT_OUT = (What.SET_UP, What.ACKNOWLEDGEMENT)
ASK, REPLY, PUSH, SEND = "client ->> server", "server -->> client", "server ->> client", "client ->> server"


def rows(drawn: Diagram) -> Iterator[tuple[str, str]]:
    """Give each row that the notes would show: who to whom, or over whom, and its text; loops are not expected."""
    for row in drawn.rows:
        if isinstance(row, Arrow) and row.what not in LEFT_OUT:
            yield f"{row.source} {'-->>' if row.reply else '->>'} {row.target}".lower(), row.text
        elif isinstance(row, Note) and row.what not in LEFT_OUT:
            yield f"over {','.join(row.over)}".lower(), row.text
        assert not isinstance(row, Loop)


def test_short_polling() -> None:
    """A poll each 5 s finds nothing twice, then a message that came meanwhile, then nothing again."""
    drawn = diagram(news("short-polling", 7.0, duration=16.0, interval=5.0), "short-polling")
    assert list(rows(drawn)) == [
        (ASK, "GET /messages"),
        (REPLY, "200 OK (no new data)"),
        ("over client", "Wait 5 seconds"),
        (ASK, "GET /messages"),
        (REPLY, "200 OK (no new data)"),
        ("over client", "Wait 5 seconds"),
        (ASK, "GET /messages"),
        (REPLY, "200 OK (new message available)"),
        ("over client", "Process message"),
        ("over client", "Wait 5 seconds"),
        (ASK, "GET /messages"),
        (REPLY, "200 OK (no new data)"),
    ]


def test_long_polling() -> None:
    """A held poll times out, the next one is answered by a message, and a third is held."""
    drawn = diagram(news("long-polling", 45.0, duration=50.0, timeout=30.0), "long-polling")
    assert list(rows(drawn)) == [
        (ASK, "GET /messages (long poll)"),
        ("over server", "Wait for new data..."),
        ("over server", "No new data (timeout)"),
        (REPLY, "204 No Content"),
        (ASK, "GET /messages (long poll)"),
        ("over server", "Wait for new data..."),
        ("over server", "New message arrives"),
        (REPLY, "200 OK (with new message)"),
        (ASK, "GET /messages (long poll)"),
        ("over server", "Wait for new data..."),
    ]


def test_websocket() -> None:
    """The handshake is a GET that asks for the upgrade and a 101; then frames go both ways."""
    drawn = diagram(chat("websocket", 5.0, duration=10.0), "websocket")
    assert list(rows(drawn)) == [
        (ASK, "HTTP GET (Upgrade: websocket)"),
        ("over client,server", "WebSocket Handshake"),
        (REPLY, "HTTP 101 Switching Protocols"),
        ("over client,server", "WebSocket Connection Established"),
        (SEND, "WebSocket Frame (text)"),
        (PUSH, "WebSocket Frame (text)"),
        ("over client,server", "Bidirectional Communication"),
    ]


def test_sse() -> None:
    """A GET opens a stream that stays open, and events follow on it."""
    drawn = diagram(news("sse", 3.0, 6.0, duration=10.0), "sse")
    assert list(rows(drawn)) == [
        (ASK, "GET /events (Accept: text/event-stream)"),
        (REPLY, "HTTP 200 OK (Content-Type: text/event-stream)"),
        ("over server", "Keep connection open"),
        (PUSH, "data: message 0"),
        (PUSH, "data: message 1"),
        ("over client", "Process each event as it arrives"),
    ]


def test_set_up() -> None:
    """What the notes leave out stands first: the connection's set-up."""
    drawn = diagram(news("sse", 3.0, duration=5.0), "sse")
    assert drawn.rows[0] == Note(What.SET_UP, ("Client", "Server"), "Open connection: TCP")
    assert drawn.participants == ("Client", "Server")


def test_fold() -> None:
    """Three polls alike are a loop, two are not."""
    few = diagram(news("short-polling", 9.9, duration=10.0, interval=5.0), "short-polling")
    many = diagram(news("short-polling", 97.9, duration=98.0, interval=5.0), "short-polling")
    assert not [row for row in few.rows if isinstance(row, Loop)]
    (loop,) = (row for row in many.rows if isinstance(row, Loop))
    assert loop.times == 19
    assert [row.text for row in loop.rows] == ["GET /messages", "200 OK (no new data)", "Wait 5 seconds"]


def test_ranges() -> None:
    """In a loop numbers become ranges."""
    drawn = diagram(news("sse", 1.0, 2.0, 3.0, 4.0, duration=8.0), "sse")
    assert [row.rows[0].text for row in drawn.rows if isinstance(row, Loop)] == ["data: message 0 to 3"]


def test_several_messages() -> None:
    """An answer says how many messages it carries."""
    drawn = diagram(news("short-polling", 1.0, 2.0, duration=6.0, interval=5.0), "short-polling")
    assert "200 OK (2 new messages)" in [text for _, text in rows(drawn)]


def test_sender() -> None:
    """Messages from elsewhere come from a third participant; the client's own do not."""
    facts = [Fact(What.ARRIVAL, Where.SERVER, 1.0, 1.0, messages=(4,), detail="client 2")]
    drawn = diagram(Trace.of(1, facts), "websocket")
    assert drawn.participants == ("Client", "Server", "Sender")
    assert drawn.rows == (Arrow(What.ARRIVAL, "Sender", "Server", "Message 4"),)
    assert diagram(Trace.of(2, facts), "websocket") == Diagram(("Client", "Server"), ())


def test_notes_of_trouble() -> None:
    """A long wait in the queue, refusals, a lost message and a closed connection are notes; a short wait is none."""
    queue = Fact(What.QUEUE, Where.SERVER, 1.0, 1.25, detail="core")
    short = queue._replace(start=2.0, end=2.001)
    rest = [Fact(what, Where.SERVER, 3.0, 3.0) for what in (What.REFUSED, What.UNAVAILABLE, What.LOST, What.CLOSE)]
    drawn = diagram(Trace.of(0, [queue, short, *rest]), "sse")
    assert [row.text for row in drawn.rows if isinstance(row, Note)] == [
        "Wait 250 ms for a core",
        "Connection refused",
        "HTTP 503 Service Unavailable",
        "Message lost: no open connection",
        "Connection closed",
    ]


def test_most() -> None:
    """A picture has as many rows as asked for at most, and says how many steps it leaves out."""
    trace = news("short-polling", *range(1, 60, 2), duration=70.0, interval=1.0)
    whole, cut = diagram(trace, "short-polling", most=10_000), diagram(trace, "short-polling", most=12)
    assert whole.left_out == 0
    assert 0 < shown(cut.rows) <= 12
    assert cut.rows == whole.rows[: len(cut.rows)]
    assert cut.left_out == steps(whole.rows) - steps(cut.rows)


def shown(drawn: Sequence[Row]) -> int:
    """Count the rows, those in loops once."""
    return sum(len(row.rows) if isinstance(row, Loop) else 1 for row in drawn)


def steps(drawn: Sequence[Row]) -> int:
    """Count the rows, those in loops as often as they come."""
    return sum(row.times * len(row.rows) if isinstance(row, Loop) else 1 for row in drawn)


@pytest.mark.parametrize("name", NAMES)
def test_nothing(name: str) -> None:
    """A trace without facts is a diagram without rows."""
    assert diagram(Trace.of(0, []), name).rows == ()


def test_unknown_technique() -> None:
    """A technique that the notes do not know is drawn in the words of its mechanism."""
    assert diagram(news("long-polling", 4.0, duration=9.0), "mine") == diagram(
        news("long-polling", 4.0, duration=9.0), "long-polling"
    )
    texts = [row.text for row in diagram(news("sse", 4.0, duration=9.0), "mine").rows if not isinstance(row, Loop)]
    assert texts[1:] == ["GET (opens the stream)", "200 OK (the response goes on)", "Message 0"]


@pytest.mark.parametrize("name", ["long-polling", "websocket", "sse"])
def test_a_restart_is_drawn(name: str) -> None:
    """The cut, the wait, the refused try and the new connection stand one after the other."""
    content = {
        "name": "small", "warmup": 0, "duration": 30,
        "clients": {"count": 1, "connect_over": 0, "network": {"latency": 0.02}, "reconnect": {"first": 1}},
        "messages": {"from": "server", "to": "everyone", "process": "periodic", "rate": 0.001},
        "techniques": {name: {"websocket": {}}.get(name, {"retry": 1})},
        "faults": {"restarts": [{"at": 10, "down": 1.5}]},
    }  # fmt: skip
    scenario = parse_scenario(content, techniques=settings_classes())
    rows = diagram(traced(scenario, techniques()[name]), name).rows
    texts = [row.text for row in rows if not isinstance(row, Loop)]
    cut = texts.index("Connection cut: the server restarts")
    assert texts[cut + 1 : cut + 5] == [
        "Wait 1 seconds", "Connection refused", "Wait 1 seconds", "Open connection: TCP",
    ]  # fmt: skip
