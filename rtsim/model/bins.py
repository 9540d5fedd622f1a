"""Bins: the equal parts, from a run's start to its window's end, in which its course is kept."""

BINS = 240  # forty-eight batches of five, which is what MSER-5 looks at
