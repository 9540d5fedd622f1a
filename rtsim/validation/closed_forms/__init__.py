"""Closed forms: cases that compare the simulation with `rtsim.theory`."""
