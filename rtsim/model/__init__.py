"""The model: `simulate` takes a plan and returns the recording of its run."""

from rtsim.model.compiled import compiled
from rtsim.model.simulate import simulate

__all__ = ["prepare", "simulate"]


def prepare(*, faulty: bool) -> None:
    """See to it that the kernel is compiled for runs in which something can fail or for others, before many need it."""
    compiled(faulty=faulty)
