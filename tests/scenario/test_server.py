from collections.abc import Callable
from math import isinf

import pytest

from rtsim.scenario import Scenario, stacks
from rtsim.scenario.catalogues import as_written
from rtsim.scenario.costs import Costs, Memory

Load = Callable[..., Scenario]


def test_the_usual_server_is_node_with_ws(load: Load) -> None:
    """The numbers of the usual stack are those of the contract."""
    server = load("").server
    assert server.stack == "node-ws"
    costs = server.costs
    assert (costs.open, costs.open_tls, costs.request) == (120e-6, 500e-6, 22e-6)
    assert (costs.respond, costs.publish, costs.push_websocket) == (21e-6, 22e-6, 11.4e-6)
    assert (costs.push_sse, costs.heartbeat, costs.per_byte) == (12.5e-6, 5e-6, 0.0)
    memory = server.memory
    assert (memory.base, memory.websocket, memory.sse) == (50e6, 9e3, 16e3)
    assert (memory.held_request, memory.idle_connection) == (13.5e3, 5e3)
    assert (server.egress, server.keep_alive, server.backplane.latency) == (1e10, 75.0, 0.0005)


@pytest.mark.parametrize("name", list(stacks()))
def test_a_named_stack_brings_its_numbers(load: Load, name: str) -> None:
    """Costs and memory are those of the stack that is named."""
    server = load(f"server: {{stack: {name}}}\n").server
    assert server.costs == Costs.model_validate(as_written(stacks()[name].costs))
    assert server.memory == Memory.model_validate(as_written(stacks()[name].memory))
    assert server.model == stacks()[name].model


def test_what_is_written_overrides_the_stack(load: Load) -> None:
    """One number that is written leaves the others as the stack has them."""
    server = load("server: {stack: socket.io, costs: {request: 1 ms}, memory: {sse: 1 kB}}\n").server
    assert (server.costs.request, server.costs.push_websocket) == (0.001, 16.6e-6)
    assert (server.memory.sse, server.memory.websocket) == (1000.0, 21600.0)


def test_an_encrypted_number_follows_its_plain_one(load: Load) -> None:
    """A cost that is written holds for encrypted connections too, unless theirs is written."""
    costs = load("server: {costs: {request: 1 ms, push_sse: 2 ms, push_sse_tls: 3 ms}}\n").server.costs
    assert (costs.request_tls, costs.push_sse_tls) == (0.001, 0.003)


def test_threads_of_a_stack_can_be_left_out_or_changed(load: Load) -> None:
    """A stack with threads brings their number."""
    assert load("server: {stack: php-fpm}\n").server.threads == 50
    assert load("server: {stack: php-fpm, threads: 8}\n").server.threads == 8
    assert load("server: {stack: php-fpm, model: event-loop}\n").server.threads is None


def test_null_is_no_limit(load: Load) -> None:
    """Egress, connections and admission are unlimited when they are null."""
    server = load("server: {egress: null, max_connections: null, accept_rate: null}\n").server
    assert isinf(server.egress)
    assert server.max_connections is None
    assert server.accept_rate is None
