"""Outages of clients' paths: who notices when, what is lost, what it costs the server meanwhile."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from rtsim.model import simulate
from rtsim.planning import plan
from rtsim.recording import Recording, What
from rtsim.results import measures
from rtsim.scenario import parse_scenario
from rtsim.techniques import settings_classes, techniques
from tests.model.runs import NO_COSTS, clients, planned, run, trace

NAMES = ("short-polling", "long-polling", "websocket", "sse")
AT, LASTS = 20.3, 8.0
EACH = {"from": "server", "to": "everyone", **trace(*range(1, 60))}
SETTINGS: dict[str, Any] = {
    "short-polling": {"interval": 1, "detect": 3, "retry": 0.5},
    "long-polling": {"timeout": 4, "detect": 6, "retry": 0.5},
    "websocket": {"heartbeat": 2, "detect": 5, "resume": True},
    "sse": {"heartbeat": 2, "detect": 5, "retry": 0.5},
}


def struck(name: str, notice: str = "silent", **sections: Any) -> Recording:
    """Run ten clients that have no path from 20.3 s on for 8 s."""
    usual: dict[str, Any] = {
        "clients": clients(10) | {"reconnect": {"first": 0.5}},
        "techniques": SETTINGS,
        "duration": 60.0,
        "messages": EACH,
        "faults": {"outages": [{"at": AT, "lasts": LASTS, "notice": notice}]},
    }
    return simulate(planned(name, **(usual | sections)))


def measured(recording: Recording, path: str) -> float:
    """Give one measure."""
    return measures(recording)[path]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("notice", ["silent", "reset"])
def test_all_are_back_and_have_everything(name: str, notice: str) -> None:
    """With a log nobody misses a message, each comes once, and nothing comes while there is no path."""
    found = struck(name, notice)
    told = found.deliveries
    assert (found.expected, found.lost, found.duplicates) == (found.delivered, 0, 0)
    assert len(set(zip(told.message.tolist(), told.recipient.tolist(), strict=True))) == len(told.time)
    assert not ((told.time >= AT) & (told.time < AT + LASTS)).any()
    assert found.failures is not None
    assert (found.failures.missing, len(found.failures.dark)) == (0, 10)
    assert [outcome.kind for outcome in found.failures.outcomes] == ["outage"]


@pytest.mark.parametrize("name", ["websocket", "sse"])
def test_a_reset_is_noticed_after_a_latency(name: str) -> None:
    """Then the client tries each half second, and is refused at once until there is a path."""
    found = struck(name, "reset")
    assert measured(found, "faults.detect_s.max") == pytest.approx(0.01)
    tries = np.ceil((LASTS - 0.01) / 0.5)
    assert measured(found, "faults.dark_s.max") == pytest.approx(0.01 + 0.5 * tries + 0.04)
    assert measured(found, "faults.reconnects.attempts") == 10 * tries
    assert found.refused == 0


def test_a_client_notices_that_nothing_comes() -> None:
    """It has heard the last heartbeat at 20.04 s, and comes back by its kernel's schedule: after 1, 3, 7 s."""
    found = struck("websocket")
    heard = 20.04
    assert measured(found, "faults.detect_s.mean") == pytest.approx(heard + 5 - AT)
    assert measured(found, "faults.dark_s.max") == pytest.approx(heard + 5 + 0.5 + 3 + 0.04 - AT)


def test_each_second_first() -> None:
    """Linux sends the first packet again each second at first, from 6.5 on."""
    syn = clients(10) | {"reconnect": {"first": 0.5}, "syn": "linear-first"}
    lasting = {"outages": [{"at": AT, "lasts": 6.9}]}
    found = struck("websocket", clients=syn, faults=lasting)
    assert measured(found, "faults.dark_s.max") == pytest.approx(20.04 + 5 + 0.5 + 2 + 0.04 - AT)


def test_connect_timeout_comes_first() -> None:
    """A try that takes too long is given up before the kernel sends its packet again."""
    hasty = clients(10) | {"reconnect": {"first": 0.5, "connect_timeout": 0.8}}
    found = struck("websocket", clients=hasty)
    tries = np.ceil((AT + LASTS - 25.54) / 1.3)
    assert measured(found, "faults.dark_s.max") == pytest.approx(25.54 + 1.3 * tries + 0.04 - AT)


@pytest.mark.parametrize(("resume", "lost"), [(False, 8), (True, 0)])
def test_what_comes_meanwhile(*, resume: bool, lost: int) -> None:
    """Without replay the messages of the dark time are lost, one a second; the server has written them in vain."""
    found = struck("websocket", techniques={"websocket": {"heartbeat": 2, "detect": 5, "resume": resume}})
    assert found.lost == 10 * lost
    assert found.failures is not None
    size = 10 * 132  # a frame of 128 bytes with its head
    assert measures(found)["traffic.thrown_away_bytes"] == found.failures.thrown_away > lost * size


