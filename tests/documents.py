"""The documents: their blocks, and the commands in these.

`python -m tests.documents PAGE...` writes anew what the commands of pages print. What a page shows with a line `...` in
it is left alone and told: where that line stands is for a person to say.
"""

import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.ready import Ready, served

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w+) ?([\w.-]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OMITTED = "..."  # a line that stands for any lines


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: its language, the file that it is, if it is one, and its text."""

    language: str
    file: str
    text: str


@dataclass(frozen=True)
class Step:
    """A command of a page, what the page shows that it prints, and the status that the page says it ends with."""

    command: str
    shown: str
    status: int


def blocks(page: Path) -> list[Block]:
    """Give the fenced blocks of a page."""
    return [Block(*found) for found in BLOCK.findall(page.read_text(encoding="utf-8"))]


def name(page: Path) -> str:
    """Give a page's path in the project."""
    return page.relative_to(ROOT).as_posix()


def steps(text: str) -> Iterator[Step]:
    """Give the commands of a block; `$ echo $?` after one says with which status it ends."""
    parts = [part.partition("\n") for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]]
    for (command, _, shown), following in zip(parts, [*parts[1:], ("", "", "")], strict=True):
        if command != "echo $?":
            yield Step(command, shown, int(following[2]) if following[0] == "echo $?" else 0)


def agrees(shown: str, printed: str) -> bool:
    """Tell whether a page shows what was printed, where a line `...` stands for any lines."""
    expected = (line.rstrip() for line in shown.strip().splitlines())
    pattern = "".join(r"(?:.*\n)*?" if line == OMITTED else f"{re.escape(line)}\n" for line in expected)
    actual = (f"{line.rstrip()}\n" for line in printed.strip().splitlines())
    return re.fullmatch(pattern, "".join(actual)) is not None


def ran(page: Path, folder: Path, ready: Ready) -> Iterator[tuple[Step, str, int]]:
    """Run the commands of a page in a folder that has its files; give each with what it prints and its status."""
    for block in blocks(page):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
        for step in steps(block.text) if block.language == "console" and block.text.startswith("$ rtsim") else ():
            yield step, *ready.shell(step.command, folder)


def differing(step: Step, printed: str) -> str:
    """Give the lines in which what is printed differs from what is shown."""
    shown = [line.rstrip() for line in step.shown.strip().splitlines()]
    found = [line.rstrip() for line in printed.strip().splitlines()]
    return "\n".join(unified_diff(shown, found, "shown", "printed", lineterm=""))


def renewed(page: Path, folder: Path, ready: Ready) -> tuple[str, list[str]]:
    """Give a page's text with what its commands print now, and the commands that are left to a person."""
    text, left = page.read_text(encoding="utf-8"), []
    for step, printed, _ in ran(page, folder, ready):
        if not step.shown.strip() or agrees(step.shown, printed):
            continue
        if OMITTED in step.shown.splitlines():
            left.append(f"{step.command}\n{differing(step, printed)}")
            continue
        end = step.shown[len(step.shown.rstrip()) :]
        lines = "\n".join(line.rstrip() for line in printed.strip().splitlines())
        text = text.replace(f"$ {step.command}\n{step.shown}", f"$ {step.command}\n{lines}{end}", 1)
    return text, left


def main(pages: Sequence[str]) -> None:
    """Write pages anew, and print what is left to do."""
    with served(0) as ready:
        for page in map(Path, pages):
            with TemporaryDirectory() as folder:
                shutil.copytree(ROOT / "configs", Path(folder) / "configs")
                text, left = renewed(page, Path(folder), ready)
            page.write_text(text, encoding="utf-8")
            print(*(f"{page}: by hand: {command}" for command in left), sep="\n", end="\n" if left else "")


if __name__ == "__main__":
    main(sys.argv[1:])
