"""The runner: every run that the claims need, once, over several processes; then what each claim makes of them."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from rtsim.claims.claim import Claim, Finding
from rtsim.claims.evidence import Evidence, Run, observed
from rtsim.experiments.executors import ended, local

Progress = Callable[[int, int], None]
"""Called with how many runs are done, and of how many."""


@dataclass(frozen=True)
class Examined:
    """A claim and what was found."""

    claim: Claim
    finding: Finding


def examine(
    claims: Sequence[Claim],
    workers: int = 1,
    progress: Progress = lambda _done, _all: None,
    laid: Sequence[str] = (),
) -> list[Examined]:
    """Test claims on so many workers; what is found does not depend on how many.

    `laid` are changes of all worlds, as `--set` takes them, below those that a claim makes itself. Raises an
    `OverloadError` for a world that a server cannot keep up with.
    """
    evidence = simulate((run for claim in claims for run in claim.experiment.runs), workers, progress, tuple(laid))
    return [Examined(claim, claim.experiment.finding(evidence)) for claim in claims]


def simulate(runs: Iterable[Run], workers: int, progress: Progress, laid: tuple[str, ...]) -> Evidence:
    """Simulate each run once; of several that are overloaded, the first is told, whichever ends first."""
    wanted = sorted(set(runs), key=repr)
    progress(0, len(wanted))
    with local(min(workers, len(wanted))) as pool:
        found: dict[Run, Future[Any]] = {}
        for run, future in ended(pool, {run: (observed, run, laid) for run in wanted}):
            found[run] = future
            for known in takewhile(found.__contains__, wanted):
                found[known].result()
            progress(len(found), len(wanted))
        return {run: found[run].result() for run in wanted}
