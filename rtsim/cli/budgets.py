"""The option `--budget`: how long a search may take."""

from typing import Annotated, TypeAlias

import typer

from rtsim import units
from rtsim.analysis.budget import Budget
from rtsim.cli.inputs import quantity, refuse
from rtsim.units import shown

BudgetOption: TypeAlias = Annotated[
    str, typer.Option("--budget", metavar="TIME", help="How long to search, such as '30 s': then the best so far.")
]


def read_budget(written: str) -> Budget:
    """Begin a budget; end with status 2 where it is no time above zero."""
    seconds = quantity(f"--budget {shown(written)}:", units.time, written)
    if not 0 < seconds < float("inf"):
        refuse([f"--budget {shown(written)} is not a time above zero"])
    return Budget(seconds)
