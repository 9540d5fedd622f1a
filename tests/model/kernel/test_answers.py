from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtsim.model.kernel.answers import answer_size, following, is_own, mark_read, news, send
from rtsim.model.kernel.connections import make
from rtsim.model.kernel.fan_out import reach
from rtsim.model.kernel.publishing import born
from rtsim.model.layout import NOWHERE, POLLING, World
from rtsim.plan import Plan, Pull
from tests.model.runs import clients, planned, run, trace
from tests.model.worlds import begun, laid_out

TO_ALL = {"from": "server", "to": "everyone"}


def pulls(plan: Plan) -> Pull:
    """Give the mechanism of a plan that pulls."""
    assert isinstance(plan.mechanism, Pull)
    return plan.mechanism


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["short-polling", "long-polling"])
def test_an_answer_has_brackets_commas_and_envelopes(name: str, count: int) -> None:
    """The body of an answer is around + payloads + envelopes + commas, after the head that the wire builds."""
    body = {"around": 20, "between": 7, "each": 30, "empty": 2}
    sections = {"messages": {"from": "server", "to": "everyone", **trace(*[5.0] * count)}, "wire": {"body": body}}
    server = {"costs": {"publish": 0.001, "respond": 0.001}}
    recording, plan = run(name, server=server, **sections), planned(name, **sections)
    size = pulls(plan).response.first.size(20 + count * 230 + (count - 1) * 7)
    assert recording.answered == 1
    assert recording.traffic["responses"].down == size - 200 * count
    assert recording.traffic["payload"].down == 200 * count


@pytest.mark.parametrize("count", [2, 20])
def test_later_heads_are_smaller_with_http_2(count: int) -> None:
    """With header compression the second answer on a connection is smaller, for few clients and for many."""
    messages = {"from": "server", "to": "everyone", **trace(3.0, 5.0)}
    one = run("long-polling", clients=clients(count), messages=messages, wire={"http": "2"})
    plan = planned("long-polling", wire={"http": "2"})
    response = pulls(plan).response
    bodies = response.first.size(202) + response.repeated.size(202)
    assert response.repeated.size(202) < response.first.size(202)
    assert one.traffic["responses"].down + one.traffic["payload"].down == count * bodies


def test_an_empty_answer_of_a_long_poll_has_no_body() -> None:
    """A time-out's 204 is a head alone."""
    settings = {"long-polling": {"timeout": 2.0}}
    messages = {"from": "server", "to": "everyone", **trace(90.0)}
    recording = run("long-polling", messages=messages, techniques=settings)
    size = pulls(planned("long-polling")).empty.first.size(0)
    assert recording.traffic["empty"].down == recording.empty * size


def logged(count: int, **sections: Any) -> World:
    """Give a world of three clients with so many messages in its log, which nobody has read."""
    messages = {**TO_ALL, **trace(*[0.0] * count), **sections}
    world = laid_out("short-polling", clients=clients(3), messages=messages)
    for message in range(count):
        born(world, message)
        reach(world, 0, message, 0, 0)
    return world


@pytest.mark.parametrize("http", ["1.1", "2"])
@given(st.lists(st.integers(0, 5000), min_size=1, max_size=9))
def test_an_answer_s_size_is_its_envelope_s(http: str, payloads: list[int]) -> None:
    """The first answer, with messages or empty, has the bytes that the wire's envelopes give it."""
    wire = {"http": http, "body": {"around": 20, "between": 7, "each": 30, "empty": 2}}
    plan = planned("short-polling", wire=wire)
    world, pull = begun(plan).world, pulls(plan)
    connection = make(world, 0, POLLING, NOWHERE)
    body = 20 + sum(payloads) + 30 * len(payloads) + 7 * (len(payloads) - 1)
    assert answer_size(world, connection, len(payloads), sum(payloads)) == pull.response.first.size(body)
    assert answer_size(world, connection, 0, 0) == pull.empty.first.size(2)


def test_news_is_what_the_log_has_after_what_was_read() -> None:
    """Of five messages of 200 bytes, those after the entry that was read last are news."""
    world = logged(5)
    assert [news(world, 0, read) for read in (NOWHERE, 0, 3, 4)] == [(5, 1000), (4, 800), (1, 200), (0, 0)]
    assert [following(world, 0, entry) for entry in (NOWHERE, 0, 4)] == [0, 1, NOWHERE]


def test_a_client_s_own_message_is_no_news_to_it() -> None:
    """Without echo a client's own message is left out of what it is answered with, with echo it is not."""
    for echo in (False, True):
        world = laid_out("short-polling", clients=clients(3), messages={
            "from": "clients", "to": "everyone", "echo": echo, **trace(0.0)
        })  # fmt: skip
        sender = int(world.messages[0].origin)
        for client in range(3):
            assert is_own(world, client, 0) == (client == sender and not echo)
        world.connections[make(world, sender, POLLING, NOWHERE)].requests = 0
        world.messages["connection"] = 0
        born(world, 0)
        reach(world, 0, 0, 0, 0)
        assert {client for client in range(3) if news(world, client, NOWHERE)[0]} | {sender} == {0, 1, 2}
        assert news(world, sender, NOWHERE)[0] == echo


def test_an_overlapping_request_is_answered_again() -> None:
    """A request that leaves before an answer is there asks for what it has, and gets that again with what is new."""
    world = logged(5)
    world.places["last"] = 2  # the other two come later
    first, second = (make(world, 0, POLLING, NOWHERE) for _ in range(2))
    mark_read(world, 0, first, NOWHERE, 3)
    world.places["last"] = 4
    mark_read(world, 0, second, 0, 4)
    one, other = world.connections[first], world.connections[second]
    assert (one.first, one.last, one.again) == (NOWHERE, 2, 0)
    assert (other.first, other.last, other.again) == (0, 4, 2)


def test_what_comes_twice_is_a_duplicate_of_its_window_alone() -> None:
    """Of three messages that come again, the two that were born in the window count; nobody has them twice."""
    messages = {**TO_ALL, **trace(0.0, 3.0, 3.5)}
    world = laid_out("short-polling", messages=messages, warmup=2.0)
    for message in range(3):
        born(world, message)
        reach(world, 0, message, 0, 0)
    for _ in range(2):
        connection = make(world, 0, POLLING, NOWHERE)
        mark_read(world, 0, connection, NOWHERE, 3)
        assert send(world, connection, 4.0) == 4.01
    state = world.state[0]
    assert (state.duplicates, state.delivered, state.kept, state.carried) == (2, 2, 3, 6)
