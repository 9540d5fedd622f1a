"""Experiments: scenarios run under several techniques, in several replications, in several processes."""

from rtsim.experiments.runner import Outcome, run

__all__ = ["Outcome", "run"]
