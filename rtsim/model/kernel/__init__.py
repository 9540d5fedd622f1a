"""The kernel: what happens in a run, written in the part of Python that Numba compiles and that plain Python runs too.

Every function takes the `World` and plain numbers, and calls only functions of this package.
"""
