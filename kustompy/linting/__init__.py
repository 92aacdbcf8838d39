"""Likely mistakes that kustomize lets pass in silence, in the kustomizations of a tree and in what they build.

This module has the settings alone, which ``validate`` reads as well; the checks come with ``linting.run``.
"""

from __future__ import annotations

from kustompy.linting.settings import Settings, settings_for

__all__ = ["Settings", "settings_for"]
