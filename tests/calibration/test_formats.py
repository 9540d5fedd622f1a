"""The same twelve requests as each tool writes them (`data/`, written by hand to each format)."""

import random
from pathlib import Path

import pytest

from rtsim.calibration import documents, learn, read_traffic
from rtsim.calibration.traffic import Traffic
from rtsim.scenario import InputErrors, rows
from tests.calibration.captures import SHIPPED
from tests.fuzz.mutations import MUTATIONS

ONE_BY_ONE = {
    "k6.csv": ("k6 CSV", 1),
    "k6.json": ("k6 JSON", 1),
    "jmeter.csv": ("JMeter CSV", 2),
    "jmeter.xml": ("JMeter XML", 2),
    "gatling-3.10.log": ("Gatling log", 1),
    "gatling-3.3.log": ("Gatling log", 1),
    "gatling-2.3.log": ("Gatling log", 1),
    "vegeta.json": ("vegeta JSON", 1),
    "vegeta.csv": ("vegeta CSV", 1),
}
COUNTED = {"locust.json": "Locust JSON", "intervals.hlog": "HdrHistogram log"}
PERCENTILES = {
    "locust_stats.csv": "Locust statistics",
    "locust_stats_history.csv": "Locust history",
    "artillery.json": "Artillery report",
    "artillery-1.json": "Artillery report",
    "gatling-stats.json": "Gatling report",
    "vegeta-report.json": "vegeta report",
    "vegeta.hgrm": "HdrHistogram percentiles",
    "latencies.hgrm": "HdrHistogram percentiles",
    "wrk2.txt": "wrk2",
}
UNLABELLED = ("vegeta-report.json", "vegeta.hgrm", "latencies.hgrm", "artillery-1.json", "locust_stats_history.csv")
HAR = ("firefox.har", "safari.har", "charles.har", "mitmproxy.har")
REFUSED = "locust_failures.csv"
LABEL = "poll|messages"


def read(name: str, pattern: str = LABEL) -> Traffic:
    """Read one of the files."""
    return read_traffic([SHIPPED / name], pattern=pattern)


def link(name: str) -> dict[str, object]:
    """Give what a file teaches about the link."""
    return {
        finding.key: finding.value
        for finding in learn(read(name)).findings
        if finding.key.startswith("clients.network")
    }


def test_every_file_has_its_test() -> None:
    """Nothing lies in the folder that no test reads."""
    assert {path.name for path in SHIPPED.iterdir()} == {*ONE_BY_ONE, *COUNTED, *PERCENTILES, *HAR, REFUSED}


