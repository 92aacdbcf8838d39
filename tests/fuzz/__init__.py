"""Fuzzing, guided by coverage or by chance: ``python -m fuzz TARGET``, from the folder ``tests``."""
