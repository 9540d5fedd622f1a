from math import inf

import pytest
from pydantic import ValidationError

from rtsim.plan import Push, Socket
from rtsim.techniques.websocket import WebSocket, WebSocketSettings
from rtsim.theory import framing
from tests.techniques.terms import terms


def push(**settings: object) -> Push:
    """Give the mechanism under these settings."""
    mechanism = WebSocket().carriage(WebSocketSettings.model_validate(settings), terms(each=3)).mechanism
    assert isinstance(mechanism, Push)
    return mechanism


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_frames(size: int) -> None:
    """Messages are frames both ways, masked on their way up; so is the acknowledgement, unmasked."""
    carrier = WebSocket().carriage(WebSocketSettings(), terms()).carrier
    assert isinstance(carrier, Socket)
    assert push().message.size(size) == framing.websocket_frame(payload=size)
    assert carrier.message.size(size) == framing.websocket_client_frame(payload=size)
    assert carrier.acknowledgement.size(size) == framing.websocket_frame(payload=size)


def test_ping_and_pong() -> None:
    """A heartbeat is an empty ping, answered by an empty masked pong."""
    assert (push().heartbeat, push().ping, push().pong) == (30.0, 2, 6)
    assert push(heartbeat=None).heartbeat == inf


def test_replay() -> None:
    """The protocol replays nothing; the application may."""
    assert (push().replay, push(resume=True).replay) == (False, True)


def test_each_message_has_its_envelope() -> None:
    """What a scenario adds to each message is added here too."""
    assert push().each == 3


def test_the_costs_are_those_of_websockets() -> None:
    """A stack's numbers for WebSocket hold, and the handshake is HTTP/1.1's whatever else is spoken."""
    carriage = WebSocket().carriage(WebSocketSettings(), terms(http="2"))
    assert carriage.stack == "websocket"
    assert carriage.handshake == WebSocket().carriage(WebSocketSettings(), terms()).handshake


@pytest.mark.parametrize("settings", [{"heartbeat": "0 s"}, {"resume": "perhaps"}, {"retry": "3 s"}], ids=str)
def test_refused(settings: dict[str, str]) -> None:
    """Heartbeats without a pause, unclear words and another technique's keys are refused."""
    with pytest.raises(ValidationError):
        WebSocketSettings.model_validate(settings)
