"""Cases: command lines with the files that they name, of which one is mutated, or with a mutated option."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.calibration.captures import SHIPPED
from tests.fuzz.mutations import mutate, mutate_store, nasty
from tests.fuzz.whole import STORE

ALONE = ("--workers", "1")
BREAKING = (
    "faults.restarts", "faults.restarts.0.at", "faults.restarts.0.kind", "faults.restarts.0.down",
    "server.log.messages",
    "faults.restarts.1.over", "faults.restarts.1.every", "faults.restarts.0.nodes", "clients.reconnect",
    "clients.reconnect.first", "clients.reconnect.factor", "clients.reconnect.jitter", "clients.reconnect.schedule",
    "server.log.age", "server.log.survives", "messages.retry", "messages.retry.first", "messages.retry.tries",
    "techniques.sse.retry", "techniques.websocket.resume", "techniques.long-polling.retry",
)  # fmt: skip
STEPS = (
    "name", "title", "duration", "warmup", "seed", "replications", "clients.count", "clients.network", "messages.rate",
    "messages.payload", "server.stack", "server.nodes", "techniques", "techniques.sse.heartbeat", "slo.latency_s.p95",
    "a" + ".b" * 3000, "", ".", "clients..count", "clients.network.latency", "needs",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One command line; the files that are other than whole, by name."""

    number: int
    arguments: tuple[str, ...]
    files: dict[str, bytes]


SCENARIO: tuple[Callable[[str], tuple[str, ...]], ...] = (
    lambda name: ("explain", name),
    lambda name: ("explain", name, "--json"),
    lambda name: ("run", name, *ALONE),
    lambda name: ("run", name, "--json", "--check-warmup", *ALONE),
    lambda name: ("run", name, "--quiet", *ALONE),
    lambda name: ("run", name, "--html", "page.html", *ALONE),
    lambda name: ("trace", name, "-t", "websocket"),
    lambda name: ("trace", name, "-t", "sse", "--format", "mermaid"),
    lambda name: ("export", name, "--to", "table.csv", *ALONE),
    lambda name: ("recommend", name, "--budget", "1 s", *ALONE),
    lambda name: ("sweep", name, *ALONE),
    lambda name: ("compare", name, "run.json", *ALONE),
)
EXPERIMENT: tuple[Callable[[str], tuple[str, ...]], ...] = (
    lambda name: ("sweep", name, "--store", "new.sqlite", *ALONE),
    lambda name: ("sweep", name, "--store", STORE, "--json", *ALONE),
    lambda name: ("recommend", name, "--store", STORE, *ALONE),
    lambda name: ("break-even", name, "sse", "websocket", "--store", STORE, *ALONE),
    lambda name: ("run", name, *ALONE),
)
STORES: tuple[tuple[str, ...], ...] = (
    ("export", STORE, "--to", "table.csv"),
    ("report", STORE, "--html", "page.html"),
    ("compare", STORE, STORE, "--all"),
    ("compare", STORE, STORE, "--json"),
    ("sweep", "question.yaml", "--store", STORE, *ALONE),
    ("recommend", "question.yaml", "--store", STORE, *ALONE),
    ("break-even", "question.yaml", "sse", "websocket", "--store", STORE, *ALONE),
)
DOCUMENTS: tuple[tuple[str, ...], ...] = (
    ("compare", "run.json", "run.json", "--all"),
    ("compare", "run.json", "run.json", "--json"),
    ("export", "run.json", "--to", "table.csv"),
    ("export", "run.json", "--to", "table.parquet"),
)
TABLES: tuple[tuple[str, ...], ...] = (("explain", "traced.yaml"), ("run", "traced.yaml", *ALONE))
CAPTURES = (
    "capture.har", "http2.har", "k6.csv", "trips.csv",
    *sorted(path.name for path in SHIPPED.iterdir() if path.name not in ("k6.csv", "locust_failures.csv")),
)  # fmt: skip


WRITTEN = ("page.html", "table.csv")
WHOLE: tuple[tuple[str, ...], ...] = (
    ("explain", "small.yaml"),
    ("run", "traced.yaml", *ALONE),
    ("run", "failing.yaml", *ALONE),
    ("run", "small.yaml", "--html", "page.html", *ALONE),
    ("export", "small.yaml", "--to", "table.csv", *ALONE),
    ("recommend", "small.yaml", "--flow", "flow.yaml", "--quick", "--budget", "1 s", *ALONE),
    ("trace", "small.yaml", "-t", "sse", "--format", "mermaid"),
    *STORES,
    *DOCUMENTS[:2],
    *(("calibrate", name) for name in CAPTURES),
)
"""Command lines of which none is refused while the files are whole, and what they write."""


