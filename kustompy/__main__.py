"""``python -m kustompy``."""

from kustompy.cli import run

run()
