"""``python -m kustompy``."""

from kustompy.start import run

run()
