"""Answering: one question at a time, replication after replication, and whoever listens hears each answer."""

import asyncio
from asyncio import Queue, Task
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from rtsim.experiments import Outcome
from rtsim.forecast.effort import SECONDS, effort
from rtsim.play.answer import Answer, answered
from rtsim.play.bases import Base
from rtsim.play.crew import Crew, OverBudgetError, SupersededError
from rtsim.play.question import Asked, Question, read, understood
from rtsim.recording import Recording
from rtsim.scenario import InputErrors
from rtsim.techniques import chosen
from rtsim.units import size_text, time_text

MOST = 30  # replications
FIRST = ("verdict", "latency")  # sections that are told before all others
_ROOM = "rtsim run on the command line has no such budget"


@dataclass(frozen=True)
class Budget:
    """What one question may take: seconds of time, bytes of memory in each process."""

    seconds: float
    memory: float


@dataclass(frozen=True)
class Event:
    """Something that a page hears; `id` tells it, and whoever it comes back to, what it has heard last."""

    kind: str
    id: str
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Turn:
    """A question of one page: the page's own name, and the number that it gave the question."""

    page: str
    number: int
    question: Question

    @property
    def name(self) -> str:
        """The turn as the beginning of its events' ids, from which it can be read again."""
        return f"{self.page} {self.number} {self.question.text}"


@dataclass
class Answering:
    """What is being answered, by a crew of processes, and who listens."""

    bases: Mapping[str, Base]
    first: str
    budget: Budget
    engage: Callable[[], Crew]
    shown: tuple[Asked, Answer] | None = None
    _crew: Crew | None = None
    _task: "Task[None] | None" = None
    _turn: Turn | None = None
    _count: int = 0
    _heard: list[Event] = field(default_factory=list)
    _listeners: "set[Queue[Event]]" = field(default_factory=set)

    @property
    def crew(self) -> Crew:
        """The crew, engaged when it is first needed."""
        self._crew = self._crew or self.engage()
        return self._crew

    async def ask(self, turn: Turn) -> None:
        """Drop what is being answered, and answer this; a page's moves may overtake one another on their way here."""
        if self._turn and self._turn.page == turn.page and turn.number < self._turn.number:
            return
        if self._task:
            self._task.cancel()
        self._count += 1
        self.crew.turn_to(self._count)
        self._turn, self._heard = turn, []
        self._task = asyncio.create_task(self._answer(turn, self._count))

    async def listen(self, last: str) -> AsyncIterator[Event]:
        """Give what is told from now on, after what has been told since the event `last` of the present question."""
        queue: Queue[Event] = Queue()
        self._listeners.add(queue)
        try:
            for event in await self._missed(last):
                yield event
            while True:
                yield await queue.get()
        finally:
            self._listeners.discard(queue)

    async def _missed(self, last: str) -> list[Event]:
        """Give what a page has missed; where nothing is known of its question, it is asked again."""
        ids = [event.id for event in self._heard]
        if last in ids:
            return self._heard[ids.index(last) + 1 :]
        turn = _turn_of(last)
        if turn and (self._turn is None or turn.name == self._turn.name):
            if self._turn is None:
                await self.ask(turn)
            return list(self._heard)
        return []

    async def end(self) -> None:
        """Let everything end."""
        if self._task:
            self._task.cancel()
        if self._crew:
            self._crew.end()

    async def _answer(self, turn: Turn, count: int) -> None:
        began = monotonic()
        try:
            asked = understood(turn.question, self.bases)
            refused = self._refusal(asked)
            if refused:
                self._tell(turn, "refused", lines=[refused])
                return
            await self._replicate(turn, asked, count, began)
        except InputErrors as errors:
            self._tell(turn, "refused", lines=[str(error) for error in errors.errors])
        except OverBudgetError:
            self._tell(turn, "refused", lines=[f"one run takes more than {time_text(self.budget.seconds)}: {_ROOM}"])
        except (BrokenExecutor, MemoryError):
            self._crew = None
            self._tell(turn, "refused", lines=[f"this takes more than {size_text(self.budget.memory)}: {_ROOM}"])
        except SupersededError:
            return

    def _refusal(self, asked: Asked) -> str:
        """Say why a question is not answered, if it would take more than it may."""
        one = effort(asked.scenario.model_copy(update={"replications": 1}), chosen(asked.scenario.techniques), 1)
        seconds = one.seconds - SECONDS["start"]  # the crew has started
        if seconds <= self.budget.seconds and one.memory <= self.budget.memory:
            return ""
        takes = f"about {time_text(float(f'{seconds:.1g}'))} and {size_text(float(f'{one.memory:.2g}'))}"
        may = f"{time_text(self.budget.seconds)} and {size_text(self.budget.memory)}"
        return f"one replication takes {takes}, and the page's budget is {may}: {_ROOM}"

    async def _replicate(self, turn: Turn, asked: Asked, count: int, began: float) -> None:
        """Simulate replication after replication until the intervals are narrow, or the time is over."""
        known = chosen(asked.scenario.techniques)
        recordings: dict[str, tuple[Recording, ...]] = dict.fromkeys(known, ())
        under_way = self._submit(asked, 0, count)
        for replication in range(MOST):
            done = dict(zip(known, await asyncio.gather(*map(asyncio.wrap_future, under_way)), strict=True))
            recordings = {name: (*recordings[name], done[name]) for name in known}
            last = replication + 1 == MOST or monotonic() - began > self.budget.seconds
            under_way = [] if last else self._submit(asked, replication + 1, count)
            scenario = asked.scenario.model_copy(update={"replications": replication + 1})
            answer = await asyncio.to_thread(answered, Outcome(scenario, known, recordings))
            self.shown = asked, answer
            over = last or answer.narrow
            await self._show(turn, answer, over=over)
            if over:
                self.crew.turn_to(0)
                for future in under_way:
                    future.cancel()
                return

    def _submit(self, asked: Asked, replication: int, count: int) -> "list[Future[Recording]]":
        techniques = chosen(asked.scenario.techniques).values()
        return [self.crew.submit(asked.scenario, technique, replication, count) for technique in techniques]

    async def _show(self, turn: Turn, answer: Answer, *, over: bool) -> None:
        """Tell an answer: what is read first, and all the rest where there is nothing before it or after it."""
        told = {
            "replications": answer.replications,
            "state": answer.state(),
            "over": over,
            "sentence": answer.sentence(),
        }
        self._tell(turn, "answer", **told, sections=answer.verdict_html())
        self._tell(turn, "answer", **told, sections=await asyncio.to_thread(answer.latency_html))
        if over or answer.replications == 1:
            rest = await asyncio.to_thread(answer.rest_html)
            self._tell(turn, "answer", **told, sections=rest, last=[*FIRST, *rest])

    def _tell(self, turn: Turn, kind: str, **content: Any) -> None:
        event = Event(kind, f"{turn.name} {len(self._heard)}", {"page": turn.page, "number": turn.number, **content})
        self._heard = [*self._heard, event]
        for queue in self._listeners:
            queue.put_nowait(event)


def _turn_of(name: str) -> Turn | None:
    """Read a turn from the id of an event; None where it is none."""
    parts = name.split(" ")
    try:
        return Turn(parts[0], int(parts[1]), read(parts[2]))
    except (IndexError, ValueError, InputErrors):
        return None
