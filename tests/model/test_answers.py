import pytest

from rtsim.plan import Plan, Pull
from tests.model.runs import clients, planned, run, trace


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
