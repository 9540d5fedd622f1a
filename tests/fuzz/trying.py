"""Trying: cases run one after the other in folders of their own, and what was wrong with each."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import TemporaryDirectory
from typing import IO

from tests.fuzz.cases import Case, cases
from tests.fuzz.judging import Ended, faults

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Tried:
    """A case, how it ended, what was wrong with that, and where its files are for as long as it is looked at."""

    case: Case
    ended: Ended
    faults: tuple[str, ...]
    folder: Path


def tried(many: int, seed: int) -> Iterator[Tried]:
    """Run so many cases of a seed."""
    with TemporaryDirectory() as place, ExitStack() as stack:
        whole = Path(place) / "whole"
        whole.mkdir()
        asking, answers = stack.enter_context(_nursery(whole))
        for case in islice(cases(whole, seed, Path(place)), many):
            folder = Path(place) / "case"
            copytree(whole, folder)
            for name, content in case.files.items():
                (folder / name).write_bytes(content)
            asking.write(f"{json.dumps({'folder': str(folder), 'arguments': case.arguments})}\n")
            asking.flush()
            found = json.loads(answers.readline())
            ended = Ended(**found, out=(folder / "out").read_bytes(), err=(folder / "err").read_bytes())
            yield Tried(case, ended, tuple(faults(case.arguments, ended)), folder)
            rmtree(folder)


@contextmanager
def _nursery(folder: Path) -> Iterator[tuple[IO[str], IO[str]]]:
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}} | ONE_THREAD
    command = [sys.executable, "-m", "tests.fuzz.nursery", str(folder)]
    with subprocess.Popen(
        command,
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process.stdin, process.stdout
        process.stdin.close()
