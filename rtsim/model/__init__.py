"""The model: `simulate` takes a plan and returns the recording of its run."""

from rtsim.model.compiled import compiled
from rtsim.model.simulate import simulate

__all__ = ["prepare", "simulate"]


def prepare() -> None:
    """See to it that the kernel is compiled, before several processes need it."""
    compiled()
