from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rtsim.model.compiled import _place, compiled, is_kept, plain
from rtsim.model.effort import FEW, SOME, Effort, events
from tests.model.runs import clients, planned, trace

SECONDLY: dict[str, Any] = {"from": "server", "to": "everyone", "process": "periodic", "rate": 1.0}


@pytest.mark.parametrize("name", ["short-polling", "long-polling", "websocket", "sse"])
def test_events_grow_with_clients_and_messages(name: str) -> None:
    """Each client's cycles, and each delivery to each client, are events."""
    few, many = (events(planned(name, clients=clients(count), messages=SECONDLY)) for count in (10, 100))
    assert many == pytest.approx(10 * few, rel=0.1)
    assert few >= 10 * 10


def test_a_closed_loop_has_no_bound() -> None:
    """How much a closed loop publishes is not known beforehand."""
    loop = {"process": "closed-loop", "closed-loop": {"concurrency": 1}}
    assert events(planned("sse", messages={"from": "senders", "to": "everyone", **loop})) > 1e300


@pytest.mark.parametrize(("is_there", "bound"), [(True, SOME), (False, FEW)])
def test_little_is_not_worth_compiled_code(monkeypatch: pytest.MonkeyPatch, bound: int, *, is_there: bool) -> None:
    """The first small runs of a process are carried as they are written: more of them where it has to be compiled."""
    monkeypatch.setattr("rtsim.model.effort.is_kept", lambda *, faulty: is_there and not faulty)
    effort, plan = Effort(), planned("websocket", messages={"from": "server", "to": "everyone", **trace(5.0)})
    few = int(bound // events(plan))
    assert all(effort.kernel(plan) is plain() for _ in range(few))
    assert effort.kernel(plan) is compiled(faulty=False)


@pytest.fixture
def _other_places() -> Iterator[None]:
    """Look for the user's folder anew, before and after."""
    for found in (_place, is_kept):
        found.cache_clear()
    yield
    for found in (_place, is_kept):
        found.cache_clear()


@pytest.mark.usefixtures("_other_places")
def test_what_has_been_compiled_is_known() -> None:
    """Whoever has loaded the kernel finds it kept."""
    compiled(faulty=False)
    assert is_kept(faulty=False)


@pytest.mark.usefixtures("_other_places")
@pytest.mark.parametrize("base", ["", "file"])
def test_where_nothing_is_kept_nothing_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, base: str) -> None:
    """A new folder has no compiled code, and where there can be no folder there is none either."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / base))
    assert not is_kept(faulty=False)


def test_a_large_run_is_compiled_at_once() -> None:
    """Whoever begins with a large run does not wait for plain Python."""
    assert Effort().kernel(planned("websocket", clients=clients(1000), messages=SECONDLY)) is compiled(faulty=False)
