"""The textbook model that the simulator is measured against: SimPy's own tutorial style, five events for each poll."""

from time import process_time

import simpy
from numpy.random import default_rng


def polls_per_second(*, clients: int, interval: float, delay: float, service: float, until: float) -> float:
    """Simulate short polling with a process for each client and a resource for the server; give polls per second."""
    env = simpy.Environment()
    server = simpy.Resource(env, capacity=1)
    polls = 0

    def client(phase: float):  # noqa: ANN202 - a SimPy process, as in its tutorial
        nonlocal polls
        yield env.timeout(phase)
        while True:
            yield env.timeout(delay)
            with server.request() as turn:
                yield turn
                yield env.timeout(service)
            yield env.timeout(delay)
            polls += 1
            yield env.timeout(interval)

    for phase in default_rng(1).uniform(0.0, interval, clients):
        env.process(client(float(phase)))
    began = process_time()
    env.run(until=until)
    return polls / (process_time() - began)
