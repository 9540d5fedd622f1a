"""`python -m tests.fuzz 2000 --seed 1 --keep failing`: many cases, a summary, and the files of what failed."""

import json
import shlex
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from shutil import copytree, rmtree
from time import monotonic

from tests.fuzz.trying import Tried, tried


def main() -> int:
    """Try cases, and end with 1 if any was wrong."""
    parser = ArgumentParser(prog="python -m tests.fuzz", description="Try mutated inputs on the command line.")
    parser.add_argument("many", type=int, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="where chance starts: the same seed, the same cases")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failing"), help="folder for the files of what failed")
    asked = parser.parse_args()
    begun, statuses, wrong, most = monotonic(), Counter[int](), Counter[str](), [0.0, 0.0]
    for one in tried(asked.many, asked.seed):
        statuses[one.ended.status] += 1
        most = [max(most[0], one.ended.processor), max(most[1], one.ended.memory)]
        if one.faults:
            wrong.update(one.faults)
            _keep(one, asked.keep / f"{asked.seed}-{one.case.number}")
    print(f"{asked.many} inputs in {monotonic() - begun:.0f} s; statuses {dict(sorted(statuses.items()))}")
    print(f"at most {most[0]:.2f} s of the processor and {most[1] / 1e6:.0f} MB")
    for fault, count in wrong.most_common():
        print(f"{count:5} with {fault}")
    return int(bool(wrong))


def _keep(one: Tried, folder: Path) -> None:
    """Keep all files of a case, with its command line and what was wrong."""
    rmtree(folder, ignore_errors=True)
    copytree(one.folder, folder)
    told = {
        "command": shlex.join(["rtsim", *one.case.arguments]),
        "changed": list(one.case.files),
        "faults": one.faults,
    }
    (folder / "case.json").write_text(json.dumps(told, indent=1), encoding="utf-8")
    print(f"{one.case.number}: {told['command'][:120]!r}: {'; '.join(one.faults)}")


if __name__ == "__main__":
    raise SystemExit(main())
