"""Codes of what changes resources: patches, replacements, vars and selectors."""

from __future__ import annotations

CODES = {
    # Of patches as a whole: which resource they are for, before anything of them is applied.
    "KST500": (
        "a patch that cannot be read or applied",
        "An entry of `patches:` has a `path:` or a `patch:`, one of the two, and the patch fits what it changes.",
        "write `- path: p.yaml`, or the patch itself below `patch: |-`.",
    ),
    "KST501": (
        "a patch that fits more than one resource",
        "Several resources have the kind and name of the patch.",
        "give the patch a namespace, or a `target:`.",
    ),
    "KST502": (
        "a patch for a resource that is not there",
        "A patch without `target:` changes the resource with its own apiVersion, kind, name and namespace.",
        "write these four as the resource has them; the name is the one in the base, or the one with prefixes.",
    ),
    # Of selectors and field paths, which patches, replacements and labels share.
    "KST510": (
        "a selector that is no regular expression",
        "Names, namespaces and kinds of a target are regular expressions in Go's syntax (RE2): there are no"
        " backreferences and no lookarounds.",
        "escape what is meant as it stands: `\\.`, `\\(`.",
    ),
    "KST511": (
        "a label selector that cannot be read",
        "The syntax is that of kubectl: `a=b,c in (d,e),!f`. Values are those that labels may have, also where an"
        " annotation is meant: `/` and other signs cannot be selected by.",
        "write it like `a=b,c in (d,e)`; for an annotation with other signs name the key alone.",
    ),
    "KST512": (
        "a field path that cannot be followed",
        "A part of the path meets a value of another shape: a list where a mapping is wanted, or an index beyond the"
        " end.",
        "step into a list by `[name=web]`, `0` or `*`, as in `spec.containers.[name=web].image`.",
    ),
    "KST513": (
        "a patch of another shape than the resource",
        "The patch has a list where the resource has a mapping, or the like.",
        "look at the manifest and write the same shape.",
    ),
    "KST514": ("a strategic merge patch that is no mapping", "A patch is one mapping.", "write a manifest."),
    "KST515": (
        "a `$patch` that there is not",
        "`$patch` is `delete`, `replace` or `merge`.",
        "choose one of the three.",
    ),
    # Of replacements: kustomize's words come first, the place of the entry and the remedy are ours.
    "KST520": (
        "a replacement that cannot be made",
        "A replacement has a `source:` or `sourceValue:`, and `targets:` that select resources.",
        "write the part that the message misses.",
    ),
    "KST521": (
        "a source field that is not there",
        "The source of a replacement has no value at `fieldPath`.",
        "write the path of a field that the source has; lists are indexed as `containers.0` or"
        " `containers.[name=web]`.",
    ),
    "KST522": (
        "a replacement source that fits more than one resource",
        "The source must be one resource.",
        "add kind, name or namespace.",
    ),
    "KST523": (
        "a replacement source that is not there",
        "No resource fits the source.",
        "write kind and name as the resource has them; a generated one goes by the name without its hash.",
    ),
    "KST524": (
        "a target field that is not there",
        "The target of a replacement has no field at the path, and is not told to make one.",
        "write the path of a field that every target has, set `options: {create: true}`, or leave the others out with"
        " `reject:`.",
    ),
    # Of vars, which kustomize has deprecated in favour of replacements.
    "KST530": ("a var that fits more than one resource", "`objref` must be one resource.", "add a namespace."),
    "KST531": ("a var that is there twice", "Names of vars are unique in a build.", "rename one."),
    "KST532": (
        "a var without its resource",
        "No resource fits `objref`.",
        "write kind and name as the resource has them, or use `replacements:`.",
    ),
    "KST533": (
        "a var without its field",
        "The resource has no value at `fieldref`.",
        "write the path of a field that it has.",
    ),
    # Of JSON patches (RFC 6902): the first operation that fails ends the patch, and the build with it.
    "KST540": (
        "a JSON patch that cannot be read",
        "A JSON patch is a list of operations, each with `op`, `path`, and most with `value`.",
        "write `- op: replace`, `  path: /spec/replicas`, `  value: 3`.",
    ),
    "KST541": (
        "a JSON patch operation that does not apply",
        "The path does not lead to where the operation could work: `replace` and `remove` want a value there, `add`"
        " wants the mapping or list around it.",
        "write the path of a value that is there; `/` in a key is written `~1`, the end of a list is `-`.",
    ),
    "KST542": (
        "a test of a JSON patch that fails",
        "The value is not the one that the patch was written for.",
        "look at what the base has now, and renew the patch.",
    ),
}
