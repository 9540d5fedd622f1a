"""Capacity: how many clients a technique serves within its limits, or how few nodes do."""
