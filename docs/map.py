"""The map: the packages, and the way of a message through them, drawn from the code into docs/explanation/design.md.

`python docs/map.py` draws it anew. What it shows is read from the text of the modules, which are not imported: layers
from the contract in pyproject.toml, what a package is from its docstring, what it needs from its imports. A package off
the way stands beside the first one on it that needs it; one that none needs beside the last that it needs.
"""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import floor, log10
from pathlib import Path
from textwrap import wrap

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "explanation" / "design.md"
BLOCK = "<!-- {0}: python docs/map.py -->\n\n{1}\n\n<!-- end of the {0} -->"
WIDTH = 32  # characters of a line in a box

WAY = {
    "scenario": "loader.load_scenario",
    "planning": "planner.plan",
    "plan": "Plan",
    "model": "simulate.simulate",
    "recording": "Recording",
    "results": "measures",
    "experiments": "runner.run",
    "analysis": "comparison.compare",
    "advice": "verdict.judge",
    "report": "documents.run.document",
    "cli": "run.run",
}
"""The packages that a message comes through, each with the function that takes it on, or the class that holds it."""

START = (
    '%%{init: {"flowchart": {"wrappingWidth": 400, "rankSpacing": 24, "nodeSpacing": 8, "padding": 6}}}%%',
    "flowchart TB",
    "    classDef beside fill:none,stroke-dasharray:3",
)
ENDS = ("a scenario in YAML", "a table, a page, JSON")


@dataclass(frozen=True)
class Package:
    """A package, or a module that stands alone: its name, and the texts of its modules by their paths."""

    name: str
    texts: Mapping[Path, str]

    @cached_property
    def lines(self) -> str:
        """How many lines it has, to two digits."""
        return rounded(sum(len(text.splitlines()) for text in self.texts.values()))

    @cached_property
    def purpose(self) -> str:
        """What it is: its docstring's first sentence, after the name."""
        first = ast.get_docstring(ast.parse(next(iter(self.texts.values())))) or ""
        return first.splitlines()[0].partition(": ")[2].rstrip(".")

    @cached_property
    def needs(self) -> frozenset[str]:
        """The packages that its modules import."""
        found = (name for text in self.texts.values() for name in imported(text))
        return frozenset(found) - {self.name}

    def defined(self, path: str) -> ast.FunctionDef | ast.ClassDef:
        """Give a function or class of it, by its modules' names and its own."""
        *modules, name = path.split(".")
        text = next(text for file, text in self.texts.items() if file.with_suffix("").parts[1:] == tuple(modules))
        kinds = ast.FunctionDef, ast.ClassDef
        return next(node for node in ast.parse(text).body if isinstance(node, kinds) and node.name == name)


def rounded(count: int) -> str:
    """Write a count to two digits.

    >>> rounded(9879), rounded(839), rounded(24)
    ('9,900', '840', '24')
    """
    step = 10 ** max(0, floor(log10(count)) - 1)
    return f"{round(count / step) * step:,}"


def imported(text: str) -> Iterator[str]:
    """Give the packages of rtsim that a module's text imports."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module == "rtsim":
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and str(node.module).startswith("rtsim."):
            yield str(node.module).split(".")[1]


def packages() -> dict[str, Package]:
    """Give the packages by name, those of the highest layer first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    names = [name for layer in contracts[0]["layers"] for name in layer.split(" | ")]
    return {name: Package(name, dict(_texts(name))) for name in names}


def _texts(name: str) -> Iterator[tuple[Path, str]]:
    """Give a package's modules, that which says what it is first."""
    folder = ROOT / "rtsim" / name
    for path in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]:
        module = path.parent if path.name == "__init__.py" else path
        yield module.relative_to(ROOT / "rtsim"), path.read_text(encoding="utf-8")


def beside(known: Mapping[str, Package]) -> dict[str, list[Package]]:
    """Give the packages off the way by the one on the way that each stands beside."""
    found: dict[str, list[Package]] = {name: [] for name in WAY}
    for package in known.values():
        if package.name not in WAY:
            found[_place(package, known)].append(package)
    return found


def _place(package: Package, known: Mapping[str, Package]) -> str:
    takers = {name for name, one in known.items() if package.name in one.needs}
    if not takers:
        return next(name for name in reversed(WAY) if name in package.needs)
    first = next((name for name in WAY if name in takers), None)
    return first or _place(known[max(takers, key=list(known).index)], known)


def picture(known: Mapping[str, Package]) -> str:
    """Draw the way as a Mermaid flowchart: a row for each package on it, with those that stand beside it."""
    neighbours = beside(known)
    rows = [line for name, path in WAY.items() for line in _row(known[name], path, neighbours[name])]
    way = " ==> ".join(["begin", *(f"{name}_row" for name in WAY), "finish"])
    ends = [f'begin(["{ENDS[0]}"])', f'finish(["{ENDS[1]}"])']
    return "\n".join(["```mermaid", *START, *(f"    {line}" for line in [*ends, *rows, way]), "```"])


def _row(package: Package, path: str, neighbours: list[Package]) -> Iterator[str]:
    """Draw a package on the way: its name and lines, what it is, what takes a message on, and who stands beside it."""
    purpose = wrap(package.purpose.replace("`", ""), WIDTH)
    text = "<br>".join(
        [f"<b>{package.name}</b> · {package.lines}", *purpose, f"<i>{_signature(package.defined(path))}</i>"]
    )
    yield f'subgraph {package.name}_row [" "]'
    yield "    direction LR"
    if neighbours:
        beside_it = "<br>".join(f"{one.name} · {one.lines}" for one in neighbours)
        yield f'    {package.name}["{text}"] -.- {package.name}_beside["{beside_it}"]:::beside'
    else:
        yield f'    {package.name}["{text}"]'
    yield f"end\nstyle {package.name}_row fill:none,stroke:#999"


def _signature(node: ast.FunctionDef | ast.ClassDef) -> str:
    """Write a class's name, or a function's with what it gives, if it gives something."""
    if isinstance(node, ast.ClassDef):
        return node.name
    given = ast.unparse(node.returns).rpartition(".")[2] if node.returns else "None"
    return f"{node.name}()" + ("" if given == "None" else f" gives {given}")


def table(known: Mapping[str, Package]) -> str:
    """List the layers from the highest to the lowest."""
    rows = [f"| `{one.name}` | {one.lines} | {one.purpose} |" for one in known.values()]
    return "\n".join(["| layer | lines | what it is |", "|---|---:|---|", *rows])


def drawn(page: str) -> str:
    """Give the page with its map and its layers as they are now."""
    known = packages()
    for name, text in {"map": picture(known), "layers": table(known)}.items():
        pattern = re.escape(BLOCK.format(name, "\0")).replace(re.escape("\0"), ".*?")
        page, count = re.subn(pattern, lambda _: BLOCK.format(name, text), page, flags=re.DOTALL)  # noqa: B023
        assert count == 1, f"{PAGE} has no place for the {name}"
    return page


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
