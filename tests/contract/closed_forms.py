"""The closed form that a technique must agree with: its mechanism says which."""

from collections.abc import Mapping
from typing import Any

from rtsim.plan import Pull, Push, Timing
from rtsim.recording import Recording
from rtsim.theory import fan_out, long_polling, short_polling
from rtsim.theory.polling import Polling
from tests.agreement.intervals import agrees, close
from tests.agreement.worlds import FREE
from tests.contract.trials import AnyTechnique, Trial, scenario_for, try_out

CLIENTS, UP, DOWN, REPLICATIONS = 10, 0.06, 0.08, 10
SEND, PERIOD = 1e-3, 0.02  # a message each 20 ms: several are on their way to a client at once
RATE = 1.0  # messages per second for each client


def check_closed_form(technique: AnyTechnique, settings: Mapping[str, Any], duration: float = 100.0) -> None:
    """Check that the technique costs under these settings, in so many seconds, what theory says of its mechanism."""
    first = _poisson(technique, settings, 0, duration)
    match first.plan.mechanism:
        case Push():
            _check_push(technique, settings, duration)
        case Pull() as pull:
            more = [_poisson(technique, settings, number, duration).recording for number in range(1, REPLICATIONS)]
            _check_pull(_theory(pull), [first.recording, *more])


def _theory(pull: Pull) -> Polling:
    """Give what theory says of polls whose server takes no time."""
    pause = pull.pause.mean
    if pull.hold > 0:
        gap = long_polling.gap(to_server=UP, to_client=DOWN, pause=pause)
        return long_polling.poisson(rate=RATE, hold=pull.hold, gap=gap, to_client=DOWN)
    if pull.timing is Timing.FIXED_RATE:
        return short_polling.fixed_rate(interval=pause, rate=RATE, to_client=DOWN)
    return short_polling.after_response(pause=pause, round_trip=UP + DOWN, rate=RATE, to_client=DOWN)


def _check_pull(theory: Polling, replications: list[Recording]) -> None:
    agrees([each.latency.mean for each in replications], theory.latency_mean, "the latency")
    agrees(
        [each.requests / each.duration / CLIENTS for each in replications],
        theory.rate,
        "requests per second and client",
    )
    assert max(each.latency.maximum for each in replications) <= theory.latency_sup * (1 + 1e-9)


def _check_push(technique: AnyTechnique, settings: Mapping[str, Any], duration: float) -> None:
    """Check that pushes follow each other without waiting for the client."""
    theory = fan_out.periodic(clients=CLIENTS, send=SEND, period=PERIOD, to_client=DOWN)
    messages = {"to": "everyone", "process": "periodic", "rate": 1 / PERIOD}
    recording = _world(technique, settings, messages, 0, duration).recording
    close(recording.latency.mean, theory.latency_mean)
    close(recording.latency.minimum, theory.latency_least)
    close(recording.latency.maximum, theory.latency_sup)
    close(recording.utilisation, theory.utilisation)


def _poisson(technique: AnyTechnique, settings: Mapping[str, Any], replication: int, duration: float) -> Trial:
    messages = {"to": "one", "process": "poisson", "rate": CLIENTS * RATE}
    return _world(technique, settings, messages, replication, duration)


def _world(
    technique: AnyTechnique, settings: Mapping[str, Any], messages: Mapping[str, Any], replication: int, duration: float
) -> Trial:
    costs = FREE | {"push_websocket": SEND, "push_sse": SEND}
    scenario = scenario_for(
        technique,
        settings,
        clients={"count": CLIENTS, "connect_over": 1, "network": {"latency": {"up": UP, "down": DOWN}}},
        messages={"from": "server", **messages},
        server={"egress": None, "costs": costs},
        warmup=10,
        duration=duration,
    )
    return try_out(technique, scenario, replication)
