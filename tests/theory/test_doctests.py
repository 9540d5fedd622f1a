import doctest
import importlib
import inspect
import pkgutil

import pytest

from rtsim import theory

MODULES = sorted(module.name for module in pkgutil.iter_modules(theory.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_every_example_gives_the_number_it_shows(name: str) -> None:
    """The examples of each module run and give what they show."""
    module = importlib.import_module(f"rtsim.theory.{name}")
    failed, attempted = doctest.testmod(module)
    assert failed == 0
    assert attempted > 0 or name == "polling"


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_has_an_example(name: str) -> None:
    """A closed form without an example is not finished."""
    module = importlib.import_module(f"rtsim.theory.{name}")
    functions = [
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    ]
    assert [function.__name__ for function in functions if ">>>" not in (function.__doc__ or "")] == []


def test_theory_imports_nothing_heavy() -> None:
    """The closed forms need the standard library only, so that the commands that use them start fast."""
    for name in MODULES:
        source = inspect.getsource(importlib.import_module(f"rtsim.theory.{name}"))
        imports = {
            line.split()[1].split(".")[0] for line in source.splitlines() if line.startswith(("from ", "import "))
        }
        assert imports <= {"rtsim", "math", "dataclasses", "typing"}