def cases(whole: Path, seed: int, folder: Path) -> Iterator[Case]:
    """Give cases without end, the same for a seed; `whole` has the whole inputs, in `folder` stores are changed."""
    number = 0
    while True:
        chance = random.Random(f"{seed} {number}")  # noqa: S311 - it is to be the same
        yield Case(number, *chance.choice(KINDS)(whole, chance, folder))
        number += 1


Made = tuple[tuple[str, ...], dict[str, bytes]]


def _scenario(whole: Path, chance: random.Random, _: Path) -> Made:
    name = chance.choice(("small.yaml", "failing.yaml", "traced.yaml"))
    return chance.choice(SCENARIO)(name), {name: mutate((whole / name).read_bytes(), chance)}


def _experiment(whole: Path, chance: random.Random, _: Path) -> Made:
    name = "question.yaml"
    return chance.choice(EXPERIMENT)(name), {name: mutate((whole / name).read_bytes(), chance)}


def _store(whole: Path, chance: random.Random, folder: Path) -> Made:
    return chance.choice(STORES), {STORE: mutate_store((whole / STORE).read_bytes(), chance, folder)}


def _document(whole: Path, chance: random.Random, _: Path) -> Made:
    return chance.choice(DOCUMENTS), {"run.json": mutate((whole / "run.json").read_bytes(), chance)}


def _table(whole: Path, chance: random.Random, _: Path) -> Made:
    name = chance.choice(("trace.csv", "values.csv"))
    return chance.choice(TABLES), {name: mutate((whole / name).read_bytes(), chance)}


def _capture(whole: Path, chance: random.Random, _: Path) -> Made:
    name = chance.choice(CAPTURES)
    more = chance.choice(((), (), ("--json",), ("--match", nasty(chance)), ("--spread", nasty(chance))))
    return ("calibrate", name, *more), {name: mutate((whole / name).read_bytes(), chance)}


def _flow(whole: Path, chance: random.Random, _: Path) -> Made:
    flow = mutate((whole / "flow.yaml").read_bytes(), chance)
    more = ("--flow", "flow.yaml", "--quick", "--budget", "1 s", *ALONE)
    return ("recommend", "small.yaml", *more), {"flow.yaml": flow}


def _options(_: Path, chance: random.Random, __: Path) -> Made:
    text = nasty(chance).replace("\0", "")
    made: tuple[tuple[str, ...], ...] = (
        ("explain", "small.yaml", "--set", f"{chance.choice(STEPS)}={text}"),
        ("run", "small.yaml", "--set", f"{chance.choice(STEPS)}={text}", *ALONE),
        ("run", "failing.yaml", "--set", f"{chance.choice(BREAKING)}={text}", *ALONE),
        ("run", "small.yaml", "-t", text, *ALONE),
        ("run", text, *ALONE),
        ("export", "run.json", "--to", f"{text.replace('/', '_')}.csv"),
        ("export", "run.json", "--to", "table.csv", "-t", text),
        ("compare", "run.json", "run.json", "--margin", text),
        ("compare", "run.json", text, "--fail-on", text),
        ("report", text, "--html", "page.html"),
        ("report", STORE, "--html", text),
        ("sweep", "question.yaml", "--store", text, *ALONE),
        ("break-even", "question.yaml", "sse", text),
        ("break-even", "question.yaml", "sse", "websocket", "--store", STORE, "--along", text, *ALONE),
        ("break-even", "question.yaml", "sse", "websocket", "--store", STORE, "--refine", text, *ALONE),
        ("trace", "small.yaml", "-t", "sse", "--from", text),
        ("trace", "small.yaml", "-t", "sse", "--client", text),
        ("calibrate", text),
        ("recommend", "small.yaml", "--quick", "--budget", text, *ALONE),
        ("recommend", "--flow", text),
        ("list", text),
        (text,),
    )
    return chance.choice(made), {}


KINDS = (_scenario, _scenario, _scenario, _experiment, _experiment, _store, _store, _document, _table, _capture, _flow,
         _options, _options)  # fmt: skip
