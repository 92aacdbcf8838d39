"""What kustomize lets pass in silence: findings in the kustomizations of a tree, and in what they amount to."""

from __future__ import annotations

from kustompy.linting.run import lint, lint_text
from kustompy.linting.settings import Settings, settings_for

__all__ = ["Settings", "lint", "lint_text", "settings_for"]
