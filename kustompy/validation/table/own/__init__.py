"""Rules that need code of their own: the table calls them by name."""

from __future__ import annotations

from kustompy.validation.table.own.admission import ADMISSION
from kustompy.validation.table.own.containers import OF_CONTAINERS
from kustompy.validation.table.own.control import CONTROL
from kustompy.validation.table.own.jobs import JOBS
from kustompy.validation.table.own.objects import OBJECTS
from kustompy.validation.table.own.platforms import PLATFORMS
from kustompy.validation.table.own.pods import PODS
from kustompy.validation.table.own.resources import RESOURCES
from kustompy.validation.table.own.services import SERVICES
from kustompy.validation.table.own.storage import STORAGE

OWN = {
    **PODS, **OF_CONTAINERS, **PLATFORMS, **RESOURCES, **JOBS, **SERVICES, **STORAGE, **OBJECTS, **ADMISSION,
    **CONTROL,
}  # fmt: skip
"""Name → the function that says what is wrong with an object, and the fields without which it says nothing."""
