"""Differences between versions of kustomize: one row a change, and the levels it holds for.

Nobody can tell yet which of the changes came with 5.8.2 and which with 5.8.3: both levels have all of them.
"""

from __future__ import annotations

from kustompy.errors import UsageError
from kustompy.upstream import LEVELS

_SINCE_5_8_2 = ("5.8.2", "5.8.3")

PARTS_OF_TEXTS = "parts-of-texts"
ODD_KEYS_IN_TEXTS = "odd-keys-in-texts"
ANY_DIGEST = "any-digest"
NAMES_THAT_MATCH_NOTHING = "names-that-match-nothing"
ADMISSION_POLICIES = "admission-policies"
CLAIM_TEMPLATES = "claim-templates"
TEMPLATES_OF_CLAIMS = "templates-of-claims"
AMBIGUOUS_PATHS = "ambiguous-paths"
WRITTEN_KEYS = "written-keys"

CHANGES = (
    # name, the levels it holds for, what is different there
    (PARTS_OF_TEXTS, _SINCE_5_8_2,
     "`replacements:` into a text that is YAML or JSON honour `delimiter`, `index` and `create`"),
    (ODD_KEYS_IN_TEXTS, _SINCE_5_8_2, "`replacements:` reach into JSON in braces with a key that is no string"),
    (ANY_DIGEST, _SINCE_5_8_2, "`images:` match an image with a digest of any algorithm"),
    (NAMES_THAT_MATCH_NOTHING, _SINCE_5_8_2, "an `images:` name that is no regular expression matches nothing"),
    (ADMISSION_POLICIES, _SINCE_5_8_2,
     "ValidatingAdmissionPolicy and ValidatingAdmissionPolicyBinding v1 have no namespace"),
    (CLAIM_TEMPLATES, _SINCE_5_8_2,
     "`labels[].includeVolumeClaimTemplates`, and `volumeClaimTemplateLabels` in configurations"),
    (TEMPLATES_OF_CLAIMS, _SINCE_5_8_2, "`labels[].includeTemplates` leaves the claim templates of StatefulSets alone"),
    (AMBIGUOUS_PATHS, _SINCE_5_8_2, "a directory with `..` inside a part of its path is refused"),
    (WRITTEN_KEYS, _SINCE_5_8_2, "keys that are integers or timestamps are printed as texts"),
)  # fmt: skip


def level_named(text: str) -> str:
    """The level that a user names, with or without a v; an error that lists those there are."""
    level = text.removeprefix("v")
    if level not in LEVELS:
        *others, last = LEVELS
        known = f"{', '.join(others)} and {last}"
        raise UsageError(f"unknown version of kustomize {text!r}: there are {known}", code="KST824")
    return level


def changes_at(level: str) -> frozenset[str]:
    """The names of the changes that hold at the level."""
    return frozenset(name for name, levels, _ in CHANGES if level in levels)
