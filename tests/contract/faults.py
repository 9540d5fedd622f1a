"""Faults to plant in the model, one at a time, which the contract must notice."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from rtsim.chance import Array, Streams
from rtsim.model.answers import Answers
from rtsim.model.link import OneWay
from rtsim.model.node import Node
from rtsim.model.poller import Poller
from rtsim.model.push import PushClients
from rtsim.model.traffic import Traffic
from rtsim.plan import Numbers

Plant = Callable[[pytest.MonkeyPatch], None]


def drop_last_of_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer polls with all but the last of several messages, and take it for read."""
    since = Answers.since

    def short(answers: Answers, poller: Poller, read: int) -> list[int]:
        batch = since(answers, poller, read)
        return batch[:-1] if len(batch) > 1 else batch

    monkeypatch.setattr(Answers, "since", short)


def drop_last_of_a_fan_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a message to all open connections of a fan-out but the last."""
    write_many = PushClients._write_many

    def short(push: PushClients, node: Node, clients: Numbers, message: int, at: float) -> float:
        return write_many(push, node, clients[:-1], message, at)

    monkeypatch.setattr(PushClients, "_write_many", short)
    monkeypatch.setattr("rtsim.model.push.FEW", 1)


def stop_and_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no transfer leave before the last one to the same endpoint has been acknowledged."""
    transfer, transfer_many = OneWay.transfer, OneWay.transfer_many

    def acknowledged(way: OneWay) -> Array:
        return way.__dict__.setdefault("_acknowledged", np.zeros(len(way._round_trips)))  # type: ignore[no-any-return]

    def one(way: OneWay, endpoint: int, at: float, size: int) -> float:
        clear = acknowledged(way)
        arrive = transfer(way, endpoint, max(at, float(clear[endpoint])), size)
        clear[endpoint] = arrive + way._round_trips[endpoint] / 2
        return arrive

    def many(way: OneWay, endpoints: Numbers, at: Array, size: int) -> Array:
        clear = acknowledged(way)
        arrive = transfer_many(way, endpoints, np.maximum(at, clear[endpoints]), size)
        clear[endpoints] = arrive + way._round_trips[endpoints] / 2
        return arrive

    monkeypatch.setattr(OneWay, "transfer", one)
    monkeypatch.setattr(OneWay, "transfer_many", many)


def overtake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a later transfer arrive before an earlier one on the same connection."""
    transfer, transfer_many = OneWay.transfer, OneWay.transfer_many

    def one(way: OneWay, endpoint: int, at: float, size: int) -> float:
        way._last[:] = 0.0
        return transfer(way, endpoint, at, size)

    def many(way: OneWay, endpoints: Numbers, at: Array, size: int) -> Array:
        way._last[:] = 0.0
        return transfer_many(way, endpoints, at, size)

    monkeypatch.setattr(OneWay, "transfer", one)
    monkeypatch.setattr(OneWay, "transfer_many", many)


def unseed(decision: str) -> Plant:
    """Give the fault that one decision is made without a seed."""

    def plant(monkeypatch: pytest.MonkeyPatch) -> None:
        generator = Streams.generator

        def unseeded(streams: Streams, name: str, *numbers: int) -> Generator:
            return default_rng() if name == decision else generator(streams, name, *numbers)

        monkeypatch.setattr(Streams, "generator", unseeded)

    return plant


def deliver_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let transfers take no time at all."""

    def one(_way: OneWay, _endpoint: int, at: float, _size: int) -> float:
        return at

    def many(_way: OneWay, _endpoints: Numbers, at: Array, _size: int) -> Array:
        return at

    monkeypatch.setattr(OneWay, "transfer", one)
    monkeypatch.setattr(OneWay, "transfer_many", many)


def write_larger_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count a byte too many for each transfer down."""
    down, down_many = Traffic.down, Traffic.down_many

    def one(traffic: Traffic, part: int, at: float, size: int, payload: int = 0) -> None:
        down(traffic, part, at, size + 1, payload)

    def many(traffic: Traffic, part: int, at: Array, size: int, payload: int) -> int:
        return down_many(traffic, part, at, size + 1, payload)

    monkeypatch.setattr(Traffic, "down", one)
    monkeypatch.setattr(Traffic, "down_many", many)
