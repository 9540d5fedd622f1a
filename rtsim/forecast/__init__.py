"""Forecasts: what closed forms expect of a scenario before anything runs."""
