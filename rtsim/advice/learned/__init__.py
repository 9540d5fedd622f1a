"""Flows that are learned from the verdicts at a sweep's points, and the notes' flow held against them."""
