"""Compression in the model: both forms of the kernel alike, with faults and without; work is as long as it says."""

from dataclasses import replace
from typing import Any

import pytest

from rtsim.model import simulate
from rtsim.model.compiled import compiled, plain
from rtsim.recording import What
from tests.contract.contract import facts
from tests.model.runs import planned

COST, PER_BYTE, INFLATE, RATIO = 4e-3, 1e-6, 2e-6, 0.25
PACKED = {"messages": ["permessage-deflate", "gzip"], "ratio": RATIO, "threshold": 500,
          "cost": COST, "cost_per_byte": PER_BYTE, "inflate_per_byte": INFLATE}  # fmt: skip
ALL = ["short-polling", "long-polling", "websocket", "sse", "http-streaming"]
FAILING: list[dict[str, Any]] = [
    {},
    {
        "faults": {"restarts": [{"at": 4, "down": 1}], "outages": {"every": 3, "lasts": 1}},
        "clients": {"count": 6, "connect_over": 1, "presence": {"announce": "full", "entry": 400}},
        "path": [{"name": "slow", "buffering": 300}],
    },
]
CHAT = {"from": "clients", "to": "room", "room_size": 3, "process": "poisson", "rate": 1,
        "payload": {"dist": "exponential", "mean": 900}}  # fmt: skip


@pytest.mark.parametrize("failing", FAILING, ids=["calm", "failing"])
@pytest.mark.parametrize("name", ALL)
def test_both_forms_of_the_kernel_are_alike(name: str, failing: dict[str, Any]) -> None:
    """Compiled and as it is written the kernel leaves the same recording of compressed messages, bit for bit."""
    sections = {"messages": CHAT, "clients": {"count": 6, "connect_over": 1}, "wire": {"compression": PACKED}} | failing
    if name == "short-polling":
        sections["techniques"] = {name: {"interval": 1}}
    plan = planned(name, **sections)
    slow, quick = (simulate(plan, kernel=form) for form in (plain(), compiled(faulty=plan.faults is not None)))
    assert facts(slow) == facts(quick)
    assert slow.delivered > 0


@pytest.mark.parametrize(("size", "longer"), [(499, 0.0), (2000, COST + 2000 * PER_BYTE)])
@pytest.mark.parametrize("name", ["long-polling", "websocket", "sse"])
def test_work_takes_longer(name: str, size: int, longer: float) -> None:
    """A trace shows each copy's work, longer by what compression takes of a message that is not too small for it."""
    least = {"threshold": 500} if name == "websocket" else {"threshold": 502}  # a poll's answer has brackets
    messages = {"from": "server", "to": "everyone", "process": "periodic", "rate": 0.5, "payload": size}
    plan = planned(name, messages=messages, wire={"compression": PACKED | least})
    kinds = ("respond", "request") if name == "long-polling" else ("push",)
    works = [fact for fact in simulate(replace(plan, traced=0)).trace if fact.what is What.WORK]
    found = sorted({round(fact.end - fact.start, 9) for fact in works if fact.detail in kinds})
    if name == "long-polling" and longer:
        longer += 2 * PER_BYTE
    if name == "sse":  # an event stream is compressed whatever its events' size
        longer = COST + (size + len("id: 100000\ndata: \n\n")) * PER_BYTE
    assert found == ([0.0, round(longer, 9)] if name == "long-polling" and longer else [round(longer, 9)])


def test_reading_takes_longer() -> None:
    """A message that a client has compressed is read, one of the server's own is not."""
    busy = {}
    for origin in ("clients", "server"):
        messages = {"from": origin, "to": "everyone", "process": "periodic", "rate": 1, "payload": 2000, "echo": True}
        messages.pop("echo") if origin == "server" else None
        plan = planned("websocket", messages=messages, wire={"compression": PACKED | {"cost": 0, "cost_per_byte": 0}})
        busy[origin] = simulate(plan).cpu["publish"]
    assert busy["server"] == 0
    assert busy["clients"] == pytest.approx(10 * 2000 * INFLATE, rel=0.11)
