"""Validation: cases that show why the numbers can be believed: theory, published results, measured servers.

A case simulates something whose answer is known from elsewhere, and gives a row for each quantity: what is expected,
what came out, how near that has to be, and whether it is.
"""
