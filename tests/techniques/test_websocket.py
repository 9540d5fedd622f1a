import re
from math import inf

import pytest
import yaml
from pydantic import ValidationError

from rtsim.plan import Push, Socket
from rtsim.scenario import InputErrors, parse_scenario
from rtsim.scenario.fallback import Fallback
from rtsim.scenario.writing import written
from rtsim.techniques import settings_classes
from rtsim.techniques.long_polling import LongPollingSettings
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


def test_what_is_fallen_back_to_has_the_settings_that_the_scenario_gives_it() -> None:
    """Another technique's settings are its own of the scenario, or its defaults, unless some are written with it."""
    base = {"name": "x", "clients": {"count": 2}, "messages": {"rate": 1}}

    def fallback(**techniques: object) -> Fallback:
        settings = parse_scenario(base | {"techniques": techniques}, techniques=settings_classes()).techniques
        found = WebSocket().fallback(settings["websocket"])  # type: ignore[arg-type]
        assert found is not None
        return found

    other = {"fallback": {"to": "long-polling"}}
    assert fallback(websocket=other).settings == LongPollingSettings()
    assert fallback(websocket=other).after == 10.0
    polls = {"long-polling": {"timeout": 7.0}}
    assert fallback(websocket=other, **polls).settings == LongPollingSettings(timeout=7.0)
    own = {"fallback": {"to": "long-polling", "settings": {"timeout": "9 s"}}}
    assert fallback(websocket=own, **polls).settings == LongPollingSettings(timeout=9.0)
    assert WebSocket().fallback(WebSocketSettings()) is None


def test_a_scenario_written_anew_falls_back_alike() -> None:
    """What is written of a scenario has the settings that are fallen back to, and the same digest."""
    content = {"name": "x", "clients": {"count": 2}, "messages": {"rate": 1}, "path": [{"upgrade": 0.5}],
               "techniques": {"websocket": {"fallback": {"to": "short-polling"}}}}  # fmt: skip
    scenario = parse_scenario(content, techniques=settings_classes())
    again = parse_scenario(yaml.safe_load(written(scenario)), techniques=settings_classes())
    assert again.digest() == scenario.digest()


@pytest.mark.parametrize(
    ("fallback", "words"),
    [
        ({"to": "websocket"}, "fallback.to: 'websocket' is not known"),
        ({"to": "sse", "after": "0 s"}, "fallback.after: "),
        ({"to": "sse", "settings": {"timeout": "1 s"}}, "fallback.settings.timeout: unknown key 'timeout'"),
        ({"after": "1 s"}, "fallback.to: "),
    ],
    ids=str,
)
def test_a_wrong_fallback_is_refused(fallback: dict[str, object], words: str) -> None:
    """Only another technique is fallen back to, with settings that it has."""
    content = {"name": "x", "clients": {"count": 2}, "messages": {"rate": 1},
               "techniques": {"websocket": {"fallback": fallback}}}  # fmt: skip
    with pytest.raises(InputErrors, match=re.escape(words)):
        parse_scenario(content, techniques=settings_classes())
