from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.model.manners import manners
from rtsim.model.sizes import extents, sizes
from rtsim.plan import Compressing, Plan, Post, Pull, Push, Socket
from rtsim.wire import Envelope
from tests.model.runs import clients, planned

WIRES = [{"http": http, "tls": tls} for http in ("1.1", "2") for tls in ("none", "1.3")]
LARGEST = 1 << 20
BORDERS = [10**digits for digits in range(1, 7)] + [each << 14 for each in (1, 2, 3, 7, 32, 63)] + [125, 126, 65535]
BODIES = sorted({max(0, border + near) for border in BORDERS for near in range(-600, 601)} | set(range(3000)))

every_wire = pytest.mark.parametrize("wire", WIRES, ids=lambda wire: "-".join(wire.values()))


def envelopes(wire: dict[str, Any]) -> tuple[Envelope, Envelope]:
    """Give the envelopes of a first and of a later answer."""
    pull = planned("short-polling", wire=wire).mechanism
    assert isinstance(pull, Pull)
    return pull.response.first, pull.response.repeated


@every_wire
def test_extents_are_what_envelopes_add(wire: dict[str, Any]) -> None:
    """For small bodies, and around each length with more digits or frames, a row tells what the envelope adds."""
    found = envelopes(wire)
    for envelope, rows in zip(found, extents(found, LARGEST), strict=True):
        rows_of = np.searchsorted(rows[:, 0], BODIES, side="right") - 1
        assert (np.array(BODIES) + rows[rows_of, 1]).tolist() == [envelope.size(body) for body in BODIES]


@every_wire
@given(st.integers(0, LARGEST))
def test_any_body_has_its_extent(wire: dict[str, Any], body: int) -> None:
    """The row that begins last before a body adds what its envelope does."""
    found = envelopes(wire)
    for envelope, rows in zip(found, extents(found, LARGEST), strict=True):
        starts = rows[:, 0].tolist()
        row = max(place for place, start in enumerate(starts) if start <= body)
        assert body + rows[row, 1] == envelope.size(body)


def test_rows_begin_with_nothing_and_rise() -> None:
    """The first row is the empty body's; each adds more than the one before it, up to the rows that pad the table."""
    for rows in extents(envelopes({"http": "2", "tls": "1.3"}), LARGEST):
        real = rows[rows[:, 0] <= LARGEST]
        assert real[0, 0] == 0
        assert (np.diff(real, axis=0) > 0).all()


def sized(plan: Plan, first: int, payloads: list[int]) -> tuple[list[int], ...]:
    """Give the sizes of messages of a plan."""
    found = sizes(manners(plan)[0], plan.upstream.added, Compressing(), first, np.array(payloads))
    return tuple(found[name].tolist() for name in ("pushed", "up"))


@pytest.mark.parametrize("name", ["short-polling", "long-polling", "websocket", "sse"])
@given(st.integers(0, 10**6), st.lists(st.integers(0, 70_000), min_size=1, max_size=8))
def test_messages_have_their_envelopes_sizes(name: str, first: int, payloads: list[int]) -> None:
    """Pushed, or sent up first on a connection, each message has the size that its envelope gives it."""
    body = {"each": 30, "publish": 5}
    plan = planned(name, clients=clients(2), wire={"http": "2", "tls": "1.3", "body": body})
    pushed, up = sized(plan, first, payloads)
    if isinstance(plan.mechanism, Push):
        push = plan.mechanism
        told = [push.message.size(size + 30, push.first_id + first + turn) for turn, size in enumerate(payloads)]
        assert pushed == told
    else:
        assert not any(pushed)
    added = plan.upstream.added
    match plan.upstream.carrier:
        case Socket(message=message):
            assert up == [message.size(size + added) for size in payloads]
        case Post(request=request):
            assert up == [request.first.size(size + added) for size in payloads]


def test_an_event_s_size_grows_with_its_number_s_digits() -> None:
    """Where an event stream's ids come to have one more digit, its messages have one more byte from there on."""
    plan = planned("sse")
    assert isinstance(plan.mechanism, Push)
    before = 10 ** len(str(plan.mechanism.first_id)) - plan.mechanism.first_id
    pushed = sized(plan, before - 5, [200] * 10)[0]
    assert [size - pushed[0] for size in pushed] == [0] * 5 + [1] * 5
