"""How soon a move of `rtsim play` is answered: the verdict, the curve, and a 5 % interval, for each config.

The times are those of the server, in process: what a browser adds is its drawing.
"""

import asyncio
from time import perf_counter

import pytest

from rtsim.play.answering import Answering, Budget, Turn
from rtsim.play.bases import bases
from rtsim.play.crew import Crew
from rtsim.play.question import Question

BUDGET = Budget(60.0, 4e9)
SOON = 0.2  # seconds until the first answer for 1,000 clients


async def asked(name: str) -> tuple[float, float, float, int]:
    """Give the seconds until the verdict, until the curve and until all is told, and how many replications."""
    crew = Crew(2, BUDGET.seconds, BUDGET.memory)
    here = Answering(bases(), name, BUDGET, lambda: crew)
    here.crew.begin()
    events, times = here.listen(""), dict[str, float]()
    for number in (1, 2):  # the first one loads what all need
        times, began = {}, perf_counter()
        await here.ask(Turn("bench", number, Question(name, {})))
        async for event in events:
            assert event.kind == "answer", event.content
            for section in event.content["sections"]:
                times.setdefault(section, perf_counter() - began)
            if event.content["over"] and "last" in event.content:
                break
    await here.end()
    return times["verdict"], times["latency"], perf_counter() - began, event.content["replications"]


@pytest.mark.parametrize("name", bases())
def test_a_move(name: str) -> None:
    """A verdict is there within 200 ms for a thousand clients."""
    verdict, curve, whole, replications = asyncio.run(asked(name))
    print(
        f"{name}: verdict {1e3 * verdict:.0f} ms, curve {1e3 * curve:.0f} ms, whole {whole:.2f} s, {replications} runs"
    )
    if bases()[name].scenario.clients.count <= 1000:
        assert verdict <= SOON
