"""The contract: what every technique must keep, whatever it is, in any scenario without losses on the way.

`check_contract` applies all that one run can show; the functions that follow it take what they need to run themselves.
A trial for `check_bytes` counts from its first instant and is quiet at its end, so that all transfers are counted.
"""

from collections import defaultdict
from dataclasses import fields
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rtsim.histogram import Histogram
from rtsim.plan import SERVER, OpenLoop, Plan, Post, Pull, Push, Socket
from rtsim.planning import plan
from rtsim.recording import Recording
from rtsim.scenario import Scenario
from rtsim.wire import Compressed, Envelope
from tests.contract.trials import AnyTechnique, Trial, try_out

Column: TypeAlias = NDArray[Any]


def check_contract(technique: AnyTechnique, scenario: Scenario) -> None:
    """Check all that one run of `technique` can show; the scenario must leave nobody out and be quiet at its end."""
    trial = try_out(technique, scenario)
    check_complete(trial)
    check_once(trial)
    check_order(trial)
    check_causal(trial)
    check_counts(trial)
    check_bytes(trial)


def check_complete(trial: Trial) -> None:
    """Check that every message has reached everyone it is owed to."""
    had = {(message, recipient) for message, recipient, _ in trial.delivered}
    missing, extra = sorted(trial.owed - had), sorted(had - trial.owed)
    assert not missing, f"{len(missing)} of {len(trial.owed)} deliveries are missing, message and client: {missing[:5]}"
    assert not extra, f"{len(extra)} deliveries are owed to nobody, message and client: {extra[:5]}"


def check_once(trial: Trial) -> None:
    """Check that nobody gets a message twice, or one that is not for them."""
    pairs = [(message, recipient) for message, recipient, _ in trial.delivered]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) <= trial.owed


def check_order(trial: Trial) -> None:
    """Check that all clients have messages in one order, which is that of sending wherever one connection carries them.

    POSTs of one sender may overtake each other, for each takes a connection of its own where none is idle.
    """
    assert trial.recording.out_of_order == 0
    _check_one_order(trial)
    for had in trial.had.values():
        latest: dict[int, int] = {}
        for message in had:
            origin = int(trial.messages.origin[message])
            if origin == SERVER or isinstance(trial.plan.upstream.carrier, Socket):
                assert latest.get(origin, -1) < message, f"message {message} came after {latest[origin]}"
                latest[origin] = message


def _check_one_order(trial: Trial) -> None:
    """Check that any two clients have the messages that both have in the same order."""
    channels = trial.plan.clients.channels
    for one, other in pairwise(sorted(trial.had, key=lambda client: (channels[client], client))):
        both = set(trial.had[one]) & set(trial.had[other])
        assert [each for each in trial.had[one] if each in both] == [each for each in trial.had[other] if each in both]


def check_causal(trial: Trial) -> None:
    """Check that no delivery is sooner than the links can be."""
    birth, origin = trial.messages.birth.tolist(), trial.messages.origin.tolist()
    for message, recipient, at in trial.delivered:
        assert at >= birth[message] + trial.least_latency(origin[message], recipient) - 1e-9


def check_counts(trial: Trial) -> None:
    """Check the recording's counts of the window's messages against its deliveries, one by one."""
    recording, window, birth = trial.recording, trial.plan.window, trial.messages.birth
    counted = {number for number, at in enumerate(birth.tolist()) if window.start <= at < window.end}
    latencies = [at - birth[message] for message, _, at in trial.delivered if message in counted]
    owed = sum(message in counted for message, _ in trial.owed)
    assert recording.published == len(counted)
    assert recording.expected == owed
    assert recording.delivered == len(latencies) == recording.latency.count
    assert recording.expected == recording.delivered + recording.undelivered + recording.lost
    if latencies:
        assert np.isclose(recording.latency.mean, np.mean(latencies))
        assert np.isclose(recording.latency.maximum, max(latencies))
    assert 0 <= recording.held.mean <= recording.open.mean + 1e-9


