from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.planning.audiences import AnotherClient, AnyChannel, Everyone, OwnRoom, audience, channels
from tests.planning.scenes import scenario


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ({"to": "everyone"}, [0, 0, 0, 0, 0]),
        ({"to": "room", "room_size": 2, "echo": True}, [0, 0, 1, 1, 2]),
        ({"to": "one"}, [0, 1, 2, 3, 4]),
    ],
)
def test_channels_are_groups_of_clients(messages: dict[str, Any], expected: list[int]) -> None:
    """All clients are one, rooms are filled one after the other, or each client is alone."""
    assert channels(scenario(5, messages=messages)).tolist() == expected


@pytest.mark.parametrize(
    ("messages", "rule"),
    [
        ({"to": "everyone"}, Everyone()),
        ({"to": "one"}, AnotherClient(5)),
        ({"to": "one", "echo": True}, AnyChannel(5)),
        ({"to": "one", "from": "server", "rate": 1.0}, AnyChannel(5)),
        ({"to": "room", "room_size": 2, "from": "server", "rate": 1.0}, AnyChannel(3)),
        ({"to": "everyone", "from": "senders", "rate": 1.0}, Everyone()),
    ],
)
def test_who_a_message_is_for(messages: dict[str, Any], rule: object) -> None:
    """The rule follows from who sends, to whom, and whether senders get their own."""
    assert audience(scenario(5, messages=messages)) == rule


def test_people_speak_to_their_own_room() -> None:
    """A client's message is for the room that it is in."""
    rule = audience(scenario(6, messages={"to": "room", "room_size": 2}))
    assert isinstance(rule, OwnRoom)
    assert rule.choose(np.random.default_rng(1), np.array([5, 0, 2])).tolist() == [2, 0, 1]


@given(st.integers(2, 6), st.integers(0, 1000))
def test_one_is_another(clients: int, seed: int) -> None:
    """A message to one is for a client that exists and is not its sender."""
    origins = np.arange(60) % clients
    chosen = AnotherClient(clients).choose(np.random.default_rng(seed), origins)
    assert (chosen != origins).all()
    assert ((chosen >= 0) & (chosen < clients)).all()


@pytest.mark.parametrize("rule", [AnotherClient(4), AnyChannel(4)])
def test_all_are_alike(rule: AnotherClient | AnyChannel) -> None:
    """Every client that may be chosen is chosen as often as the others."""
    chosen = rule.choose(np.random.default_rng(1), np.zeros(40_000, dtype=np.int64))
    counts = np.bincount(chosen, minlength=4)
    possible = counts[counts > 0]
    assert len(possible) == (3 if isinstance(rule, AnotherClient) else 4)
    assert possible / 40_000 == pytest.approx(1 / len(possible), abs=0.015)


def test_a_batch_is_chosen_as_one_by_one() -> None:
    """Drawn together or one at a time, the channels are the same, so that a longer run begins alike."""
    origins = np.arange(50) % 7
    for rule in (AnotherClient(7), AnyChannel(7)):
        together, single = np.random.default_rng(5), np.random.default_rng(5)
        one_by_one = [int(rule.choose(single, origins[place : place + 1])[0]) for place in range(50)]
        assert rule.choose(together, origins).tolist() == one_by_one
