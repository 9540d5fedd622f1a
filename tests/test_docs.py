"""The documents: what they show is what happens, and what they link to is there."""

import importlib.util
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
import typer

from rtsim.cli.commands import application
from rtsim.cli.reference import reference as options
from rtsim.report.experiment_reference import experiment_reference
from rtsim.report.reference import reference
from rtsim.results import FAULT_MEASURES, MEASURES
from rtsim.scenario import load_scenario
from rtsim.scenario.reading import parse
from rtsim.techniques import settings_classes
from tests.mermaid.parser import MermaidParses
from tests.ready import Ready

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w+) ?([\w.-]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


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


def having(language: str, start: str = "") -> list[Path]:
    """Give the pages with a block in this language that begins so."""
    return [p for p in PAGES if any(b.language == language and b.text.startswith(start) for b in blocks(p))]


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
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else f"{re.escape(line)}\n" for line in expected)
    actual = (f"{line.rstrip()}\n" for line in printed.strip().splitlines())
    return re.fullmatch(pattern, "".join(actual)) is not None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the project's configs, as a reader has who cloned it."""
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    return tmp_path


@pytest.mark.parametrize("page", having("console", "$ rtsim"), ids=name)
def test_commands(page: Path, folder: Path, ready: Ready) -> None:
    """Every command that a page shows ends as it says, and prints what it shows."""
    for block in blocks(page):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
        for step in steps(block.text) if block.language == "console" and block.text.startswith("$ rtsim") else ():
            printed, status = ready.shell(step.command, folder)
            assert status == step.status, f"{step.command}\n{printed}"
            assert not step.shown.strip() or agrees(step.shown, printed), f"{step.command}\n{printed}"


def lines_of(page: Path) -> Iterator[list[str]]:
    """Give the words of each rtsim command in a page's blocks of commands that would take too long to run here."""
    for block in blocks(page):
        joined = block.text.replace("\\\n", " ") if block.language == "sh" else ""
        yield from (shlex.split(line, comments=True) for line in joined.splitlines() if line.startswith("rtsim "))


@pytest.mark.parametrize("page", having("sh"), ids=name)
def test_lines(page: Path) -> None:
    """Every command that a page only names takes the arguments and options that it is given."""
    for _, command, *arguments in lines_of(page):
        if command == "COMMAND":
            continue
        kept = arguments[: arguments.index(">")] if ">" in arguments else arguments
        typer.main.get_group(application([command])).commands[command].make_context(command, kept)


@pytest.mark.parametrize("page", having("mermaid"), ids=name)
def test_diagrams(page: Path, mermaid_parses: MermaidParses) -> None:
    """Every diagram of a page is one that Mermaid draws."""
    for block in blocks(page):
        if block.language == "mermaid":
            mermaid_parses(block.text)


@pytest.mark.parametrize("page", having("yaml"), ids=name)
def test_scenarios(page: Path, folder: Path) -> None:
    """Every whole scenario of a page loads."""
    for number, block in enumerate(blocks(page)):
        path = folder / (block.file or f"{number}.yaml")
        path.write_text(block.text, encoding="utf-8")
        content = parse(block.text).value if block.language == "yaml" else {}
        if {"name", "clients"} <= set(content):
            load_scenario(path, techniques=settings_classes())


@pytest.mark.parametrize("page", having("python"), ids=name)
def test_code(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python code of a page runs, top to bottom as one module."""
    monkeypatch.chdir(folder)
    code = folder / f"{page.stem.replace('-', '_')}_page.py"
    code.write_text("\n".join(block.text for block in blocks(page) if block.language == "python"), encoding="utf-8")
    assert vars(_imported(code, monkeypatch))


def _imported(code: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location(code.stem, code)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, code.stem, module)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links(page: Path) -> None:
    """Every link within the project leads to a file that is there, and to a heading that it has."""
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    for link in LINK.findall(text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def anchors(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as GitHub makes them."""
    headings = HEADING.findall(BLOCK.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_found() -> None:
    """Every page below docs/ is linked from its index."""
    index = ROOT / "docs" / "index.md"
    linked = {(index.parent / link).resolve() for link in LINK.findall(index.read_text(encoding="utf-8"))}
    assert set(PAGES[3:]) - {index} <= linked


def test_reference_is_current() -> None:
    """The reference of the scenario is what the models say."""
    page = ROOT / "docs" / "reference" / "scenario.md"
    assert page.read_text(encoding="utf-8") == reference(settings_classes())


def test_experiment_reference_is_current() -> None:
    """The reference of the experiment is what the models say."""
    page = ROOT / "docs" / "reference" / "experiment.md"
    assert page.read_text(encoding="utf-8") == experiment_reference()


def test_options_are_current() -> None:
    """The reference of the command line is what the commands say."""
    page = ROOT / "docs" / "reference" / "options.md"
    assert page.read_text(encoding="utf-8") == options()


def test_measures_are_complete() -> None:
    """The page of measures defines every measure that there is, and no other."""
    page = (ROOT / "docs" / "reference" / "measures.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z0-9_.]+)` \|", page, flags=re.MULTILINE)) == {*MEASURES, *FAULT_MEASURES}
