"""Contention: clients that write one row by compare-and-set, each of which tries again by a policy after a conflict.

Exponential Backoff And Jitter (AWS Architecture Blog, 2015) compares policies by it, with the simulator of
github.com/aws-samples/aws-arch-backoff-simulator. A try reads the row's version and writes the row with the next one,
which fails if somebody else has written it in between. Each of its four legs takes |Normal(10, 2)| ms.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from heapq import heapify, heappop, heappush
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from rtsim.chance import Streams
from rtsim.faults import Policy
from rtsim.model.draws import Draws
from rtsim.model.failing_tables import policy_tables
from rtsim.model.kernel.retrying import delay
from rtsim.model.layout import World
from rtsim.scenario.retries import Retries
from rtsim.validation.case import Case, Check
from rtsim.validation.rules import errors

SOURCE = "AWS, Exponential Backoff And Jitter; aws-samples/aws-arch-backoff-simulator"
SEED = 7
RUNS = {10: 40, 50: 20, 100: 12}  # by clients
LEG, SPREAD = 10e-3, 2e-3  # seconds
MOST_TRIES = 8_000  # of one run
_EXPONENTIAL: dict[str, object] = {"first": 10e-3, "factor": 2, "cap": 2.0}  # after the first failure: 5 ms times 2

POLICIES: Mapping[str, Mapping[str, object]] = {
    "none": {"first": 0.0, "tries": 1_000_000},
    "expo": _EXPONENTIAL,
    "equal": _EXPONENTIAL | {"jitter": {"kind": "equal"}},
    "full": _EXPONENTIAL | {"jitter": {"kind": "full"}},
    "decorrelated": {"first": 5e-3, "cap": 2.0, "jitter": {"kind": "decorrelated"}},
}

EXPECTED = {
    10: ((382, 50.9), (3_481, 51.0), (719, 42.5), (471, 39.4), (440, 37.5)),
    50: ((1_139, 689), (36_319, 625), (4_296, 348), (2_934, 332), (2_188, 373)),
    100: ((2_034, 2_427), (63_105, 1_850), (6_649, 814), (4_842, 796), (4_721, 1_004)),
}
"""By clients, and for each policy in turn: milliseconds until the last one has written, and tries of all; means of
their simulator."""


class Contest(NamedTuple):
    """How long it took until all had written, in seconds, and how often they tried."""

    seconds: float
    tries: int


def contests(policy: Policy, clients: int) -> list[Contest]:
    """Hold as many contests of so many clients as there are for them."""
    return [contest(policy, clients, Streams(SEED, number)) for number in range(RUNS[clients])]


def contest(policy: Policy, clients: int, streams: Streams) -> Contest:
    """Let clients write from 0 s on until each has once."""
    world = _world(policy, f"contention of {clients}", streams)
    legs = _legs(streams.generator("legs", clients))
    failures, waits = np.zeros(clients, int), np.zeros(clients)
    arrivals = [(next(legs), client, -1) for client in range(clients)]  # at the row; -1 asks for its version
    heapify(arrivals)
    version, last = 0, 0.0
    while arrivals:
        at, client, known = heappop(arrivals)
        answered = at + next(legs)
        if known < 0:
            heappush(arrivals, (answered + next(legs), client, version))
        elif known == version:
            version, last = version + 1, max(last, answered)
        else:
            waits[client] = delay(world, 0, failures[client], waits[client], 0.0)
            failures[client] += 1
            heappush(arrivals, (answered + waits[client] + next(legs), client, -1))
    return Contest(last, clients + int(failures.sum()))


def _world(policy: Policy, decision: str, streams: Streams) -> World:
    """Give a world that holds a policy alone, and what it draws from."""
    draws = Draws(streams)
    policies, spans = policy_tables([(decision, policy)], draws)
    return draws.provide(World()._replace(policies=policies, spans=spans), MOST_TRIES)


def _legs(generator: np.random.Generator) -> Iterator[float]:
    while True:
        yield from np.abs(generator.normal(LEG, SPREAD, 4096)).tolist()


def _case(word: str, clients: int, milliseconds: float, tries: float) -> Case:
    policy = Retries.model_validate(POLICIES[word]).policy()
    checks = (
        Check("last one has written", "s", milliseconds / 1000, attrgetter("seconds"), errors(4.0)),
        Check("tries", "count", tries, attrgetter("tries"), errors(4.0)),
    )
    return Case(f"contention/{word}-{clients}", SOURCE, partial(contests, policy, clients), checks)


CASES = tuple(
    _case(word, clients, *expected)
    for clients, row in EXPECTED.items()
    for word, expected in zip(POLICIES, row, strict=True)
)
