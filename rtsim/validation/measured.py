"""Measured cases: real servers' measurements, replayed with the same publish instants, sizes, delays and costs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import as_file, files
from typing import Any, NamedTuple

from rtsim.scenario import Scenario, load_scenario
from rtsim.techniques import settings_classes
from rtsim.validation.case import Case, Check, of
from rtsim.validation.measures import BackAfter, Measure, failed_tries
from rtsim.validation.rules import REPORTED, Rule, near

SOURCE = "aiohttp 3.14 on Python 3.11"
STACK = "server.stack=aiohttp"  # the scenarios state its costs; what its event loop does comes with the stack

COUNTS = near(share=0.015)
LATENCY, LATENCY_MANY = near(share=0.03, beside=0.002), near(share=0.03, beside=0.003)
MANY = 200  # subscribers from which on the testbed adds up to 3 ms
CPU, BUSY = near(share=0.15), 0.2  # where the server is busy for less of the time its caches go cold between requests

_SPLIT = (
    "of a real burst's ten posts some miss the first answer, probably because they are read in another turn; "
    "in the model they arrive together and share it"
)
_WARM = "the cost of publishing was measured after idling; nine of a burst's ten find warm caches and cost a tenth"
_WAVE = "one wave of 400 polls more than in the model: in a run of 44 messages one pair shared its answers or did not"
_TAIL = "220 deliveries of 11 messages, of which the testbed made a few late"
_LAST = "the latest of 100 random delays, of which there is one sample; the median and the 9th decile agree"
_TESTBED = "at 200 subscribers the testbed's clients add up to 3 ms, most of it at the end of a fan-out"

NOT_REPRODUCED: Mapping[tuple[str, str], str] = {
    ("lp-d25-to10-n20-burst", "95th percentile of latency"): _SPLIT,
    ("lp-d25-to10-n20-burst", "requests"): _SPLIT,
    ("lp-d25-to10-n20-burst", "bytes up"): _SPLIT,
    ("lp-d25-to10-n20-burst", "bytes down"): _SPLIT,
    ("ws-d25-n20-burst", "95th percentile of latency"): _WARM,
    ("q-lp-n400-r1", "95th percentile of latency"): _WAVE,
    ("q-lp-n400-r1", "requests"): _WAVE,
    ("q-lp-n400-r1", "bytes up"): _WAVE,
    ("lp-d25-to2-n20-r02", "95th percentile of latency"): _TAIL,
    ("sse-d25-n200-r1-ka5", "95th percentile of latency"): _TESTBED,
    ("rs-ws-noresume", "all clients back"): _LAST,
}
"""What misses its tolerance, and why: reported, not judged."""


class Quantity(NamedTuple):
    """What is compared, where it stands in what was measured, what reads it from a run, and how near it has to be."""

    name: str
    unit: str
    place: str
    measure: str | Measure
    rule: Rule

    def expected(self, found: Mapping[str, Any]) -> float:
        """Read what was measured."""
        value: Any = found
        for key in self.place.split("/"):
            value = value[key]
        return float(value)

    def check(self, run: str, found: Mapping[str, Any]) -> Check:
        """Give the check of it in a run, which is reported only where it is not reproduced."""
        note = NOT_REPRODUCED.get((run, self.name), "")
        rule = REPORTED if note else self.rule
        return Check(self.name, self.unit, self.expected(found), self.measure, rule, note)


_SECONDS = near(share=0, beside=0.25)
_RESTARTED: Sequence[Quantity] = (
    Quantity("mean latency", "s", "latency_s/mean", "latency_s.mean", near(share=0.15)),
    Quantity("messages delivered", "count", "messages/delivered", "messages.delivered", near(share=0.01)),
    Quantity("messages lost", "count", "messages/lost", "messages.lost", near(share=0.15)),
    Quantity("half of the clients back", "s", "reconnect_s_after_up/0.5", BackAfter(0.5), _SECONDS),
    Quantity("nine of ten clients back", "s", "reconnect_s_after_up/0.9", BackAfter(0.9), _SECONDS),
    Quantity("all clients back", "s", "reconnect_s_after_up/1.0", BackAfter(), _SECONDS),
    Quantity("tries to connect", "count", "connections/opened", "faults.reconnects.attempts", near(share=0.05)),
    Quantity("tries refused", "count", "connections/refused", failed_tries, near(share=0.05)),
)
"""What a server that was killed and started again is held to."""


def _served(scenario: Scenario, found: Mapping[str, Any]) -> Sequence[Quantity]:
    """Give what a server that stays up is held to, but for what it has nothing of."""
    latency = LATENCY_MANY if scenario.clients.count >= MANY else LATENCY
    cpu = CPU if found["cpu_s"] >= BUSY * found["window_s"] else REPORTED
    quantities: Sequence[Quantity] = (
        Quantity("mean latency", "s", "latency_s/mean", "latency_s.mean", latency),
        Quantity("median latency", "s", "latency_s/p50", "latency_s.p50", REPORTED),
        Quantity("95th percentile of latency", "s", "latency_s/p95", "latency_s.p95", latency),
        Quantity("requests", "count", "requests", "requests.total", COUNTS),
        Quantity("bytes up", "bytes", "up_bytes", "traffic.up_bytes", COUNTS),
        Quantity("bytes down", "bytes", "down_bytes", "traffic.down_bytes", COUNTS),
        Quantity("server CPU", "s", "cpu_s", "server.cpu_s", cpu),
    )
    return [quantity for quantity in quantities if quantity.expected(found)]


def measured_cases() -> Iterator[Case]:
    """Give all measured cases, by name."""
    with as_file(files("rtsim.validation") / "measurements") as folder:
        for path in sorted(folder.glob("*.json")):
            found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            scenario = load_scenario(path.with_suffix(".yaml"), techniques=settings_classes(), overrides=[STACK])
            quantities = _RESTARTED if "reconnect_s_after_up" in found else _served(scenario, found)
            checks = [quantity.check(path.stem, found) for quantity in quantities]
            yield of(f"measured/{path.stem}", SOURCE, scenario, *checks)