@pytest.mark.parametrize(("detect", "closes"), [(3.0, 22.0 + 3.0), (None, 21.0 + 924.6)])
def test_server_notices(detect: float | None, closes: float) -> None:
    """A heartbeat without an answer for so long ends a half-open connection; else TCP does, as it gives data up."""
    quiet = {"from": "server", "to": "everyone", **trace(21.0)}
    found = struck("websocket", server={"detect": detect}, messages=quiet, duration=1000.0, drain=1,
                   faults={"outages": [{"at": AT, "lasts": LASTS, "clients": 1}]},
                   clients=clients(1) | {"reconnect": {"first": 0.5}})  # fmt: skip
    back = AT + measured(found, "faults.dark_s.max")
    setup = 0.02  # opened when the first packet is answered; known to its client two latencies later
    assert found.open.mean * 1000 == pytest.approx(1000 - 0.01 + closes - (back - setup - 0.01), abs=0.03)


def test_what_nobody_answers_is_not_waited_for() -> None:
    """An event stream's comments have no answer: only TCP ends a half-open one, whatever the server's patience is."""
    half_open = []
    for detect in (3.0, None):
        found = struck("sse", server={"detect": detect}, messages={"from": "server", "to": "everyone", **trace(1.0)},
                       duration=1000.0, drain=1, clients=clients(1))  # fmt: skip
        half_open.append(found.open.mean * 1000 - 1000)
    assert half_open[0] == half_open[1] > 900


def test_a_post_whose_answer_is_lost_leaves_its_connection_to_the_node() -> None:
    """Nobody tells the node that the client is gone: it keeps the connection for as long as any that is idle."""
    sent = {"from": "clients", "to": "everyone", "echo": True, **trace(AT - 0.035)}  # it is there 5 ms before the cut
    short, long = (
        struck("sse", clients=clients(1), server={"keep_alive": stays}, messages=sent).open.mean * 60
        for stays in (5.0, 25.0)
    )
    assert long - short == pytest.approx(25.0 - 5.0)


def test_what_an_old_connection_was_not_acknowledged_closes_no_new_one() -> None:
    """Cut off twice, TCP gives each connection up by what was sent on it."""
    quiet = {"from": "server", "to": "everyone", **trace(AT - 0.005, 400.4)}  # the first is under way at the cut
    outages = [{"at": at, "lasts": LASTS, "clients": 1} for at in (AT, 400.3)]
    found = struck("websocket", messages=quiet, duration=1400.0, drain=1, faults={"outages": outages},
                   clients=clients(1) | {"reconnect": {"first": 0.5}})  # fmt: skip
    assert found.failures is not None
    half_open = AT - 0.005 + 400.4 + 2 * 924.6 - (AT + 400.3 + found.failures.dark.sum() - 2 * 0.03)
    assert found.open.mean * 1400 == pytest.approx(1400 - 0.01 + half_open, abs=0.06)


def test_an_idle_connection_is_never_noticed() -> None:
    """Without heartbeats or messages, both ends believe in it until the end."""
    silence = {"websocket": {"heartbeat": None}}
    found = struck("websocket", techniques=silence, messages={"from": "server", "to": "everyone", **trace(1.0)})
    assert found.failures is not None
    assert (found.failures.missing, len(found.failures.noticed)) == (10, 0)
    assert found.course.open[-1] == pytest.approx(10)


def test_a_client_that_sends_notices_by_tcp() -> None:
    """What it sends is not acknowledged, and given up after 924.6 s; its message is lost, or sent again then."""
    sent = {"from": "clients", "to": "everyone", "echo": False, **trace(1.0, 23.0)}
    for retry, delivered in ((None, 1), ({"first": 0.1}, 2)):
        found = struck("websocket", messages=sent | {"retry": retry}, duration=1000.0,
                       techniques={"websocket": {"heartbeat": None, "resume": True}},
                       clients=clients(2) | {"reconnect": {"first": 0.5}},
                       faults={"outages": [{"at": 20.0, "lasts": 4}]})  # fmt: skip
        assert found.failures is not None
        assert found.failures.noticed.tolist() == [pytest.approx(23.0 + 924.6 - 20.0)]
        assert found.delivered == delivered - (0 if retry is None else 1)


def test_outages_are_drawn_alike() -> None:
    """All techniques of a replication have the same outages, in another replication others."""
    every, lasts = ({"dist": "exponential", "mean": mean} for mean in (60, 8))
    outages = {"every": every, "lasts": lasts, "clients": "30 %"}
    content = {
        "name": "own",
        "duration": 600.0,
        "clients": clients(40),
        "messages": {"from": "server", "to": "everyone", "process": "poisson", "rate": 1},
        "server": {"costs": NO_COSTS},
        "faults": {"outages": outages},
    }
    scenario = parse_scenario(content, techniques=settings_classes())
    ours, theirs, other = (
        plan(scenario, techniques()[name], number).faults for name, number in (("sse", 0), ("websocket", 0), ("sse", 1))
    )
    assert ours is not None
    assert theirs is not None
    assert other is not None
    both = min(len(ours.outages.at), len(theirs.outages.at))  # one goes on for longer than the other
    assert both > 100
    assert np.array_equal(ours.outages.at[:both], theirs.outages.at[:both])
    assert np.array_equal(ours.outages.until[:both], theirs.outages.until[:both])
    assert not np.array_equal(ours.outages.at[:20], other.outages.at[:20])
    assert len(np.unique(ours.outages.client)) == 12
    assert (np.diff(ours.outages.at) >= 0).all()
    assert (ours.outages.event == -1).all()


