"""Figures: what they have in common, how they look, what they are called, what a sweep gives them."""