def check_bytes(trial: Trial) -> None:
    """Check that payload is conserved, and that every part of the traffic is what its messages add up to."""
    planned, recording = trial.plan, trial.recording
    down, up = _payload_down(trial), _payload_up(trial)
    parts = recording.traffic
    assert recording.duplicates == 0
    assert (parts["payload"].up, parts["payload"].down) == (up, down)
    assert recording.payload == up + down
    assert recording.total.up - up == sum(part.up for name, part in parts.items() if name != "payload")
    _check_publishing(trial, up)
    if isinstance(planned.mechanism, Push):
        _check_pushed(trial, planned.mechanism, down)
    else:
        _check_pulled(trial, planned.mechanism, down)


def _payload_up(trial: Trial) -> int:
    """Give the bytes of payload that have to come up: none of what compression leaves out."""
    upstream, sizes = trial.plan.upstream, trial.messages.payload[trial.messages.origin >= 0].tolist()
    carrier = upstream.carrier
    message = carrier.message if isinstance(carrier, Socket) else carrier.request.repeated
    return sum(left(message, size + upstream.added, size) for size in sizes)


def _payload_down(trial: Trial) -> int:
    """Give the bytes of payload that have to come down."""
    mechanism, sizes = trial.plan.mechanism, trial.messages.payload
    if isinstance(mechanism, Pull):
        response = mechanism.response.repeated
        return sum(left(response, _body(mechanism, batch), sum(batch)) for batch in _batches(trial).values())
    each, first = mechanism.each, mechanism.first_id
    told = ((int(sizes[number]), first + number) for number, _, _ in trial.delivered)
    return sum(left(mechanism.message, size + each, size, number) for size, number in told)


def left(envelope: Envelope, body: int, payload: int, sequence: int = 0) -> int:
    """Give how much of a payload travels: no more than what its message is compressed to."""
    taken = envelope.taken(body, sequence) if isinstance(envelope, Compressed) else 0
    return min(payload, envelope.law.size(taken)) if isinstance(envelope, Compressed) and taken else payload


def _batches(trial: Trial) -> dict[tuple[int, float], list[int]]:
    """Give the sizes of the messages in each answer, by recipient and instant."""
    batches: defaultdict[tuple[int, float], list[int]] = defaultdict(list)
    for message, recipient, at in trial.delivered:
        batches[recipient, at].append(int(trial.messages.payload[message]))
    return batches


def _body(pull: Pull, batch: list[int]) -> int:
    body = pull.body
    return body.around + sum(batch) + len(batch) * body.each + (len(batch) - 1) * body.between


def _check_publishing(trial: Trial, payload: int) -> None:
    """Check the bytes of messages on their way up, and of their acknowledgements."""
    upstream, part = trial.plan.upstream, trial.recording.traffic["publishing"]
    sizes = trial.messages.payload[trial.messages.origin >= 0].tolist()
    match upstream.carrier:
        case Post(request=request, response=response):
            message, acknowledgement = request.repeated, response.repeated
        case Socket(message=message, acknowledgement=acknowledgement):
            pass
    connects, connected = _connecting(trial.plan)
    assert part.up + payload == connects + sum(message.size(size + upstream.added) for size in sizes)
    assert part.down == connected + len(sizes) * acknowledgement.size(upstream.acknowledgement)


def _connecting(plan: Plan) -> tuple[int, int]:
    """Give the bytes of the POSTs that connect clients which poll first, and of their answers."""
    probe = None if plan.fallback is None else plan.fallback.probe
    return (0, 0) if probe is None else (plan.clients.count * probe.connects, plan.clients.count * probe.connected)


def _going_over(plan: Plan) -> tuple[int, int]:
    """Give the bytes of what brings clients from polls to their WebSockets: the frames, and the polls' set-up."""
    if plan.fallback is None or plan.fallback.probe is None:
        return 0, 0
    shake, probe, count = plan.fallback.handshake, plan.fallback.probe, plan.clients.count
    return count * (shake.up + probe.probe_asks + probe.probe_ends), count * (shake.down + probe.probe_says)


