import pytest

from rtsim.recording import Fact, Trace, What, Where
from rtsim.report.sequence.timeline import MOST, first_delivery, timeline
from tests.report.traces import NAMES, chat, news

READ = Fact(What.EMPTY, Where.DOWN, 1.0, 1.01)
NEWS = Fact(What.ANSWER, Where.DOWN, 2.0, 2.01)


def test_lines() -> None:
    """Each fact is a line: when, how long, between whom, what, and the bytes of both ledgers."""
    lines = timeline(news("long-polling", 5.0, duration=8.0), "long-polling", 80).splitlines()
    assert [line.split(maxsplit=2)[:2] for line in lines[1:4]] == [
        ["0.000", "40.000"],
        ["40.000", "20.000"],
        ["60.000", "0.000"],
    ]
    assert lines[1].split(maxsplit=2)[2] == "C <--> S  connection 0 opens, 1 RTT             0/226 B"
    assert lines[2].split(maxsplit=2)[2] == "C ---> S  GET /messages (long poll)           560/700 B"
    assert lines[9].split(maxsplit=2)[2] == "C <--- S  200 OK (with new message) [0]       438/578 B"


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("name", NAMES)
def test_width(name: str, width: int) -> None:
    """No line is wider than the terminal, and on a narrow one as much is told."""
    text = timeline(chat(name, 1.0, 3.0, duration=9.0), name, width)
    assert max(map(len, text.splitlines())) <= width
    assert text.count("[0]") >= 4


def test_most() -> None:
    """No more facts are shown than asked for."""
    trace = news("sse", 3.0, duration=9.0)
    assert len(timeline(trace, "sse", 80, most=1).splitlines()) == 2


def test_what_is_told() -> None:
    """Waits, arrivals and closed connections say what they are."""
    facts = [
        Fact(What.QUEUE, Where.SERVER, 1.0, 1.5, detail="thread"),
        Fact(What.ARRIVAL, Where.SERVER, 2.0, 2.0, messages=(7,), detail="client 3"),
        Fact(What.CLOSE, Where.SERVER, 3.0, 3.0, connection=2),
        Fact(What.ANSWER, Where.DOWN, 4.0, 4.1, messages=(7, 8)),
        Fact(What.REFUSED, Where.UP, 5.0, 5.1),
        Fact(What.UNAVAILABLE, Where.UP, 6.0, 6.1),
    ]
    text = timeline(Trace.of(0, facts), "short-polling", 80)
    for words in (
        "waits for a thread",
        "message from client 3 [7]",
        "connection 2 closes",
        "200 OK (2 new messages) [7, 8]",
        "connection refused",
        "HTTP 503 Service Unavailable",
    ):
        assert words in text


def test_first_delivery() -> None:
    """What leads to the first delivery is shown where it comes late; otherwise all is, from its beginning."""
    assert first_delivery([READ, NEWS], 1) == 0
    assert first_delivery([READ] * MOST + [NEWS], 5) == MOST - 5
    assert first_delivery([READ] * 2 * MOST, 5) == 0
