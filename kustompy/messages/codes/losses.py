"""Codes of what a build loses or changes in silence, found by ``lint``."""

from __future__ import annotations

_NO_KEY = (
    "A strategic merge joins a list by the merge key that the schema of its kind names. Where it knows none, the list"
    " of the patch takes the place of the whole list: elements and fields that the patch does not repeat are gone."
)

CODES = {
    "KST010": (
        "a list that a patch replaces",
        _NO_KEY,
        "use a JSON patch, name the merge keys with `openapi:`, or write all elements into the patch.",
    ),
    "KST011": (
        "a list that a patch replaces since another schema is in force",
        f"{_NO_KEY} An `openapi:` of any kustomization of the build is the schema of the whole build, and takes the"
        " place of the built-in one.",
        "let the schema define the kind as well, or use a JSON patch.",
    ),
    "KST012": (
        "fields that exclude each other, of which a patch added one",
        "A strategic merge adds the field and leaves the other one, and the API server refuses the object.",
        "write `null` for the other field in the patch.",
    ),
    "KST013": (
        "a directive of a patch in the output",
        "kustomize knows `$patch` only, spelled so, in patches of mappings and of lists that it merges by a key;"
        " anything else becomes a field of the object.",
        "spell it `$patch`, or use a JSON patch.",
    ),
    "KST014": (
        "a patch whose own name is ignored",
        "A patch with a `target` is applied to what the target names; the name in the patch counts for nothing unless"
        " `allowNameChange` is set.",
        "write the name of the resource, or `options: {allowNameChange: true}` to change it.",
    ),
    "KST015": (
        "a field that two entries of one kustomization write",
        "The later one counts, and what the earlier one says is lost.",
        "keep the one that is meant.",
    ),
    "KST016": (
        "a count of replicas beside an autoscaler",
        "Each time the build is applied, the count that the autoscaler has chosen is set back.",
        "remove the count, and set `minReplicas` in the autoscaler.",
    ),
}
