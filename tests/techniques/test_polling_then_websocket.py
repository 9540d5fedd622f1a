import json
from dataclasses import replace

import pytest
from pydantic import ValidationError

from rtsim.model import simulate
from rtsim.plan import Post, Pull, Push, Socket
from rtsim.recording import What
from rtsim.scenario import InputErrors
from rtsim.techniques import techniques
from rtsim.techniques.polling_then_websocket import PollingThenWebSocket, PollingThenWebSocketSettings
from rtsim.theory import framing, upgrading
from rtsim.upgrading import NUDGES
from tests.model.runs import delivered, planned, run, trace
from tests.techniques.terms import terms

NAME = "polling-then-websocket"
UP, TRIP = 0.01, 0.02
OVER = upgrading.goes_over(set_up=TRIP, upgrade_set_up=TRIP, round_trip=TRIP, nudge=NUDGES)
CONNECTED = upgrading.connected(set_up=TRIP, round_trip=TRIP, to_server=UP)


def test_it_is_there_for_whoever_names_it() -> None:
    """The notes' four stay the default."""
    assert NAME in techniques()
    assert not PollingThenWebSocketSettings.usual


@pytest.mark.parametrize("size", [0, 111, 112, 65_000])
def test_a_message_is_a_packet_in_a_frame(size: int) -> None:
    """The frame holds the packet's types and an array with the event's name beside the message."""
    packet = f"42{json.dumps(['message', 'x' * size], separators=(',', ':'))}"
    mechanism = PollingThenWebSocket().carriage(PollingThenWebSocketSettings(), terms()).mechanism
    assert isinstance(mechanism, Push)
    assert mechanism.message.size(size + 2 + mechanism.each) == framing.websocket_frame(payload=len(packet))


def test_the_session_is_opened_by_what_the_protocol_has() -> None:
    """The polls hold until the next ping, and the frames of the probe have the packets 2probe, 3probe and 5."""
    began = PollingThenWebSocket().beginning(PollingThenWebSocketSettings(), terms())
    assert began is not None
    pull, probe = began.carriage.mechanism, began.probe
    assert isinstance(pull, Pull)
    assert isinstance(began.carriage.carrier, Post)
    assert pull.hold == 25.0
    assert probe.probe_asks == framing.websocket_client_frame(payload=6)
    assert probe.probe_says == framing.websocket_frame(payload=6)
    assert probe.probe_ends == framing.websocket_client_frame(payload=1)
    assert probe.welcome - pull.response.first.size(0) == pytest.approx(118, abs=2)  # and the digits of its length
    assert (probe.anew, pull.body.empty, pull.body.between) == (True, 1, 1)


def test_a_pong_is_masked_and_a_ping_is_not() -> None:
    """Each is a packet of one sign, the server's in a frame of 3 B and the client's in one of 7 B."""
    mechanism = PollingThenWebSocket().carriage(PollingThenWebSocketSettings(), terms()).mechanism
    assert isinstance(mechanism, Push)
    assert mechanism.ping == framing.websocket_frame(payload=len("2"))
    assert mechanism.pong == framing.websocket_client_frame(payload=len("3"))


def test_a_client_that_looks_needs_pings() -> None:
    """What is quiet between two pings is not cut."""
    with pytest.raises(ValidationError, match="needs a heartbeat that comes more often"):
        PollingThenWebSocketSettings.model_validate({"heartbeat": 25, "detect": 20})


def test_only_http_1_1() -> None:
    """What shares a connection is refused, with what to write instead."""
    with pytest.raises(InputErrors, match=r"modelled over HTTP/1.1 alone: write wire: \{http: 1.1\}"):
        planned(NAME, techniques={NAME: {}}, wire={"http": "2"})


def test_it_goes_over_when_theory_says() -> None:
    """A client's upgrade leaves when its last poll's answer is there, and what it gets after that is pushed."""
    told = simulate(replace(planned(NAME), traced=0)).trace
    (over,) = [fact for fact in told if fact.what is What.UPGRADE]
    assert over.start == pytest.approx(OVER)
    assert [fact.what for fact in told if fact.what in (What.REQUEST, What.MESSAGE)] == [
        *[What.REQUEST] * 3,
        What.MESSAGE,
    ]


@pytest.mark.parametrize("early", [0.001, 0.02, 0.09])
def test_what_comes_meanwhile_comes_once(early: float) -> None:
    """A message that comes while the client goes over, by poll or by WebSocket, is there once, and in order."""
    at = [OVER - early, OVER + 0.001, OVER + UP / 2, OVER + UP + 0.001]
    found = delivered(run(NAME, messages={"from": "server", "to": "everyone", **trace(*at)}))
    assert [message for message, _, _ in found] == [0, 1, 2, 3]
    assert found[0][2] <= at[0] + TRIP + 3 * UP
    assert found[3][2] == pytest.approx(at[3] + UP)


def test_before_it_is_connected_nothing_is_kept_for_it() -> None:
    """What is published earlier is lost, or comes with `resume`."""
    sections = {"messages": {"from": "server", "to": "everyone", **trace(CONNECTED - 0.01, CONNECTED + 0.01)}}
    assert [message for message, _, _ in delivered(run(NAME, **sections))] == [1]
    resumed = {"techniques": {NAME: {"resume": True}}}
    assert [message for message, _, _ in delivered(run(NAME, **sections, **resumed))] == [0, 1]


def test_what_a_client_sends_waits_while_it_goes_over() -> None:
    """By POST while it polls, then by frame; what comes between its probe's answer and its upgrade waits for that."""
    plan = planned(NAME, messages={"from": "clients", "to": "everyone", "echo": True, **trace(OVER - 0.05, OVER + 1)})
    assert isinstance(plan.upstream.carrier, Socket)
    times = [time for _, _, time in delivered(simulate(plan))]
    assert times == pytest.approx([OVER + 2 * UP, OVER + 1 + 2 * UP])


@pytest.mark.parametrize(("blocks", "opened"), [("silent", 2), ("refuse", 2)])
def test_who_is_blocked_polls_on(blocks: str, opened: int) -> None:
    """Nobody is without a path for it, and the message comes by a poll."""
    recording = run(NAME, path=[{"upgrade": 0, "blocks": blocks}])
    assert recording.failures is not None
    assert (recording.failures.fell_back, len(recording.failures.dark), recording.opened) == (1, 0, opened)
    assert (recording.answered, recording.delivered) == (1, 1)
    assert delivered(recording)[0][2] == pytest.approx(5.0 + UP)


def test_a_probe_that_nobody_answers_is_closed_when_its_client_gives_it_up() -> None:
    """It is open for so long beside the polls' connection, and not for as long as the run lasts."""
    recording = run(NAME, path=[{"upgrade": 0, "blocks": "silent"}], techniques={NAME: {"upgrade_timeout": 2.0}})
    assert recording.open.peak == 2
    assert recording.open.mean * recording.duration == pytest.approx(recording.duration + 2, abs=5 * UP)
