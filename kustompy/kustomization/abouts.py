"""One sentence on each field inside the fields of a kustomization, by the struct that holds it.

Only the JSON schema and the page of fields read them, so they are kept away from the structs that each build loads.
"""

from __future__ import annotations

_GVK = {
    "group": "The API group.",
    "version": "The version of the API group.",
    "kind": "The kind.",
}
_ID = {**_GVK, "name": "The name.", "namespace": "The namespace."}
_SELECTED = {
    "group": "A regular expression that the whole API group matches.",
    "version": "A regular expression that the whole version matches.",
    "kind": "A regular expression that the whole kind matches.",
    "name": "A regular expression that the whole name matches.",
    "namespace": "A regular expression that the whole namespace matches.",
}
_GENERATOR = {
    "name": "The name, to which a hash of the content is added.",
    "namespace": "The namespace.",
    "behavior": "What happens where the resource is there already: `create` refuses, `merge` adds, `replace` replaces.",
    "literals": "Entries written as `key=value`.",
    "files": "Files as values, written as `path` or `key=path`.",
    "envs": "Files of lines `key=value`, each an entry.",
    "env": "One such file; an older form of `envs`.",
    "options": "Options of this generator, which add to `generatorOptions`.",
}
ABOUTS = {
    "ObjectMeta": {
        "name": "A name.",
        "namespace": "A namespace.",
        "labels": "Labels.",
        "annotations": "Annotations.",
    },
    "GeneratorOptions": {
        "labels": "Labels of what is generated.",
        "annotations": "Annotations of what is generated.",
        "disableNameSuffixHash": "Whether names stay without the hash of the content.",
        "immutable": "Whether what is generated is marked as immutable.",
    },
    "ConfigMapArgs": _GENERATOR,
    "SecretArgs": {**_GENERATOR, "type": "The type of the Secret; `Opaque` if not given."},
    "HelmGlobals": {
        "chartHome": "The directory of the charts; `charts` if not given.",
        "configHome": "The directory of helm's own configuration.",
    },
    "HelmChart": {
        "name": "The name of the chart.",
        "version": "The version to pull.",
        "repo": "The URL of the repository to pull from.",
        "releaseName": "The name of the release.",
        "namespace": "The namespace of the release.",
        "additionalValuesFiles": "Further files of values, which win over the others.",
        "valuesFile": "The file of values; that of the chart if not given.",
        "valuesInline": "Values written here.",
        "valuesMerge": "How inline values meet those of the file: `override`, `replace` or `merge`.",
        "includeCRDs": "Whether the chart's CustomResourceDefinitions are rendered.",
        "skipHooks": "Whether hooks are left out.",
        "apiVersions": "API versions that the chart is told of.",
        "kubeVersion": "The version of Kubernetes that the chart is told of.",
        "nameTemplate": "A template for the name of the release.",
        "skipTests": "Whether tests of the chart are left out.",
        "debug": "Whether helm explains what it does.",
        "devel": "Whether development versions are pulled, too.",
    },
    "HelmChartArgs": {
        "chartName": "`name` of `helmCharts`.",
        "chartVersion": "`version` of `helmCharts`.",
        "chartRepoUrl": "`repo` of `helmCharts`.",
        "chartHome": "`chartHome` of `helmGlobals`.",
        "chartRepoName": "Ignored.",
        "helmBin": "Ignored.",
        "helmHome": "`configHome` of `helmGlobals`.",
        "values": "`valuesFile` of `helmCharts`.",
        "valuesLocal": "`valuesInline` of `helmCharts`.",
        "valuesMerge": "`valuesMerge` of `helmCharts`.",
        "releaseName": "`releaseName` of `helmCharts`.",
        "releaseNamespace": "Ignored.",
        "extraArgs": "Ignored.",
    },
    "Selector": {
        **_SELECTED,
        "annotationSelector": "A label selector for annotations.",
        "labelSelector": "A label selector.",
    },
    "Patch": {
        "path": "The file of the patch.",
        "patch": "The patch itself.",
        "target": "The resources to patch; a strategic merge patch without one is for the resource with its id.",
        "options": "What the patch may change.",
    },
    "PatchArgs": {
        "allowNameChange": "Whether the patch may change names.",
        "allowKindChange": "Whether the patch may change kinds.",
    },
    "Label": {
        "pairs": "The labels.",
        "includeSelectors": "Whether selectors and templates get the labels, too.",
        "includeTemplates": "Whether templates get the labels, but not selectors.",
        "fields": "Further fields that get the labels.",
    },
    "FieldSpec": {
        **{name: f"{text[:-1]} of the resources; any if not given." for name, text in _GVK.items()},
        "path": "The path of the field, its parts separated by slashes.",
        "create": "Whether the field is created where it is missing.",
    },
    "Replica": {
        "name": "The name of the workload.",
        "count": "The number of pods.",
    },
    "Image": {
        "name": "The name of the image as it stands in the resources.",
        "newName": "The new name.",
        "tagSuffix": "A text to put behind the tag.",
        "newTag": "The new tag.",
        "digest": "The digest to use in place of a tag.",
    },
    "ReplacementField": {
        "path": "A file of replacements.",
        "source": "The resource and field to copy from.",
        "sourceValue": "A value to write in place of a copied one.",
        "targets": "The resources and fields to write to.",
    },
    "SourceSelector": {
        **_ID,
        "fieldPath": "The path of the field, its parts separated by dots; `metadata.name` if not given.",
        "options": "What part of the field is copied.",
    },
    "TargetSelector": {
        "select": "The resources to write to.",
        "reject": "Those among them to leave alone.",
        "fieldPaths": "The paths of the fields, their parts separated by dots.",
        "options": "What part of the fields is written.",
    },
    "FieldOptions": {
        "delimiter": "The text that separates parts of the field.",
        "index": "Which part is meant, from 0.",
        "encoding": "The encoding of the field: `base64`.",
        "create": "Whether the field is created where it is missing.",
    },
    "Var": {
        "name": "The name that stands between `$(` and `)`.",
        "objref": "The resource with the value.",
        "fieldref": "The field with the value.",
    },
    "Target": {**_ID, "apiVersion": "The API group and version."},
    "FieldSelector": {"fieldPath": "The path of the field; `metadata.name` if not given."},
    "SortOptions": {
        "order": "`fifo` keeps the order of the files; `legacy` sorts by kind.",
        "legacySortOptions": "The kinds that legacy order puts first and last.",
    },
    "LegacySortOptions": {
        "orderFirst": "Kinds to put first.",
        "orderLast": "Kinds to put last.",
    },
}
CHOICES = {
    ("Kustomization", "kind"): ("Kustomization", "Component"),
    ("Kustomization", "apiVersion"): ("kustomize.config.k8s.io/v1beta1", "kustomize.config.k8s.io/v1alpha1"),
    ("Kustomization", "buildMetadata"): ("originAnnotations", "transformerAnnotations", "managedByLabel"),
    ("ConfigMapArgs", "behavior"): ("create", "merge", "replace"),
    ("SecretArgs", "behavior"): ("create", "merge", "replace"),
    ("HelmChart", "valuesMerge"): ("merge", "override", "replace"),
    ("SortOptions", "order"): ("legacy", "fifo"),
    ("FieldOptions", "encoding"): ("base64",),
}
"""Fields, or lists of them, that know only these texts."""
