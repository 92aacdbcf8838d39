"""What kustomize lets pass in silence: findings in the kustomizations of a tree, and in what they amount to.

Whoever needs the settings alone, as ``validate`` does, is spared the checks: these come with ``linting.run``.
"""

from __future__ import annotations

from kustompy.linting.settings import Settings, settings_for

__all__ = ["Settings", "settings_for"]
