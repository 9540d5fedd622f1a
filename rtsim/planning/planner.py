"""The planner: resolves a scenario for one technique and one replication."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from rtsim import plan as plans
from rtsim.chance import Streams
from rtsim.planning.arrivals import births, sources
from rtsim.planning.audiences import audience
from rtsim.planning.compression import compressing, compression, kept_to_compress
from rtsim.planning.endpoints import clients, senders
from rtsim.planning.failing import faults
from rtsim.planning.tabs import connections
from rtsim.scenario import Scenario, TechniqueSettings
from rtsim.scenario.costs import Costs, Memory
from rtsim.scenario.intermediaries import together
from rtsim.sharing import Flags, Sharing
from rtsim.techniques import Carriage, Technique, Terms, techniques
from rtsim.units import unlimited
from rtsim.upgrading import Probe
from rtsim.wire import Handshake, Packets, Wire

LEAST_DRAIN = 30.0  # seconds after the window for what is on its way: more than any catalogued link needs


def plan(
    scenario: Scenario,
    technique: Technique[Any],
    replication: int,
    *,
    keeps_deliveries: bool = False,
    traced: int = plans.NOBODY,
) -> plans.Plan:
    """Resolve `scenario` for one run.

    `keeps_deliveries` asks for every delivery in the recording, `traced` for all that happens to that client.
    """
    streams = Streams(scenario.seed, replication)
    carriage, other = carry(scenario, technique), fallback(scenario, technique)
    window = _window(scenario, [carriage.mechanism, *([] if other is None else [other.mechanism])])
    return plans.Plan(
        technique=technique.name,
        streams=streams,
        window=window,
        clients=clients(scenario, streams),
        senders=senders(scenario),
        messages=_messages(scenario, streams, window.horizon),
        server=server(scenario, carriage),
        mechanism=carriage.mechanism,
        upstream=_upstream(scenario, carriage),
        handshake=carriage.handshake,
        packets=Packets() if isinstance(carriage.carrier, plans.Socket) else wire(scenario).packets,
        sharing=sharing(scenario, carriage, streams),
        faults=faults(scenario, carriage, streams, window.horizon) if scenario.can_fail or other else None,
        fallback=other,
        keeps_deliveries=keeps_deliveries,
        traced=traced,
    )


def carry(scenario: Scenario, technique: Technique[Any]) -> Carriage:
    """Give how `technique` carries messages under the scenario's terms and settings."""
    return technique.carriage(settings_of(scenario, technique), _terms(scenario))


def fallback(scenario: Scenario, technique: Technique[Any]) -> plans.Fallback | None:
    """Give what clients fall back to whose upgrades do not pass, or begin with; nothing where neither is."""
    settings = settings_of(scenario, technique)
    begins = technique.beginning(settings, _terms(scenario))
    if begins is not None:
        return _fallback(scenario, begins.carriage, after=begins.gives_up, remembers=True, probe=begins.probe)
    written = technique.fallback(settings)
    if written is None or not together(scenario.path).blocked:
        return None
    other = techniques()[written.to]
    carriage = other.carriage(written.settings or other.settings(), _terms(scenario))
    return _fallback(scenario, carriage, after=written.after, remembers=written.remembers)


def _fallback(
    scenario: Scenario, carriage: Carriage, *, after: float, remembers: bool, probe: Probe | None = None
) -> plans.Fallback:
    return plans.Fallback(
        after=after,
        remembers=remembers,
        probe=probe,
        mechanism=carriage.mechanism,
        carrier=carriage.carrier,
        handshake=carriage.handshake,
        push=_costs(scenario, carriage).push,
        memory=_memory(scenario, carriage).push,
        connections=connections(scenario, carriage),
    )


def settings_of(scenario: Scenario, technique: Technique[Any]) -> TechniqueSettings:
    """Give a technique's settings in a scenario: those that it has there, or its defaults."""
    return scenario.techniques.get(technique.name) or technique.settings()


def _terms(scenario: Scenario) -> Terms:
    body = scenario.wire.body
    return Terms(
        wire=wire(scenario),
        body=plans.Body(empty=body.empty, around=body.around, between=body.between, each=body.each),
        keep_alive=min(scenario.server.keep_alive, together(scenario.path).idle),
    )


def wire(scenario: Scenario) -> Wire:
    """Give the scenario's wire."""
    written = scenario.wire
    return Wire(
        http=written.http,
        tls=written.tls.version,
        headers=written.headers,
        sizes=written.sizes,
        compression=compression(written.compression),
        resumed=written.tls.resumption,
        early_data=written.tls.early_data,
        websocket=written.websocket,
    )


def over_tcp(scenario: Scenario) -> Handshake:
    """Give what opening a connection takes that is not over UDP: HTTP/2's where the scenario has HTTP/3."""
    spoken = wire(scenario)
    return (replace(spoken, http="2") if spoken.http == "3" else spoken).handshake()


