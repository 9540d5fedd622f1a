"""Storms: crowds that come back to a server which cannot let them in before they give up and try again."""

from math import inf

from rtsim.plan import Pull
from rtsim.planning.planner import server
from rtsim.scenario import Scenario
from rtsim.techniques import Carriage
from rtsim.theory import reconnects
from rtsim.units import time_text


def endless_storm(scenario: Scenario, carriage: Carriage) -> str:
    """Say that a storm of a technique's clients may never end, if that is so; otherwise nothing.

    A try that is given up after the connect time-out has cost the server its work all the same. When all of a node's
    clients try so often that their set-ups take more than its cores have, a queue that stands never ends:
    `theory.reconnects.most_that_recover`. An admission limit takes the place of the work where it takes longer. A
    backlog that is done before a client gives up ends the storm: whoever finds room in it still waits then.
    """
    if not scenario.faults or isinstance(carriage.mechanism, Pull):
        return ""
    policy = carriage.mechanism.reconnect or scenario.clients.reconnecting.policy()
    node = server(scenario, carriage)
    work = (node.costs.open + node.costs.per_byte * carriage.mechanism.request.first.size(0)) / node.cores
    each = max(work, 1 / node.accept_rate)
    limited = (scenario.server.backlog or inf) * each < policy.timeout
    if policy.timeout == inf or policy.tries < inf or not each or limited:
        return ""
    low, high = policy.spans[-1]
    pause = policy.timeout + min(policy.most, (low + high) / 2)
    most = reconnects.most_that_recover(workers=1, cost=each, retry=max(0.0, pause - each))
    clients = scenario.clients.count / node.nodes
    if clients < most:
        return ""
    return (
        f"a storm may never end: {clients:,.0f} clients of a node try each {time_text(pause)} at the latest, but it "
        f"sets up {most:,.0f} in that time, whether or not they have given up: let them wait longer "
        "(clients.reconnect.connect_timeout, cap), or let fewer wait than are set up before they do (server.backlog)"
    )
