"""What each field of a class means, from the text below it: read when a schema is written, not whenever we start."""

import ast
from functools import cache
from inspect import cleandoc, getsource
from itertools import pairwise
from textwrap import dedent


@cache
def described(kind: type) -> dict[str, str]:
    """Give the text below each field of a class, those of its base classes included.

    >>> from rtsim.scenario.needs import Needs
    >>> described(Needs)["real_time"]
    'Must messages arrive as they happen?'
    """
    texts: dict[str, str] = {}
    for above in reversed(kind.__mro__[:-1]):
        if above.__module__.startswith(__package__.partition(".")[0]):
            texts |= _own(above)
    return texts


def _own(kind: type) -> dict[str, str]:
    [tree] = ast.parse(dedent(getsource(kind))).body
    assert isinstance(tree, ast.ClassDef)
    return {
        field.target.id: cleandoc(text.value.value)
        for field, text in pairwise(tree.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
    }
