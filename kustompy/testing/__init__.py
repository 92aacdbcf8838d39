"""A kit to test manifests with: Hypothesis strategies, laws as assertions, and a pytest plugin."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.testing.applications import applications
    from kustompy.testing.assertions import (
        assert_deterministic,
        assert_hashes_match,
        assert_idempotent,
        assert_lints,
        assert_no_dangling_references,
        assert_only_changes,
        assert_same_as_kustomize,
        assert_valid,
    )
    from kustompy.testing.kustomization_trees import components, kustomizations, trees
    from kustompy.testing.manifests import KINDS, lists, resources
    from kustompy.testing.patches import json_patches, strategic_merge_patches
    from kustompy.testing.snapshots import assert_snapshot
    from kustompy.testing.words import annotations, images, labels, names, quantities, texts

__all__ = [
    "KINDS", "annotations", "applications", "assert_deterministic", "assert_hashes_match", "assert_idempotent",
    "assert_lints", "assert_no_dangling_references", "assert_only_changes", "assert_same_as_kustomize",
    "assert_snapshot", "assert_valid", "components", "images", "json_patches", "kustomizations", "labels", "lists",
    "names", "quantities", "resources", "strategic_merge_patches", "texts", "trees",
]  # fmt: skip

_HOMES = {
    name: f"kustompy.testing.{home}"
    for home, names in {
        "assertions": "assert_deterministic assert_hashes_match assert_idempotent assert_lints "
        "assert_no_dangling_references assert_only_changes assert_same_as_kustomize assert_valid",
        "applications": "applications",
        "manifests": "KINDS lists resources",
        "patches": "json_patches strategic_merge_patches",
        "snapshots": "assert_snapshot",
        "kustomization_trees": "components kustomizations trees",
        "words": "annotations images labels names quantities texts",
    }.items()
    for name in names.split()
}


def __getattr__(name: str) -> object:
    """A name of the kit, imported when it is first used: the pytest plugin alone does not need Hypothesis."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kustompy.testing' has no attribute {name!r}")
    found = getattr(__import__(_HOMES[name], fromlist=[name]), name)
    if _HOMES[name] not in _WITHOUT_EXAMPLES:
        from kustompy.testing.warm import warm_up

        warm_up()
    globals()[name] = found
    return found


_WITHOUT_EXAMPLES = ("kustompy.testing.assertions", "kustompy.testing.snapshots")
