"""The checks, a row each: what it looks at, its function, and the codes of its findings."""

from __future__ import annotations

from collections import namedtuple

from kustompy.linting.checks.added_elements import added_elements
from kustompy.linting.checks.api_versions import missing_api_versions
from kustompy.linting.checks.autoscaled import counts_beside_autoscalers
from kustompy.linting.checks.behaviors import unknown_behaviors
from kustompy.linting.checks.committed_inputs import committed_inputs
from kustompy.linting.checks.contested_fields import contested_fields
from kustompy.linting.checks.dashes import dashes_in_mappings
from kustompy.linting.checks.deprecated_fields import deprecated_fields
from kustompy.linting.checks.directives import directives_left
from kustompy.linting.checks.env_files import odd_lines
from kustompy.linting.checks.generated import unused_generators
from kustompy.linting.checks.hashes import missing_hashes
from kustompy.linting.checks.image_references import left_images, unpullable_images
from kustompy.linting.checks.images import unused_images
from kustompy.linting.checks.labels import misplaced_labels
from kustompy.linting.checks.later_documents import later_documents
from kustompy.linting.checks.lost_elements import lost_elements
from kustompy.linting.checks.namespaces import left_subjects, misplaced_namespaces, unreached_charts
from kustompy.linting.checks.old_names import old_names_in_texts
from kustompy.linting.checks.patch_names import half_meant_merges, half_meant_names, ignored_names
from kustompy.linting.checks.patch_targets import unmatched_patches
from kustompy.linting.checks.patches_as_resources import patches_as_resources
from kustompy.linting.checks.references import dangling_references
from kustompy.linting.checks.repeated_entries import repeated_entries
from kustompy.linting.checks.repeated_keys import repeated_keys
from kustompy.linting.checks.replaced_mappings import replaced_mappings
from kustompy.linting.checks.replaced_values import odd_replacements
from kustompy.linting.checks.replacement_targets import unmatched_targets
from kustompy.linting.checks.selectors import unmatched_selectors
from kustompy.linting.checks.unions import left_by_merges
from kustompy.linting.checks.unreferenced_files import unreferenced_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NamedTuple

    from kustompy.linting.observer import Checks

    class Check(NamedTuple):
        of: str
        """The field of the kustomization whose steps it looks at; or RESULT, or FILES."""
        function: Callable[..., Any]
        errors: tuple[str, ...] = ()
        """The codes of its findings that are mistakes for certain."""
        warnings: tuple[str, ...] = ()
        before: bool = False
        """Whether it looks at the resources before the step changes them."""

else:
    Check = namedtuple("Check", "of function errors warnings before", defaults=[(), (), False])

RESULT, FILES = "what is built", "files"
CHECKS = (
    # Before the step: a patch may change the very name, kind or label that its target selects by.
    Check("patches", unmatched_patches, errors=("KST950",), before=True),
    Check("patchesJson6902", unmatched_patches, errors=("KST950",), before=True),
    Check("patches", lost_elements, errors=("KST959", "KST011"), warnings=("KST010",)),
    Check("patchesStrategicMerge", lost_elements, errors=("KST959", "KST011"), warnings=("KST010",)),
    Check("patches", ignored_names, warnings=("KST014",), before=True),
    Check("patches", half_meant_names, warnings=("KST017",), before=True),
    Check("patchesStrategicMerge", half_meant_merges, warnings=("KST017",), before=True),
    Check("patches", dashes_in_mappings, warnings=("KST018",)),
    Check("patchesJson6902", dashes_in_mappings, warnings=("KST018",)),
    Check("patches", replaced_mappings, warnings=("KST049",), before=True),
    Check("patchesJson6902", replaced_mappings, warnings=("KST049",), before=True),
    Check(RESULT, left_by_merges, errors=("KST012",)),
    Check(RESULT, added_elements, warnings=("KST019",)),
    Check(RESULT, directives_left, errors=("KST013",)),
    Check(RESULT, contested_fields, warnings=("KST015",)),
    Check(RESULT, counts_beside_autoscalers, warnings=("KST016",)),
    Check("images", unused_images, errors=("KST951",)),
    Check("replacements", unmatched_targets, errors=("KST952",)),
    Check("namespace", unreached_charts, warnings=("KST020",)),
    Check("namespace", left_subjects, warnings=("KST024",)),
    Check(RESULT, misplaced_namespaces, warnings=("KST021", "KST022", "KST023", "KST025")),
    Check(FILES, odd_lines, errors=("KST030",), warnings=("KST031", "KST032", "KST033", "KST036")),
    Check(RESULT, missing_hashes, warnings=("KST034", "KST035")),
    Check("images", unpullable_images, errors=("KST040",), before=True),
    Check(RESULT, left_images, warnings=("KST041",)),
    # Before the step as well: afterwards the pieces around a delimiter are those that the step has written.
    Check("replacements", odd_replacements, errors=("KST044",), warnings=("KST042", "KST043"), before=True),
    Check(RESULT, misplaced_labels, warnings=("KST045", "KST046")),
    Check(RESULT, patches_as_resources, warnings=("KST047",)),
    Check(RESULT, missing_api_versions, errors=("KST048",)),
    Check(RESULT, unmatched_selectors, warnings=("KST953",)),
    Check(RESULT, unused_generators, warnings=("KST955", "KST956")),
    Check(RESULT, dangling_references, errors=("KST960", "KST964", "KST966"), warnings=("KST963", "KST965")),
    Check(RESULT, old_names_in_texts, warnings=("KST968",)),
    Check(FILES, repeated_entries, warnings=("KST015",)),
    Check(FILES, repeated_keys, errors=("KST954",)),
    Check(FILES, later_documents, errors=("KST961",)),
    Check(FILES, unknown_behaviors, errors=("KST962",)),
    Check(FILES, deprecated_fields, warnings=("KST958",)),
    Check(FILES, unreferenced_files, warnings=("KST957",)),
    Check(FILES, committed_inputs, warnings=("KST967",)),
)
CHECKS_BEFORE: Checks = {}
CHECKS_AFTER: Checks = {}
for _row in CHECKS:
    if _row.of not in (RESULT, FILES):
        (CHECKS_BEFORE if _row.before else CHECKS_AFTER).setdefault(_row.of, []).append(
            ((*_row.errors, *_row.warnings)[0], _row.function)
        )
RESULT_CHECKS = tuple(row.function for row in CHECKS if row.of == RESULT)
FILE_CHECKS = tuple(row.function for row in CHECKS if row.of == FILES)
