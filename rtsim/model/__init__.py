"""The model: `simulate` takes a plan and returns the recording of its run."""

from rtsim.model.simulate import simulate

__all__ = ["simulate"]
