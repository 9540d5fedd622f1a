"""The command line: one module for each command, nothing but parsing, progress and printing."""
