from typing import Any

import pytest

from rtsim.plan import Post, Socket
from rtsim.techniques import Technique, settings_classes, techniques
from tests.techniques.terms import terms

BUILT_IN = ["short-polling", "long-polling", "websocket", "sse"]

NOTES: dict[str, list[str]] = {
    "direction": ["Client → Server", "Client → Server", "Bidirectional", "Server → Client"],
    "connection": ["Stateless", "Persistent", "Persistent", "Persistent"],
    "latency": ["High", "Medium", "Low", "Low"],
    "server_load": ["High", "Medium", "Low", "Low"],
    "network_traffic": ["High", "Medium", "Low", "Low"],
    "implementation": ["Simple", "Medium", "Complex", "Simple"],
    "browsers": ["Universal", "Universal", "Good", "Good (no IE)"],
}
"""The rows of the study notes' comparison table, by trait."""


def test_order_of_the_notes() -> None:
    """The catalogue lists the four techniques in the order of the study notes."""
    assert list(techniques())[:4] == BUILT_IN
    assert [technique.name for technique in techniques().values()] == list(techniques())


@pytest.mark.parametrize("trait", NOTES)
def test_words_of_the_notes(trait: str) -> None:
    """A technique's traits are the words of the notes' comparison table."""
    assert [getattr(techniques()[name].traits, trait) for name in BUILT_IN] == NOTES[trait]


def test_settings_classes_are_those_of_the_techniques() -> None:
    """A scenario reads a technique's settings with that technique's class, those of given techniques too."""
    assert settings_classes() == {name: technique.settings for name, technique in techniques().items()}
    alone = {"sse": techniques()["sse"]}
    assert list(settings_classes(alone)) == ["sse"]


@pytest.mark.parametrize("name", BUILT_IN)
def test_only_what_is_bidirectional_carries_messages_up_itself(name: str) -> None:
    """A technique whose traits say bidirectional has a socket; the others send by POST."""
    technique: Technique[Any] = techniques()[name]
    carrier = technique.carriage(technique.settings(), terms()).carrier
    assert isinstance(carrier, Socket if technique.traits.bidirectional else Post)
