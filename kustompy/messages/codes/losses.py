"""Codes of what a build loses or changes in silence, found by ``lint``."""

from __future__ import annotations

_NO_KEY = (
    "A strategic merge joins a list by the merge key that the schema of its kind names. Where it knows none, the list"
    " of the patch takes the place of the whole list: elements and fields that the patch does not repeat are gone."
)

CODES = {
    # Of lint: what is lost in merging, and where two entries write one field.
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
        "kustomize follows `$patch` alone, in this spelling, in patches of mappings and of lists that it merges by a"
        " key; any other directive becomes a field of the object.",
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
        "Each time the build is applied, this count replaces the one that the autoscaler has chosen.",
        "remove the count, and set `minReplicas` in the autoscaler.",
    ),
    "KST017": (
        "a patch for one of several objects of the name",
        "A patch without a namespace is for the object that has none, or `default`; others of the kind and name, in"
        " other namespaces, stay as they are.",
        "write the namespace into the patch, or a `target:` with the name, which selects all of them.",
    ),
    "KST018": (
        "a key `-` that a JSON patch adds to a mapping",
        "At the end of a path `-` is the place behind the last element of a list; in a mapping it is a key.",
        "write the key that is meant into the path: `/metadata/annotations/example.com~1name`.",
    ),
    "KST019": (
        "an element that a patch adds beside the one that it means",
        "A strategic merge finds an element by its merge key: a container by its name, a port by its number. One with"
        " another key is added.",
        "write the merge key that the element has, or a JSON patch to change the key itself.",
    ),
    # Of namespaces, which kustomize writes into some objects and leaves out of others.
    "KST020": (
        "a namespace that does not reach what a chart makes",
        "Since v5.8 kustomize passes `namespace:` to helm, and does not change the objects of charts: those whose"
        " templates do not write it get the namespace that is current when they are applied.",
        "write `{{ .Release.Namespace }}` in the templates, or patch the objects.",
    ),
    "KST021": (
        "a namespace for a cluster-scoped object",
        "kustomize gives every custom kind a namespace, even if its CRD in the build is cluster-scoped.",
        "list the objects in a kustomization without `namespace:`.",
    ),
    "KST022": (
        "a Namespace that gets another name",
        "`namespace:` gives its name to every Namespace of the build.",
        "list the Namespace in a kustomization without `namespace:`, or write the new name into it.",
    ),
    "KST023": (
        "a subject of another namespace that is moved",
        "`namespace:` writes over the namespace of every subject called `default`, also of one that names another.",
        "give the account a name of its own, or use a NamespaceTransformer with `setRoleBindingSubjects: none`.",
    ),
    "KST024": (
        "a subject that stays in another namespace",
        "A subject follows `namespace:` only if its account is in the build, or is called `default`.",
        "write the namespace into the subject, or add the account.",
    ),
    "KST025": (
        "an object of the cluster's own namespace that is moved",
        "`namespace:` changes all objects, also those that work only in `kube-system`, such as the RoleBinding of an"
        " extension server to the configuration of the API server.",
        "list the object in a kustomization without `namespace:`.",
    ),
    # Of generators: kustomize reads env files by its own rules, and docker and shells by others.
    "KST030": (
        "a line of an env file without a value",
        "A line without `=` makes a key with an empty value; before v5 it took the value from the environment.",
        "write `KEY=value`.",
    ),
    "KST031": (
        "quotes in an env file",
        "Lines of env files are taken as they stand: quotes become part of the value.",
        "remove the quotes.",
    ),
    "KST032": (
        "a key of an env file with blanks or `export`",
        "Everything before the `=` is the key.",
        "write the name of the variable and nothing else before the `=`.",
    ),
    "KST033": (
        "blanks at the end of a value in an env file",
        "Lines of env files are taken as they stand: the blanks become part of the value.",
        "remove the blanks.",
    ),
    "KST034": (
        "a generator that merges into an object without a hash",
        "The name gets a hash only if both are generated; without one, no pod restarts when the content changes.",
        "generate the object that is merged into as well.",
    ),
    "KST035": (
        "an annotation for a hash that has no effect",
        "`kustomize.config.k8s.io/needs-hash` works in objects that a function or plugin generates, and nowhere else.",
        "make the object with a generator, and remove the annotation.",
    ),
    "KST036": (
        "a comment behind a value in an env file",
        "Only a line that begins with `#` is a comment; what stands behind a value is part of it.",
        "write the comment into a line of its own.",
    ),
    # Of images, replacements, labels and JSON patches that do what is written, and hardly what is meant.
    "KST040": (
        "an image that nobody can pull",
        "kustomize joins the parts of an entry of `images:` as they are written; this result is not a valid image.",
        "write the name into `newName`, the tag into `newTag`, and the digest with `sha256:` into `digest`.",
    ),
    "KST041": (
        "an image that an entry leaves in other fields",
        "`images:` reaches containers of pods; images in fields of custom resources stay as they are.",
        "name the fields under `images:` in a file of `configurations:`.",
    ),
    "KST042": (
        "a delimiter that is ignored",
        "A replacement into a text that is YAML or JSON replaces the whole value before v5.8.3.",
        "follow a newer version with `--kustomize-version 5.8.3`, or put the whole value into the source.",
    ),
    "KST043": (
        "an index that an earlier replacement has shifted",
        "An earlier replacement with the delimiter in its value has added pieces, and later indexes count them.",
        "put the replacement with the highest index first.",
    ),
    "KST044": (
        "a name that is copied before its hash",
        "Replacements run before hashes are added, and kustomize follows names in the fields that it knows only.",
        "add a `nameReference` with `configurations:`, or generate without a hash.",
    ),
    "KST045": (
        "a label that is added to the peers of a network policy",
        "`includeSelectors` changes every selector of a NetworkPolicy, also those that mean pods of others, which do"
        " not have the label: the policy lets nobody in.",
        "write `includeSelectors: false`, and label the selectors that are yours with a patch.",
    ),
    "KST046": (
        "a label that is added to templates of claims",
        "`includeTemplates` writes into `volumeClaimTemplates`, which cannot be changed once the StatefulSet is there.",
        "write `fields:` for the templates of pods instead of `includeTemplates`.",
    ),
    "KST047": (
        "a patch that is listed as a resource",
        "It becomes an object of its own, and the object that it is meant to patch stays as it is.",
        "list it under `patches:`.",
    ),
    "KST048": (
        "an object without apiVersion",
        "kustomize builds it all the same, and the API server refuses it.",
        "write the `apiVersion` of the kind; `kustompy lint --fix` does so for kinds that Kubernetes has once.",
    ),
    "KST049": (
        "a mapping that an `add` of a JSON patch replaces",
        "Where the path of an `add` leads to a field that is there, the value takes its place, with all keys in it.",
        "add each key by itself, `/metadata/annotations/example.com~1name`, or use a strategic merge.",
    ),
}
