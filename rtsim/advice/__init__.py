"""Advice: the study notes' decision flow, and the verdict of the measurements."""
