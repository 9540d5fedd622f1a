"""Levers: the inputs of a scenario that are turned, one at a time, to see whether the verdict changes with them.

A quantity that is written as one number is replaced; the payload and the links' latency, which may be random, are
stretched as a whole, so that their spread grows with their mean. A random polling interval is left alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from math import inf, isfinite
from typing import Any, TypeVar

from pydantic import BaseModel

from rtsim.advice.criteria import counting, terms
from rtsim.chance import Constant, Distribution
from rtsim.experiments.point import override
from rtsim.scenario import Scenario
from rtsim.scenario.links import Latencies, Link
from rtsim.scenario.measures import Measure
from rtsim.scenario.slo import Limit
from rtsim.units import SHARE, Text, rate_text, significant, size_text, time_text

MOST_CLIENTS = 100_000
REPEATED = ("interval", "timeout", "heartbeat")  # settings that are the time from one event to its next
UNSEEN = "the window does not show longer ones twice"
ONCE = "the window shows longer ones once"
CLOSE, FINE = 1.1, 1.01  # ratios of two values between which a change need not be looked for
_number = "{:,.0f}".format

Model = TypeVar("Model", bound=BaseModel)

Vary = Callable[[Sequence[str]], Scenario]
"""Gives the scenario with changes laid over it, as `--set` takes them; raises `InputErrors` for what it refuses."""


@dataclass(frozen=True, kw_only=True)
class Lever:
    """One input: its path, its value now in base units, how a value is written, and the scenario with another value.

    `at` raises `InputErrors` for a value that the scenario refuses. Values of a `whole` one are whole numbers, none is
    above `most`, for the reason `end`, and two are close enough to the change between them when their ratio is `close`.
    """

    path: str
    now: float
    text: Text
    at: Callable[[float], Scenario]
    whole: bool = False
    most: float = inf
    end: str = ""
    close: float = CLOSE


def levers(scenario: Scenario, vary: Vary) -> list[Lever]:
    """Give the levers of a scenario whose turning changes what is simulated."""
    found = [*_keys(scenario, vary), *_stretched(scenario)]
    return [lever for lever in found if 0 < lever.now < inf]


def weight_levers(scenario: Scenario) -> list[Lever]:
    """Give the levers that change the weighing alone: the weights of what counts."""
    weights = scenario.needs.weights
    keys = dict.fromkeys(one.weight for one in counting(scenario))
    return [_need(scenario, "weights", key, getattr(weights, key), significant) for key in keys]


def matter_levers(scenario: Scenario) -> list[Lever]:
    """Give the levers that change what is a difference at all, and what is in time, where they are above 0."""
    needs = scenario.needs
    found = [_need(scenario, "matters", one.matter, getattr(needs.matters, one.matter), one.text) for one in
             counting(scenario)]  # fmt: skip
    if isfinite(terms(scenario, {}).in_time):
        found.append(_need(scenario, "", "in_time", needs.in_time, time_text))
    return [lever for lever in found if lever.now > 0]


def _need(scenario: Scenario, group: str, key: str, now: float, text: Text) -> Lever:
    path = ".".join(filter(None, ("needs", group, key)))
    return Lever(path=path, now=now, text=text, at=lambda value: placed(path, scenario, value), close=FINE)


def limit_levers(scenario: Scenario) -> list[Lever]:
    """Give the levers that change what is asked for alone: the limits under `slo:`, but those of zero."""
    return [
        Lever(
            path=f"slo.{limit.metric}",
            now=limit.value,
            text=Measure(limit.metric).text,
            at=partial(_limited, scenario, limit),
            most=1.0 if Measure(limit.metric).kind is SHARE else inf,
            end="a share is no more",
            close=FINE,
        )
        for limit in scenario.slo
        if limit.value > 0
    ]


def _limited(scenario: Scenario, limit: Limit, value: float) -> Scenario:
    changed = limit.model_copy(update={"value": value, "text": f"{limit.operator} {Measure(limit.metric).text(value)}"})
    return placed("slo", scenario, tuple(changed if one is limit else one for one in scenario.slo))


def _keys(scenario: Scenario, vary: Vary) -> Iterator[Lever]:
    key, whole = partial(_key, vary), partial(_key, vary, whole=True)
    yield whole(
        "clients.count",
        scenario.clients.count,
        _number,
        most=max(scenario.clients.count, MOST_CLIENTS),
        end="no more are tried",
    )
    yield from _of_process(scenario, vary)
    if scenario.messages.audience == "room":
        yield whole("messages.room_size", scenario.messages.room_size, _number)
    yield whole("server.cores", scenario.server.cores, _number)
    yield from _of_faults(scenario, vary)
    for name, settings in scenario.techniques.items():
        for field in REPEATED:
            value = getattr(settings, field, None)
            now = value.value if isinstance(value, Constant) else value
            if isinstance(now, int | float):
                most = max(now, scenario.duration / 2)
                yield key(f"techniques.{name}.{field}", now, time_text, most=most, end=UNSEEN)


def _of_faults(scenario: Scenario, vary: Vary) -> Iterator[Lever]:
    for place, restart in enumerate(scenario.faults.restarts):
        path = f"faults.restarts.{place}"
        yield _key(vary, f"{path}.{'down' if restart.over is None else 'over'}", restart.lasts, time_text)
        if restart.every is not None:
            yield _key(vary, f"{path}.every", restart.every, time_text, most=scenario.duration, end=ONCE)


def _of_process(scenario: Scenario, vary: Vary) -> Iterator[Lever]:
    """Give the lever that makes messages more or less frequent; a trace has none."""
    loop = scenario.messages.closed_loop
    if loop is not None:
        yield _key(vary, "messages.closed-loop.concurrency", loop.concurrency, _number, whole=True)
    elif found := pace(scenario):
        yield _key(vary, *found)


def pace(scenario: Scenario) -> tuple[str, float, Text] | None:
    """Give what makes messages frequent: its path, its value now, and what writes it; nothing where nothing does."""
    messages = scenario.messages
    if messages.bursts is not None:
        return "messages.bursts.every", messages.bursts.every, time_text
    if messages.on_off is not None:
        return "messages.on-off.rate", messages.on_off.rate, rate_text
    return ("messages.rate", messages.rate, rate_text) if messages.rate else None


def _key(vary: Vary, path: str, now: float, text: Text, **terms: Any) -> Lever:
    return Lever(path=path, now=now, text=text, at=lambda value: vary([override(path, value)]), **terms)


def _stretched(scenario: Scenario) -> Iterator[Lever]:
    yield from _of_outages(scenario)
    payload = scenario.messages.payload.mean
    yield Lever(path="messages.payload", now=payload, text=size_text, at=partial(with_payload, scenario))
    now = sum(share * _mean(link) for share, link in scenario.clients.mix)
    yield Lever(path="clients.network.latency", now=now, text=time_text, at=partial(_with_latency, scenario))


def _of_outages(scenario: Scenario) -> Iterator[Lever]:
    for place, outage in enumerate(scenario.faults.outages):
        for key, time in (("lasts", outage.lasts), ("every", outage.every)):
            if time is not None:
                yield Lever(
                    path=f"faults.outages.{place}.{key}",
                    now=time.mean,
                    text=time_text,
                    at=partial(_with_outage, scenario, place, key),
                    most=inf if key == "lasts" else max(time.mean, scenario.duration),
                    end="" if key == "lasts" else ONCE,
                )


def _with_outage(scenario: Scenario, place: int, key: str, mean: float) -> Scenario:
    outages = list(scenario.faults.outages)
    time = getattr(outages[place], key)
    outages[place] = outages[place].model_copy(update={key: stretched(time, mean / time.mean)})
    return placed("faults.outages", scenario, tuple(outages))


def _mean(link: Link) -> float:
    return (link.latency.up.mean + link.latency.down.mean) / 2


def with_payload(scenario: Scenario, mean: float) -> Scenario:
    """Give the scenario with a payload of another mean."""
    payload = scenario.messages.payload
    payload = stretched(payload, mean / payload.mean)
    return placed("messages.payload", scenario, payload)


def _with_latency(scenario: Scenario, mean: float) -> Scenario:
    factor = mean / sum(share * _mean(link) for share, link in scenario.clients.mix)
    network = (placed("network", portion, slower(portion.network, factor)) for portion in scenario.clients.network)
    return placed("clients.network", scenario, tuple(network))


def placed(path: str, model: Model, value: Any) -> Model:
    """Give a copy of a scenario, or of a part of one, with another value at a dotted path."""
    first, _, rest = path.partition(".")
    return model.model_copy(update={first: placed(rest, getattr(model, first), value) if rest else value})


def slower(link: Link, factor: float) -> Link:
    """Multiply a link's latency by a factor."""
    up, down = (stretched(latency, factor) for latency in (link.latency.up, link.latency.down))
    return placed("latency", link, Latencies.model_construct(up=up, down=down))


def stretched(distribution: Distribution, factor: float) -> Distribution:
    """Multiply a random quantity by a factor: all parameters of every distribution here are in its own unit.

    >>> stretched(Constant(2.0), 3.0)
    Constant(value=6.0)
    """
    changes: dict[str, Any] = {}
    for field in fields(distribution):  # type: ignore[arg-type]
        now = getattr(distribution, field.name)
        changes[field.name] = tuple(value * factor for value in now) if isinstance(now, tuple) else now * factor
    return replace(distribution, **changes)  # type: ignore[type-var]
