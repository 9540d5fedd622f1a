"""Assuming: the kernel's functions as they are where a setting is known beforehand.

What lies behind a setting that is known to be false is not there then: Python's compiler leaves it out, and so nothing
of it is compiled to native code either.
"""

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any


def assuming(modules: Iterable[ModuleType], known: Mapping[str, bool]) -> dict[str, Any]:
    """Give all names of modules in one space; attributes that are `known` are put in place in their functions."""
    names: dict[str, Any] = {}
    for module in modules:
        names |= {name: value for name, value in vars(module).items() if not name.startswith("__")}
    for module in modules:
        names |= _functions(module, known)
    return names


def _functions(module: ModuleType, known: Mapping[str, bool]) -> dict[str, Any]:
    """Give a module's own functions, made anew from its text."""
    text = ast.parse(Path(str(module.__file__)).read_bytes())
    defined = [part for part in text.body if isinstance(part, ast.FunctionDef)]
    space = dict(vars(module))
    text.body = [_Known(known).visit(part) for part in defined]
    exec(compile(text, str(module.__file__), "exec"), space)  # noqa: S102 - it is the module's own text
    return {part.name: space[part.name] for part in defined}


class _Known(ast.NodeTransformer):
    """Puts what is known in the place of attributes that are read."""

    def __init__(self, known: Mapping[str, bool]) -> None:
        self._known = known

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Give an attribute's value, if it is known."""
        self.generic_visit(node)
        if node.attr in self._known and isinstance(node.ctx, ast.Load):
            return ast.copy_location(ast.Constant(self._known[node.attr]), node)
        return node
