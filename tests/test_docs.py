"""The documents: what they show is what happens, and what they link to is there."""

import importlib.util
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
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
from tests.documents import BLOCK, PAGES, ROOT, agrees, blocks, differing, name, ran, renewed
from tests.mermaid.parser import MermaidParses
from tests.ready import Ready

LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def having(language: str, start: str = "") -> list[Path]:
    """Give the pages with a block in this language that begins so."""
    return [p for p in PAGES if any(b.language == language and b.text.startswith(start) for b in blocks(p))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the project's configs, as a reader has who cloned it."""
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    return tmp_path


@pytest.mark.parametrize("page", having("console", "$ rtsim"), ids=name)
def test_commands(page: Path, folder: Path, ready: Ready) -> None:
    """Every command that a page shows ends as it says, and prints what it shows."""
    for step, printed, status in ran(page, folder, ready):
        assert status == step.status, f"{step.command}\n{printed}"
        if step.shown.strip() and not agrees(step.shown, printed):
            anew = f"`python -m tests.documents {name(page)}` writes the page anew"
            pytest.fail(f"{name(page)}: {step.command}\n{differing(step, printed)}\n{anew}", pytrace=False)


def test_what_a_page_shows_is_written_anew(tmp_path: Path, ready: Ready) -> None:
    """What commands print now takes the place of what a page shows, but where lines are left out."""
    page, shown = tmp_path / "page.md", "```console\n$ rtsim schema nothing\n{}\n$ echo $?\n2\n```\n"
    page.write_text(f"{shown.format('old')}\n{shown.format('...')}", encoding="utf-8")
    text, left = renewed(page, tmp_path, ready)
    assert "old" not in text
    assert "'nothing'" in text
    assert left == []
    page.write_text(shown.format("...\nold"), encoding="utf-8")
    text, left = renewed(page, tmp_path, ready)
    assert text == page.read_text(encoding="utf-8")
    assert [command.partition("\n")[0] for command in left] == ["rtsim schema nothing"]


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
    lost = sorted(name(page) for page in set(PAGES[3:]) - {index} - linked)
    assert not lost, f"no link in docs/index.md: {lost}"


def test_reference_is_current() -> None:
    """The reference of the scenario is what the models say."""
    page = ROOT / "docs" / "reference" / "scenario.md"
    assert page.read_text(encoding="utf-8") == reference(settings_classes()), (
        "python -m rtsim.report.reference > docs/reference/scenario.md"
    )


def test_experiment_reference_is_current() -> None:
    """The reference of the experiment is what the models say."""
    page = ROOT / "docs" / "reference" / "experiment.md"
    assert page.read_text(encoding="utf-8") == experiment_reference(), (
        "python -m rtsim.report.experiment_reference > docs/reference/experiment.md"
    )


def test_options_are_current() -> None:
    """The reference of the command line is what the commands say."""
    page = ROOT / "docs" / "reference" / "options.md"
    assert page.read_text(encoding="utf-8") == options(), "python -m rtsim.cli.reference > docs/reference/options.md"


def test_measures_are_complete() -> None:
    """The page of measures defines every measure that there is, and no other."""
    page = (ROOT / "docs" / "reference" / "measures.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z0-9_.]+)` \|", page, flags=re.MULTILINE)) == {*MEASURES, *FAULT_MEASURES}
