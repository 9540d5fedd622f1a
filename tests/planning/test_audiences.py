from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.planning.audiences import audience, channels
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


SERVER = {"from": "server", "rate": 1.0}


@pytest.mark.parametrize(
    ("messages", "reached"),
    [
        ({"to": "everyone"}, {0}),
        ({"to": "one"}, {0, 1, 3, 4}),
        ({"to": "one", "echo": True}, {0, 1, 2, 3, 4}),
        ({"to": "one"} | SERVER, {0, 1, 2, 3, 4}),
        ({"to": "room", "room_size": 2} | SERVER, {0, 1, 2}),
        ({"to": "everyone", "from": "senders", "rate": 1.0}, {0}),
    ],
)
def test_who_a_message_is_for(messages: dict[str, Any], reached: set[int]) -> None:
    """The rule follows from who sends, here client 2, to whom, and whether senders get their own; all are alike."""
    chosen = audience(scenario(5, messages=messages))(np.random.default_rng(1), np.full(40_000, 2))
    assert set(chosen.tolist()) == reached
    counts = np.bincount(chosen)
    assert counts[counts > 0] / 40_000 == pytest.approx(1 / len(reached), abs=0.015)


def test_people_speak_to_their_own_room() -> None:
    """A client's message is for the room that it is in."""
    rule = audience(scenario(6, messages={"to": "room", "room_size": 2}))
    assert rule(np.random.default_rng(1), np.array([5, 0, 2])).tolist() == [2, 0, 1]


@given(st.integers(2, 6), st.integers(0, 1000))
def test_one_is_another(clients: int, seed: int) -> None:
    """A message to one is for a client that exists and is not its sender."""
    origins = np.arange(60) % clients
    chosen = audience(scenario(clients, messages={"to": "one"}))(np.random.default_rng(seed), origins)
    assert (chosen != origins).all()
    assert ((chosen >= 0) & (chosen < clients)).all()


@pytest.mark.parametrize("echo", [True, False])
def test_a_batch_is_chosen_as_one_by_one(*, echo: bool) -> None:
    """Drawn together or one at a time, the channels are the same, so that a longer run begins alike."""
    origins, rule = np.arange(50) % 7, audience(scenario(7, messages={"to": "one", "echo": echo}))
    together, single = np.random.default_rng(5), np.random.default_rng(5)
    one_by_one = [int(rule(single, origins[place : place + 1])[0]) for place in range(50)]
    assert rule(together, origins).tolist() == one_by_one
