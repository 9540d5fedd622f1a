"""The runner: cases over several processes; the rows come in the order of the catalogue, whatever finishes first."""

from collections.abc import Callable, Iterable
from concurrent.futures import as_completed

from rtsim.experiments.executors import local as executor
from rtsim.validation.case import Row
from rtsim.validation.catalogue import cases

Progress = Callable[[str], None]
"""Called with a case's name when it is done."""


def untold(_name: str) -> None:
    """Tell nobody."""


def validate(names: Iterable[str], workers: int = 1, progress: Progress = untold) -> list[Row]:
    """Run the cases of these names on so many workers; the rows do not depend on how many."""
    wanted = set(names)
    ordered = [case for name, case in cases().items() if name in wanted]
    with executor(min(workers, len(ordered))) as pool:
        futures = {pool.submit(case.run): case.name for case in ordered}
        done: dict[str, list[Row]] = {}
        for future in as_completed(futures):
            done[futures[future]] = future.result()
            progress(futures[future])
    return [row for case in ordered for row in done[case.name]]
