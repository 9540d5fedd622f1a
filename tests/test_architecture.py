import ast
from pathlib import Path

from importlinter.cli import lint_imports

import rtsim

PACKAGE = Path(rtsim.__file__).parent
LONGEST = 300


def test_imports_run_one_way() -> None:
    """The layers of the pipeline import only what lies below them, and every module has its layer."""
    assert lint_imports(config_filename=str(PACKAGE.parent / "pyproject.toml")) == 0


def test_modules_are_short_and_say_what_they_are() -> None:
    """No module is longer than 300 lines, and each begins with a sentence about itself."""
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= LONGEST, path
        assert ast.get_docstring(ast.parse(text)), path


def test_the_model_knows_no_yaml_no_units_no_pydantic() -> None:
    """The engine takes plain numbers: nothing of what a user writes reaches it."""
    for path in sorted((PACKAGE / "model").glob("*.py")):
        names = {
            name.name if isinstance(node, ast.Import) else str(node.module)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in node.names
        }
        assert not {name for name in names if name.startswith(("pydantic", "yaml", "rtsim.units", "rtsim.scenario"))}
