"""Published: cases that compare the simulation with results that others have printed."""
