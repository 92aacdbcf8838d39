"""``python -m kustompy``."""

from kustompy.cli.start import run

run()