def test_each_browser_has_outages_at_instants_of_its_own() -> None:
    """Where all have their paths for ten seconds each time the first outages are spread over ten; tabs share theirs."""
    many = clients(300) | {"browser": {"tabs": 3}}
    faults = planned(
        "sse", clients=many, duration=25.0, drain=0.0, faults={"outages": {"every": 10, "lasts": 1}}
    ).faults
    assert faults is not None
    found = faults.outages
    own = [found.at[found.client == client].tolist() for client in range(300)]
    assert all(own[tab] == own[tab + 1] == own[tab + 2] for tab in range(0, 300, 3))
    firsts = np.sort([times[0] for times in own[::3]])
    assert np.abs(firsts - np.linspace(0.05, 9.95, 100)).max() < 1.95  # Kolmogorov and Smirnov, 99.9 %
    assert all(np.diff(times) == pytest.approx(11) for times in own if len(times) > 1)


def test_outages_of_all_at_once_are_numbered_in_order() -> None:
    """Each repetition is an event of its own, whichever line of the scenario it comes from."""
    faults = {"outages": [{"at": 5, "every": 4, "lasts": 1}, {"at": 7, "lasts": 2, "clients": "50 %"}]}
    found = planned("websocket", clients=clients(4), duration=12.0, drain=0.0, faults=faults).faults
    assert found is not None
    assert found.outages.strikes() == [(5, 6), (7, 9), (9, 10)]


@pytest.mark.parametrize("cores", [1, 2])
def test_a_full_line_drops_first_packets(cores: int) -> None:
    """While the server is busy for 2 s, so many connections wait; the others come in vain, and again after 1 s."""
    busy, backlog, count = 2.0, 4, 10
    late = {"count": count, "connect_over": 0.0, "network": {"latency": 0.01}, "reconnect": {"first": 0.5}}
    work = {"nodes": 1, "cores": cores, "backlog": backlog, "costs": {"publish": busy}}
    posts = {"from": "senders", "to": "everyone", "senders": {"count": 1, "connections": 2, "network": {"latency": 0}}}
    found = struck("sse", clients=late, server=work, faults={}, messages=posts | trace(*[0.0] * cores), duration=10.0)
    assert found.failures is not None
    assert found.failures.dropped == measures(found)["faults.syns_dropped"] == 2 * (count - backlog)
    assert found.opened == count + 2


def test_a_line_that_is_long_enough_drops_nothing() -> None:
    """Nobody is dropped where all can wait."""
    found = struck("sse", server={"backlog": 10, "costs": {"open": 0.5}}, faults={}, duration=10.0)
    assert found.failures is not None
    assert found.failures.dropped == 0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("notice", ["silent", "reset"])
def test_the_trace_tells_of_the_cut(name: str, notice: str) -> None:
    """The traced client's connection is cut once, and nothing ends later than the run."""
    content = planned(
        name, clients=clients(2) | {"reconnect": {"first": 0.5}}, techniques=SETTINGS, duration=60.0, messages=EACH,
        faults={"outages": [{"at": AT, "lasts": LASTS, "notice": notice}]},
    )  # fmt: skip
    told = list(simulate(replace(content, traced=1)).trace)
    cuts = [fact for fact in told if fact.what is What.CUT]
    assert cuts
    assert all(AT <= fact.start < AT + LASTS for fact in cuts)
    assert all(fact.end <= 120 for fact in told)
    assert not [fact for fact in told if fact.what in (What.MESSAGE, What.ANSWER) and AT <= fact.end < AT + LASTS]


@pytest.mark.parametrize("name", ["websocket", "long-polling"])
def test_a_worker_whose_path_is_cut_while_its_message_is_taken_in_goes_on(name: str) -> None:
    """A loop of clients hears that there is no acknowledgement, if not sooner when the node has done its work."""
    loop = {"from": "clients", "to": "everyone", "process": "closed-loop",
            "closed-loop": {"concurrency": 2, "think": 0.1}}  # fmt: skip
    faults = {"outages": [{"at": 5.0, "lasts": 1.0, "notice": "reset"}]}
    found = run(name, clients=clients(3) | {"reconnect": {"first": 0.1}}, messages=loop, faults=faults,
                server={"costs": {"publish": 0.7}}, techniques={"long-polling": {"retry": 0.1}})  # fmt: skip
    assert found.expected == found.delivered + found.undelivered + found.lost
    assert found.births[-1] > 7.0
