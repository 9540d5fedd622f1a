"""Figures: values in, a Plotly figure out; nothing is drawn that is not in the numbers."""