def sharing(scenario: Scenario, carriage: Carriage, streams: Streams) -> Sharing | None:
    """Give how an endpoint's requests share a connection; nothing where each has one of its own."""
    spoken, carrier, mechanism = wire(scenario), carriage.carrier, carriage.mechanism
    if not spoken.shares or isinstance(carrier, plans.Socket):
        return None
    empty = mechanism.empty if isinstance(mechanism, plans.Pull) else mechanism.response
    return Sharing(
        streams=scenario.wire.streams,
        keep_alive=carrier.keep_alive,
        in_order=spoken.http != "3",
        blocked=_blocked(scenario, streams),
        over_tcp=over_tcp(scenario),
        record_limit=spoken.record_limit,
        window=unlimited(scenario.wire.window),
        goaway=spoken.goaway().size(0),
        record=spoken.record,
        up=spoken.heads((mechanism.request, carrier.request)),
        down=spoken.heads((mechanism.response, empty, carrier.response, mechanism.response.packed)),
    )


def _blocked(scenario: Scenario, streams: Streams) -> Flags:
    """Tell which endpoints have no UDP."""
    endpoints = scenario.clients.count + senders(scenario)
    return streams.generator("udp").random(endpoints) < scenario.wire.udp_blocked


def server(scenario: Scenario, carriage: Carriage) -> plans.Server:
    """Give the nodes with the costs that hold for a technique's connections."""
    written = scenario.server
    return plans.Server(
        nodes=written.nodes,
        cores=written.cores,
        threads=unlimited(written.threads),
        answers=plans.Answers(written.answers),
        costs=_costs(scenario, carriage),
        memory=_memory(scenario, carriage),
        egress=written.egress,
        keep_alive=written.keep_alive,
        max_connections=unlimited(written.max_connections),
        accept_rate=unlimited(written.accept_rate),
        backplane=written.backplane.latency,
    )


def _window(scenario: Scenario, mechanisms: list[plans.Pull | plans.Push]) -> plans.Window:
    """Give the window, and time after it for two of the longest waits that there are."""
    start, end = scenario.warmup, scenario.warmup + scenario.duration
    longest = max(one.pause.mean + one.hold if isinstance(one, plans.Pull) else one.retry for one in mechanisms)
    drain = LEAST_DRAIN + 2 * longest if scenario.drain is None else scenario.drain
    return plans.Window(start=start, end=end, horizon=end + drain)


def _secured(scenario: Scenario, numbers: Costs | Memory, name: str) -> float:
    """Give one of a stack's numbers, that of encrypted connections where they are."""
    return float(getattr(numbers, name if scenario.wire.tls.version == "none" else f"{name}_tls"))


def _costs(scenario: Scenario, carriage: Carriage) -> plans.Costs:
    cost = partial(_secured, scenario, scenario.server.costs)
    return plans.Costs(
        open=cost("open"),
        request=cost("request"),
        respond=cost("respond"),
        publish=cost("publish"),
        push=cost(f"push_{carriage.stack}"),
        heartbeat=cost("heartbeat"),
        backplane=scenario.server.backplane.cost,
        per_byte=scenario.server.costs.per_byte,
        compression=compressing(scenario.wire.compression),
    )


def _memory(scenario: Scenario, carriage: Carriage) -> plans.Memory:
    size = partial(_secured, scenario, scenario.server.memory)
    return plans.Memory(
        base=scenario.server.memory.base,
        push=size(carriage.stack) + kept_to_compress(scenario.wire.compression, carriage),
        idle=size("idle_connection"),
        held=size("held_request"),
    )


def _messages(scenario: Scenario, streams: Streams, horizon: float) -> plans.OpenLoop | plans.ClosedLoop:
    messages = scenario.messages
    if messages.closed_loop is not None:
        from_whom = sources(scenario)
        return plans.ClosedLoop(
            origins=from_whom[np.arange(messages.closed_loop.concurrency) % len(from_whom)],
            think=messages.closed_loop.think,
            payload=messages.payload,
            audience=audience(scenario),
        )
    times, origins = births(scenario, streams, horizon)
    channel, payload = audience(scenario)(streams.generator("audience"), origins), None
    if messages.trace is not None:
        channel = channel if messages.trace.recipients is None else messages.trace.recipients[: len(times)]
        payload = None if messages.trace.payloads is None else messages.trace.payloads[: len(times)]
    if payload is None:
        drawn = messages.payload.sample(streams.generator("payload"), len(times))
        payload = np.maximum(np.rint(drawn), 0).astype(np.int64)
    return plans.OpenLoop(birth=times, origin=origins, channel=channel, payload=payload)


def _upstream(scenario: Scenario, carriage: Carriage) -> plans.Upstream:
    body = scenario.wire.body
    return plans.Upstream(
        carrier=carriage.carrier,
        connections=scenario.messages.senders.connections,
        added=body.publish,
        acknowledgement=body.publish_ack,
        acknowledge=plans.Acknowledge(scenario.messages.acknowledge),
    )
