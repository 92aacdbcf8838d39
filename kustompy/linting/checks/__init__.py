"""The checks: of single steps by the field that configures them, of what a build gives, and of the files."""

from __future__ import annotations

from kustompy.linting.checks.behaviors import unknown_behaviors
from kustompy.linting.checks.deprecated_fields import deprecated_fields
from kustompy.linting.checks.dropped_elements import dropped_elements
from kustompy.linting.checks.generated import missing_names, unused_generators
from kustompy.linting.checks.images import unused_images
from kustompy.linting.checks.later_documents import later_documents
from kustompy.linting.checks.patch_targets import unmatched_patches
from kustompy.linting.checks.repeated_keys import repeated_keys
from kustompy.linting.checks.replacement_targets import unmatched_targets
from kustompy.linting.checks.selectors import unmatched_selectors
from kustompy.linting.checks.unreferenced_files import unreferenced_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.linting.observer import StepCheck

STEP_CHECKS: dict[str, list[tuple[str, StepCheck]]] = {
    "patches": [("KST950", unmatched_patches), ("KST959", dropped_elements)],
    "patchesJson6902": [("KST950", unmatched_patches)],
    "patchesStrategicMerge": [("KST959", dropped_elements)],
    "images": [("KST951", unused_images)],
    "replacements": [("KST952", unmatched_targets)],
}
RESULT_CHECKS = (unmatched_selectors, unused_generators, missing_names)
FILE_CHECKS = (repeated_keys, later_documents, unknown_behaviors, deprecated_fields, unreferenced_files)
