"""Faults to plant in the model, one at a time, which the contract must notice.

They are planted in the kernel as it is written, which gives the same recordings as the compiled one.
"""

from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from math import inf
from typing import Any

import pytest
from numpy.random import Generator, default_rng

from rtsim.chance import Streams
from rtsim.model.compiled import MODULES, plain
from rtsim.model.kernel import answers, books, connections, expiring, intermediary, links, paths, writing
from rtsim.model.layout import NOWHERE, World

Plant = Callable[[pytest.MonkeyPatch], None]


def plant(monkeypatch: pytest.MonkeyPatch, sound: Callable[..., Any], faulty: Callable[..., Any]) -> None:
    """Put a faulty function of the kernel in the place of a sound one, wherever that is called."""
    monkeypatch.setattr("rtsim.model.effort.compiled", lambda **_: plain())
    for module in MODULES:
        if vars(module).get(sound.__name__) is sound:
            monkeypatch.setattr(module, sound.__name__, faulty)


def drop_last_of_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer polls with all but the last of several messages, and take it for read."""
    mark_read = answers.mark_read

    def short(world: World, client: int, connection: int, read: int, found: int) -> None:
        mark_read(world, client, connection, read, found)
        row = world.connections[connection]
        if found > 1:
            entry = row.first
            while (after := answers.following(world, world.clients[client].place, entry)) != row.last:
                entry = after
            row.last = entry

    plant(monkeypatch, mark_read, short)


def drop_last_of_a_fan_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a message to all open connections of a fan-out but the last."""
    write = writing.write

    def short(  # noqa: PLR0917 - as `write` has them
        world: World, number: int, client: int, message: int, entry: int, at: float
    ) -> float:
        place = world.places[world.clients[client].place]
        last = world.seats[place.start + place.seats - 1]
        return at if client == last and place.seats > 1 else write(world, number, client, message, entry, at)

    plant(monkeypatch, write, short)


def stop_and_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no transfer leave before the last one to the same endpoint has been acknowledged."""
    transfer = links.transfer
    clear: defaultdict[tuple[int, int, int], float] = defaultdict(float)

    def one(world: World, endpoint: int, side: int, at: float, size: int) -> float:
        way = id(world.state), endpoint, side
        arrive = transfer(world, endpoint, side, max(at, clear[way]), size)
        clear[way] = arrive + float(world.ways[2 * endpoint + 1 - side].latency)
        return arrive

    plant(monkeypatch, transfer, one)


def overtake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a later transfer arrive before an earlier one on the same connection."""
    transfer = links.transfer

    def one(world: World, endpoint: int, side: int, at: float, size: int) -> float:
        world.ways[2 * endpoint + side].last = 0.0
        return transfer(world, endpoint, side, at, size)

    plant(monkeypatch, transfer, one)


def unseed(decision: str) -> Plant:
    """Give the fault that one decision is made without a seed."""

    def plant_it(monkeypatch: pytest.MonkeyPatch) -> None:
        generator = Streams.generator

        def unseeded(streams: Streams, name: str, *numbers: int) -> Generator:
            return default_rng() if name == decision else generator(streams, name, *numbers)

        monkeypatch.setattr(Streams, "generator", unseeded)

    return plant_it


def deliver_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let transfers take no time at all."""
    plant(monkeypatch, links.transfer, lambda _world, _endpoint, _side, at, _size: at)


def write_larger_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count a byte too many for each transfer down."""
    down = books.down
    plant(monkeypatch, down, lambda world, part, at, size, payload: down(world, part, at, size + 1, payload))


def forget_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a client that comes back for one that has had all there is, and owe it nothing any more."""

    def up_to_date(world: World, endpoint: int) -> None:
        if endpoint < world.settings[0].clients:
            who = world.clients[endpoint]
            who.cursor = world.places[who.place].last

    plant(monkeypatch, paths.lose_place, up_to_date)


def forget_places_in_outages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a client whose path was cut for one that has had all there is when it comes back."""
    forgets = answers.forget

    def up_to_date(world: World, client: int) -> None:
        forgets(world, client)
        if world.recoveries[client].dark >= 0 or world.settings[0].in_turn:
            world.clients[client].cursor = world.places[world.clients[client].place].last

    plant(monkeypatch, forgets, up_to_date)


def replay_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a client that comes back the log from its beginning."""

    def from_the_beginning(world: World, endpoint: int) -> None:
        if endpoint < world.settings[0].clients:
            world.clients[endpoint].cursor = NOWHERE

    plant(monkeypatch, paths.lose_place, from_the_beginning)


def ignore_crashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a node that fails go on as if nothing had happened."""
    monkeypatch.setattr(import_module("rtsim.model.simulate"), "start_failing", lambda _run, _faults: None)


def ignore_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all pass an intermediary that has cut the path."""
    plant(monkeypatch, intermediary.expire, lambda _world, _endpoint, _attempt: None)
    plant(monkeypatch, intermediary.lapse, lambda _world, _client: None)
    plant(monkeypatch, expiring.deadline, lambda _world, _connection: inf)
    plant(monkeypatch, expiring.lasts, lambda _world, _endpoint: inf)


def ignore_outages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is under way when a client's path is cut arrive all the same, and the path go on."""
    plant(monkeypatch, paths.cut_path, lambda _world, _endpoint, _event: None)
    plant(monkeypatch, connections.ends, lambda world, endpoint: world.nodes[world.endpoints[endpoint].node].fails)


def replay_all_in_outages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a client whose path is cut the log from its beginning."""
    begins_anew = paths.begin_anew

    def from_the_beginning(world: World, endpoint: int, now: float) -> None:
        begins_anew(world, endpoint, now)
        if endpoint < world.settings[0].clients:
            world.clients[endpoint].cursor = NOWHERE

    plant(monkeypatch, begins_anew, from_the_beginning)
