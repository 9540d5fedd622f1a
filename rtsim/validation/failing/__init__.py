"""Failing: cases in which clients lose their server and come back."""
