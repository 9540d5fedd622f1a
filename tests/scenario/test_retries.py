import pytest

from rtsim.scenario import InputErrors
from rtsim.scenario.retries import Retries
from tests.scenario.conftest import Load


def reconnect(load: Load, text: str) -> list[str]:
    """Give what is said of a policy."""
    with pytest.raises(InputErrors) as caught:
        load("", start=f"name: x\nclients:\n  count: 10\n  reconnect: {text}\n")
    return [line.split("c.yaml:")[1].partition(" ")[2] for line in str(caught.value).splitlines()]


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        ({"first": "1 s"}, [(1, 1)]),
        ({"first": "1 s", "factor": 2, "cap": "3 s", "jitter": {"kind": "full"}}, [(0, 1), (0, 2), (0, 3), (0, 3)]),
        ({"schedule": ["1 s", "4 s"], "floor": "0.5 s", "jitter": {"kind": "equal"}}, [(1, 1.5), (2.5, 4.5)]),
        ({"first": "1 s", "jitter": {"kind": "additive", "width": "2.7 s"}, "floor": "0.3 s"}, [(1.3, 4)]),
        ({"first": "2 s", "jitter": {"kind": "stretched", "times": 1.5}}, [(2, 3)]),
        ({"first": "2 s", "first_jitter": {"kind": "stretched", "times": 2}}, [(2, 4), (2, 2)]),
        ({"schedule": ["0 s", "2 s"], "first_jitter": {}, "jitter": {"kind": "full"}}, [(0, 0), (0, 2)]),
    ],
    ids=str,
)
def test_spans(written: dict[str, object], spans: list[tuple[float, float]]) -> None:
    """Each delay becomes a span from the shortest to the longest that it may be."""
    found = Retries.model_validate(written).policy().spans
    assert list(found[: len(spans)]) == [pytest.approx(span) for span in spans]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{first: 1 s, jitter: {kind: stretched}}", "is required with jitter 'stretched', as in 2"),
        ("{first: 1 s, jitter: {kind: full, times: 2}}", "is not used by jitter 'full'"),
        ("{first: 1 s, first_jitter: {kind: full}, jitter: {kind: decorrelated}}", "is not used with decorrelated"),
        ("{first: 6 s, watch: {stale: 3 s, heartbeat: 3 s}}", "is not shorter than stale"),
        ("{first: 1 s, watch: {stale: 3 s, heartbeat: 1 s}}", "has a stale time longer than one of the first two"),
        (
            "{first: 6 s, draw: once, watch: {stale: 3 s, heartbeat: 1 s}}",
            "needs delays that are drawn each on its",
        ),
        ("{first: 1 s, tries: -1}", "-1 is out of range"),
        ("soket.io", "'soket.io' is not a library that reconnects: write its delays, or choose from socket.io-client"),
        ("17", "17 is not a mapping"),
    ],
)
def test_what_is_refused_is_one_line(load: Load, text: str, line: str) -> None:
    """What makes no policy is refused in one line that says what to write."""
    [said] = reconnect(load, text)
    assert line in said