@pytest.mark.parametrize("name", ["k6.csv", "k6.json", "jmeter.csv", "vegeta.json"])
def test_where_a_file_is_parted_does_not_matter(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that are read some at a time count as they do together, though a request's metrics may be parted."""
    whole = read(name)
    monkeypatch.setattr(rows, "_BLOCK", 300)
    monkeypatch.setattr(documents, "_BATCH", 5)
    parted = read(name)
    assert (parted.sources, learn(parted)) == (whole.sources, learn(whole))


@pytest.mark.parametrize(("name", "told"), ONE_BY_ONE.items())
def test_requests_that_stand_one_by_one(name: str, told: tuple[str, int]) -> None:
    """Each format tells the same requests, and the same link to the last digit; what failed is left out."""
    source = read(name).sources[0]
    assert (source.kind, source.used, source.left_out) == (told[0], 12, told[1])
    assert link(name) == link("k6.csv")
    assert link(name)["clients.network.latency"] == "10 ms"


def test_metrics_are_the_same_in_both_formats_of_a_tool() -> None:
    """k6, JMeter and vegeta have two formats each, of which all findings are the same."""
    for one, other in (("k6.csv", "k6.json"), ("jmeter.csv", "jmeter.xml"), ("vegeta.csv", "vegeta.json")):
        assert learn(read(one)) == learn(read(other))
    assert (read("jmeter.xml").connections.opened, read("jmeter.xml").connections.reused) == (1, 11)
    assert list(read("jmeter.xml").connects.kept) == pytest.approx([0.020])


def test_times_that_are_counted() -> None:
    """Counts of times give the link that the times give; an HdrHistogram rounds them to three digits."""
    assert link("locust.json") == link("k6.csv")
    traffic = read("intervals.hlog")
    assert (traffic.sources[0].used, traffic.sources[0].left_out) == (12, 1)
    assert sorted(traffic.durations.kept) == pytest.approx(sorted(read("gatling-3.10.log").durations.kept), rel=1e-3)


@pytest.mark.parametrize(("name", "kind"), [*PERCENTILES.items(), *COUNTED.items()])
def test_percentiles_are_called_what_they_are(name: str, kind: str) -> None:
    """The least, the longest and the number of times are known, what is between nearly, and the note says so."""
    traffic = read(name)
    known = traffic.waits if name == "artillery.json" else traffic.durations
    assert (traffic.sources[0].kind, traffic.sources[0].used, known.count) == (kind, 12, 12)
    assert (known.least, known.most) == pytest.approx((0.020, 0.035), rel=2e-3)
    assert 0.020 < known.median < 0.022
    notes = [finding.note for finding in learn(traffic).findings if finding.key == "clients.network.latency"]
    assert "12 times from request to answer (from percentiles or counts, not one by one)" in notes[0]


@pytest.mark.parametrize("name", [*ONE_BY_ONE, *COUNTED, *PERCENTILES, *HAR])
def test_a_pattern_chooses_by_url_or_label(name: str) -> None:
    """Where nothing has a matching one, that is said; where a file has none at all, everything counts."""
    if name in UNLABELLED:
        assert read(name, "nowhere").sources[0].used == 12
    else:
        with pytest.raises(
            InputErrors, match=r"none of its \d+ requests is an answered one whose URL or label matches"
        ):
            read(name, "nowhere")


@pytest.mark.parametrize("name", HAR)
def test_browsers_and_proxies(name: str) -> None:
    """Each tells the same three waits; what came from a cache, or was not measured, is none of them."""
    traffic = read(name)
    assert sorted(traffic.waits.kept) == pytest.approx([0.020, 0.021, 0.023])
    assert list(traffic.connects.kept) == pytest.approx([0.020])
    assert traffic.encrypted[True] == traffic.sources[0].used
    assert traffic.connections.reused >= 2


def test_caches_of_safari_and_messages_of_mitmproxy() -> None:
    """Safari names what it fetched from where; mitmproxy has what went over a WebSocket."""
    safari, mitmproxy = read("safari.har"), read("mitmproxy.har", "example")
    assert (safari.sources[0].used, safari.sources[0].left_out) == (4, 2)
    assert (list(mitmproxy.sent.kept), list(mitmproxy.received.kept)) == ([15], [4])


def test_a_table_of_failures_has_no_times() -> None:
    """The file that lies beside the right one is refused with the right one's name."""
    with pytest.raises(
        InputErrors, match="Locust's table of what failed, which has no times: give the one named _stats"
    ):
        read(REFUSED)


@pytest.mark.parametrize("name", [*ONE_BY_ONE, *COUNTED, *PERCENTILES, "safari.har"])
def test_a_file_that_is_cut_off(name: str, tmp_path: Path) -> None:
    """A part of a file is read as far as it goes, or refused in one line."""
    whole = (SHIPPED / name).read_bytes()
    for share in (0.1, 0.4, 0.7, 0.97):
        tried(tmp_path / name, whole[: int(len(whole) * share)])


@pytest.mark.parametrize("name", [*ONE_BY_ONE, *COUNTED, *PERCENTILES, "safari.har"])
def test_what_is_damaged_does_no_harm(name: str, tmp_path: Path) -> None:
    """Whatever becomes of a file's bytes, huge numbers or other columns, it is read or refused in one line."""
    whole, refused = (SHIPPED / name).read_bytes(), 0
    chance = random.Random(name)  # noqa: S311 - it is to be the same
    for mutation in MUTATIONS * 3:
        refused += tried(tmp_path / name, mutation(whole, chance))
    assert refused


def tried(path: Path, content: bytes) -> bool:
    """Read what may be damaged; tell whether it was refused."""
    path.write_bytes(content)
    try:
        learn(read_traffic([path]))
    except InputErrors as error:
        found = error
    else:
        return False
    assert (len(found.errors), len(str(found).splitlines())) == (1, 1)
    return True