def _check_pushed(trial: Trial, push: Push, payload: int) -> None:
    """Check each message's frame, the answers to handshakes, and the heartbeats."""
    parts, sizes = trial.recording.traffic, trial.messages.payload
    first = push.first_id
    written = sum(push.message.size(int(sizes[number]) + push.each, first + number) for number, _, _ in trial.delivered)
    if trial.recording.carried == 0:  # none has come by a poll, before its client's WebSocket was open
        assert parts["framing"].down + payload == written
    opened, shake = trial.plan.clients.count, trial.plan.handshake
    if isinstance(trial.plan.upstream.carrier, Socket):
        opened += trial.plan.senders
        over_up, over_down = _going_over(trial.plan)
        assert parts["handshake"].up == over_up + opened * (shake.up + push.request.first.size(0))
        assert parts["handshake"].down == over_down + opened * (shake.down + push.response.first.size(0))
    pings, rest = divmod(parts["heartbeats"].down, push.ping)
    assert rest == 0
    assert 0 <= pings * push.pong - parts["heartbeats"].up <= opened * push.pong


def _check_pulled(trial: Trial, pull: Pull, payload: int) -> None:
    """Check each answer by what it carried; the heads are alike, as they are in HTTP/1.1."""
    recording, parts, body, batches = trial.recording, trial.recording.traffic, pull.body, _batches(trial)
    bodies = (_body(pull, batch) for batch in batches.values())
    assert parts["responses"].down + payload == sum(map(pull.response.repeated.size, bodies))
    assert parts["requests"].up == recording.requests * pull.request.repeated.size(0)
    assert parts["empty"].down == recording.empty * pull.empty.repeated.size(body.empty)
    assert recording.answered == len(batches)
    assert recording.carried == len(trial.delivered)
    assert 0 <= recording.requests - recording.empty - recording.answered <= recording.clients


def check_reproducible(technique: AnyTechnique, scenario: Scenario) -> None:
    """Check that the same replication leaves the same recording, bit for bit, and that another does not."""
    first, second = (facts(try_out(technique, scenario).recording) for _ in range(2))
    assert first == second
    assert facts(try_out(technique, scenario, 1).recording) != first


def facts(recording: Recording) -> dict[str, object]:
    """Give all that a recording holds in comparable form, exact to the bit."""
    found: dict[str, object] = {}
    for field in fields(recording):
        held = getattr(recording, field.name)
        if isinstance(held, Histogram):
            held = (held.count, held.total, held.least, held.greatest, held.buckets.tobytes())
        elif field.name == "deliveries":
            held = (held.message.tobytes(), held.recipient.tobytes(), held.time.tobytes())
        elif isinstance(held, np.ndarray):
            held = held.tobytes()
        elif field.name == "failures":
            held = repr(held)
        found[field.name] = held if held == held else "not a number"  # noqa: PLR0124 - an age that is not a number
    return found


def check_same_world(technique: AnyTechnique, scenario: Scenario, other: AnyTechnique) -> None:
    """Check that a replication's messages, links and arrivals are those that another technique gets."""
    here, there = plan(scenario, technique, 0), plan(scenario, other, 0)
    for name, (ours, theirs) in _columns(here, there).items():
        assert np.array_equal(ours, theirs), f"{name} differ"


def _columns(here: Plan, there: Plan) -> dict[str, tuple[Column, Column]]:
    """Give pairs of columns that must be equal; messages up to the window's end, for a run's horizon may differ."""
    pairs: dict[str, tuple[Column, Column]] = {
        name: (getattr(here.clients, name), getattr(there.clients, name)) for name in ("starts", "nodes", "channels")
    }
    for way in ("up", "down"):
        one, other = getattr(here.clients, way), getattr(there.clients, way)
        pairs |= {
            f"{way} {name}": (getattr(one, name), getattr(other, name)) for name in ("latency", "bandwidth", "link")
        }
    for name in ("birth", "origin", "channel", "payload"):
        pairs[f"messages' {name}"] = _in_window(here, name), _in_window(there, name)
    return pairs


def _in_window(planned: Plan, name: str) -> Column:
    messages = planned.messages
    assert isinstance(messages, OpenLoop)
    return np.asarray(getattr(messages, name))[messages.birth < planned.window.end]
