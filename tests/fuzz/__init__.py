"""Fuzzing, guided by coverage or by chance: ``python -m tests.fuzz TARGET``."""
