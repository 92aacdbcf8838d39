"""The words ``x-kubernetes-…`` that Kubernetes and kustomize add to JSON schemas."""

from __future__ import annotations

# The words of structural schemas (apiextensions/v1, JSONSchemaProps): the API server reads them in the schemas of
# custom kinds; its OpenAPI has those of lists for its own kinds, too.
INT_OR_STRING = "x-kubernetes-int-or-string"
PRESERVE = "x-kubernetes-preserve-unknown-fields"
EMBEDDED = "x-kubernetes-embedded-resource"
LIST_TYPE = "x-kubernetes-list-type"
LIST_MAP_KEYS = "x-kubernetes-list-map-keys"
MAP_TYPE = "x-kubernetes-map-type"
RULES = "x-kubernetes-validations"

# The words of OpenAPI documents alone: which kind a definition is of, and how strategic merge treats a list.
GROUP_VERSION_KIND = "x-kubernetes-group-version-kind"
PATCH_STRATEGY = "x-kubernetes-patch-strategy"
PATCH_MERGE_KEY = "x-kubernetes-patch-merge-key"

# The words of kustomize alone (``crds:``): no API server knows them.
OF_ANNOTATIONS = "x-kubernetes-annotation"
OF_LABELS = "x-kubernetes-label-selector"
OF_NAMES = "x-kubernetes-identity"
REFERRED_KIND = "x-kubernetes-object-ref-kind"
REFERRED_API_VERSION = "x-kubernetes-object-ref-api-version"
REFERRED_NAME_KEY = "x-kubernetes-object-ref-name-key"
