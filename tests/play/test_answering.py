"""One question at a time: answers come replication by replication, and another question drops the work for this one."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from rtsim.api import run
from rtsim.play.answering import Answering, Budget, Event, Turn
from rtsim.play.bases import bases
from rtsim.play.crew import Crew
from rtsim.play.question import read, understood
from rtsim.report.documents.run import document
from rtsim.scenario import parse_scenario
from rtsim.scenario.reading import parse
from rtsim.techniques import settings_classes

QUICK = "base=gaming&clients.count=20&clients.network=lan&messages.rate=5 / s"
"""On such links few replications say enough."""
BUDGET = Budget(60.0, 4e9)


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    """Give two processes."""
    found = Crew(2, BUDGET.seconds, BUDGET.memory)
    yield found
    found.end()


def answering(crew: Crew, budget: Budget = BUDGET) -> Answering:
    """Give what answers."""
    return Answering(bases(), "gaming", budget, lambda: crew)


def turn(number: int, text: str = QUICK) -> Turn:
    """Give a turn of a page."""
    return Turn("page", number, read(text))


async def until(events: AsyncIterator[Event], number: int, kind: str = "answer") -> list[Event]:
    """Give all events until the last one of a question's last answer, or a refusal."""
    found = []
    async for event in events:
        found.append(event)
        mine = event.content["number"] == number
        if mine and (
            event.kind == "refused" or (event.kind == kind and event.content["over"] and "last" in event.content)
        ):
            return found
    raise AssertionError


def test_answers_are_those_of_a_run(crew: Crew) -> None:
    """After k replications the answer is that of `rtsim run` with k of them, digit for digit, as its YAML has them."""

    async def asked() -> tuple[list[Event], Answering]:
        here = answering(crew)
        events = here.listen("")
        await here.ask(turn(1))
        return await until(events, 1), here

    events, here = asyncio.run(asked())
    counts = [event.content["replications"] for event in events]
    assert counts == sorted(counts)
    assert set(counts) == set(range(1, counts[-1] + 1))
    assert [sorted(event.content["sections"]) for event in events[:2]] == [["verdict"], ["latency"]]
    assert [event.content["replications"] for event in events if "last" in event.content] == sorted({1, counts[-1]})
    assert here.shown is not None
    question, answer = here.shown
    again = parse_scenario(parse(question.yaml(answer.replications)).value, techniques=settings_classes())
    expected = json.loads(run(again).to_json())
    assert document(answer.comparison, answer.verdict, answer.warnings) == expected
    assert answer.narrow


def test_a_newer_question_drops_the_older_one(crew: Crew) -> None:
    """Of ten moves at once the last one is answered, and no work is left behind."""

    async def asked() -> tuple[list[Event], list[Any]]:
        here = answering(crew)
        events = here.listen("")
        for number in (1, 2, 3, 4, 5, 6, 7, 8, 10, 9):  # the last two have overtaken each other
            await here.ask(turn(number, f"base=gaming&clients.count={10 * number}"))
        found = await until(events, 10)
        await asyncio.sleep(0.5)
        return found, crew.waiting()

    events, waiting = asyncio.run(asked())
    assert {event.content["number"] for event in events} == {10}
    assert waiting == []


def test_who_comes_back_hears_what_was_missed(crew: Crew) -> None:
    """A stream goes on after the last event that was heard; a server that knows nothing of it answers it anew."""

    async def asked() -> tuple[list[Event], list[Event], list[Event]]:
        here = answering(crew)
        events = here.listen("")
        await here.ask(turn(1))
        told = await until(events, 1)
        missed = await until(here.listen(told[1].id), 1)
        newborn = answering(crew)
        return told, missed, await until(newborn.listen(told[1].id), 1)

    told, missed, anew = asyncio.run(asked())
    assert [event.id for event in missed] == [event.id for event in told[2:]]
    assert anew[-1].content["sentence"] == told[-1].content["sentence"]
    assert anew[-1].content["replications"] == told[-1].content["replications"]


@pytest.mark.parametrize("last", ["", "x", "page x base=gaming 1", "other 1 base=gaming 0", "page 1 base=%zz 4"])
def test_an_id_of_nobody_is_no_matter(crew: Crew, last: str) -> None:
    """Whatever a browser sends for the last event, what comes next is told."""

    async def asked() -> list[Event]:
        here = answering(crew)
        await here.ask(turn(1))
        events = here.listen(last)
        first = asyncio.ensure_future(anext(events))
        await here.ask(turn(2))
        return [await first]

    assert asyncio.run(asked())[0].content["number"] in {1, 2}


@pytest.mark.parametrize(
    ("text", "budget", "says"),
    [
        ("base=gaming&clients.count=none", BUDGET, "clients.count"),
        ("base=gaming&clients.count=100000", Budget(0.9, 4e9), "one replication takes about"),
        ("base=gaming", Budget(0.2, 4e9), "one replication takes about 300 ms"),
        ("base=gaming", Budget(60.0, 1e8), "one replication takes about"),
    ],
)
def test_what_is_wrong_or_too_much_is_refused(crew: Crew, text: str, budget: Budget, says: str) -> None:
    """A line says why, and nothing is simulated."""

    async def asked() -> Event:
        here = answering(crew, budget)
        events = here.listen("")
        await here.ask(turn(1, text))
        return (await until(events, 1))[-1]

    event = asyncio.run(asked())
    assert event.kind == "refused"
    assert says in event.content["lines"][0]


def test_a_run_ends_when_its_time_is_over() -> None:
    """What takes longer than was estimated is stopped in the middle."""
    hasty = Crew(1, 1e-6, BUDGET.memory)
    try:

        async def asked() -> Event:
            here = answering(hasty)
            events = here.listen("")
            await here.ask(turn(1))
            return (await until(events, 1))[-1]

        event = asyncio.run(asked())
    finally:
        hasty.end()
    assert event.kind == "refused"
    assert "takes more than" in event.content["lines"][0]


def test_a_question_understood_twice_is_the_same() -> None:
    """Nothing of an earlier question stays behind."""
    known = bases()
    assert understood(read(QUICK), known).scenario == understood(read(QUICK), known).scenario
