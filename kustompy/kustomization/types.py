"""The fields of a kustomization, as types; made by python -m tools kustomization_types."""

from __future__ import annotations

from typing import Any, TypedDict


class ObjectMeta(TypedDict, total=False):
    """``ObjectMeta`` in a kustomization."""

    name: str
    namespace: str
    labels: dict[str, str]
    annotations: dict[str, str]


class GeneratorOptions(TypedDict, total=False):
    """``GeneratorOptions`` in a kustomization."""

    labels: dict[str, str]
    annotations: dict[str, str]
    disableNameSuffixHash: bool
    immutable: bool


class ConfigMapArgs(TypedDict, total=False):
    """``ConfigMapArgs`` in a kustomization."""

    name: str
    namespace: str
    behavior: str
    literals: list[str]
    files: list[str]
    envs: list[str]
    env: str
    options: GeneratorOptions


class SecretArgs(TypedDict, total=False):
    """``SecretArgs`` in a kustomization."""

    name: str
    namespace: str
    behavior: str
    literals: list[str]
    files: list[str]
    envs: list[str]
    env: str
    options: GeneratorOptions
    type: str


class HelmGlobals(TypedDict, total=False):
    """``HelmGlobals`` in a kustomization."""

    chartHome: str
    configHome: str


class HelmChart(TypedDict, total=False):
    """``HelmChart`` in a kustomization."""

    name: str
    version: str
    repo: str
    releaseName: str
    namespace: str
    additionalValuesFiles: list[str]
    valuesFile: str
    valuesInline: dict[str, Any]
    valuesMerge: str
    includeCRDs: bool
    skipHooks: bool
    apiVersions: list[str]
    kubeVersion: str
    nameTemplate: str
    skipTests: bool
    debug: bool
    devel: bool


class HelmChartArgs(TypedDict, total=False):
    """``HelmChartArgs`` in a kustomization."""

    chartName: str
    chartVersion: str
    chartRepoUrl: str
    chartHome: str
    chartRepoName: str
    helmBin: str
    helmHome: str
    values: str
    valuesLocal: dict[str, Any]
    valuesMerge: str
    releaseName: str
    releaseNamespace: str
    extraArgs: list[str]


class Selector(TypedDict, total=False):
    """``Selector`` in a kustomization."""

    group: str
    version: str
    kind: str
    name: str
    namespace: str
    annotationSelector: str
    labelSelector: str


class PatchArgs(TypedDict, total=False):
    """``PatchArgs`` in a kustomization."""

    allowNameChange: bool
    allowKindChange: bool


class Patch(TypedDict, total=False):
    """``Patch`` in a kustomization."""

    path: str
    patch: str
    target: Selector
    options: PatchArgs


class FieldSpec(TypedDict, total=False):
    """``FieldSpec`` in a kustomization."""

    group: str
    version: str
    kind: str
    path: str
    create: bool


class Label(TypedDict, total=False):
    """``Label`` in a kustomization."""

    pairs: dict[str, str]
    includeSelectors: bool
    includeTemplates: bool
    fields: list[FieldSpec]


class Replica(TypedDict, total=False):
    """``Replica`` in a kustomization."""

    name: str
    count: int


class Image(TypedDict, total=False):
    """``Image`` in a kustomization."""

    name: str
    newName: str
    tagSuffix: str
    newTag: str
    digest: str


class FieldOptions(TypedDict, total=False):
    """``FieldOptions`` in a kustomization."""

    delimiter: str
    index: int
    encoding: str
    create: bool


class SourceSelector(TypedDict, total=False):
    """``SourceSelector`` in a kustomization."""

    group: str
    version: str
    kind: str
    name: str
    namespace: str
    fieldPath: str
    options: FieldOptions


class TargetSelector(TypedDict, total=False):
    """``TargetSelector`` in a kustomization."""

    select: Selector
    reject: list[Selector]
    fieldPaths: list[str]
    options: FieldOptions


class ReplacementField(TypedDict, total=False):
    """``ReplacementField`` in a kustomization."""

    path: str
    source: SourceSelector
    sourceValue: str
    targets: list[TargetSelector]


class VarTarget(TypedDict, total=False):
    """``Target`` in a kustomization."""

    apiVersion: str
    group: str
    version: str
    kind: str
    name: str
    namespace: str


class VarField(TypedDict, total=False):
    """``FieldSelector`` in a kustomization."""

    fieldPath: str


class Var(TypedDict, total=False):
    """``Var`` in a kustomization."""

    name: str
    objref: VarTarget
    fieldref: VarField


class LegacySortOptions(TypedDict, total=False):
    """``LegacySortOptions`` in a kustomization."""

    orderFirst: list[str]
    orderLast: list[str]


class SortOptions(TypedDict, total=False):
    """``SortOptions`` in a kustomization."""

    order: str
    legacySortOptions: LegacySortOptions


class Kustomization(TypedDict, total=False):
    """A kustomization."""

    apiVersion: str
    kind: str
    metadata: ObjectMeta
    openapi: dict[str, str]
    resources: list[str]
    bases: list[str]
    configurations: list[str]
    crds: list[str]
    generatorOptions: GeneratorOptions
    configMapGenerator: list[ConfigMapArgs]
    secretGenerator: list[SecretArgs]
    helmGlobals: HelmGlobals
    helmCharts: list[HelmChart]
    helmChartInflationGenerator: list[HelmChartArgs]
    generators: list[str]
    components: list[str]
    patchesStrategicMerge: list[str]
    patches: list[Patch]
    namespace: str
    namePrefix: str
    nameSuffix: str
    labels: list[Label]
    commonLabels: dict[str, str]
    commonAnnotations: dict[str, str]
    patchesJson6902: list[Patch]
    replicas: list[Replica]
    images: list[Image]
    imageTags: list[Image]
    replacements: list[ReplacementField]
    transformers: list[str]
    validators: list[str]
    vars: list[Var]
    sortOptions: SortOptions
    buildMetadata: list[str]
