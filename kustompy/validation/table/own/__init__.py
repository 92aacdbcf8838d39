"""Rules that need code of their own: the table calls them by name."""

from __future__ import annotations

from kustompy.validation.table.own.objects import OBJECTS
from kustompy.validation.table.own.pods import PODS
from kustompy.validation.table.own.resources import RESOURCES

OWN = {**PODS, **RESOURCES, **OBJECTS}
"""Name → the function that says what is wrong with an object, and the fields without which it says nothing."""
