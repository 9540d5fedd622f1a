"""Reports: what was found, as tables for people and documents for programs."""
