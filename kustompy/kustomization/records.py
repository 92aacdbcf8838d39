"""What builtins are told, as types of records; made by python -m tools kustomization_types."""

from __future__ import annotations

from kustompy.kustomization.configs import Config, Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kustompy.fieldspecs.tables import FieldSpec
    from kustompy.model.values import Value


class ObjectMeta(Record):
    """``ObjectMeta``."""

    __slots__ = ()

    name: str
    namespace: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]


class GeneratorOptions(Record):
    """``GeneratorOptions``."""

    __slots__ = ()

    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    disableNameSuffixHash: bool
    immutable: bool


class ConfigMapArgs(Record):
    """``ConfigMapArgs``."""

    __slots__ = ()

    name: str
    namespace: str
    behavior: str
    literals: Sequence[str]
    files: Sequence[str]
    envs: Sequence[str]
    env: str
    options: GeneratorOptions


class SecretArgs(Record):
    """``SecretArgs``."""

    __slots__ = ()

    name: str
    namespace: str
    behavior: str
    literals: Sequence[str]
    files: Sequence[str]
    envs: Sequence[str]
    env: str
    options: GeneratorOptions
    type: str


class HelmGlobals(Record):
    """``HelmGlobals``."""

    __slots__ = ()

    chartHome: str
    configHome: str


class HelmChart(Record):
    """``HelmChart``."""

    __slots__ = ()

    name: str
    version: str
    repo: str
    releaseName: str
    namespace: str
    additionalValuesFiles: Sequence[str]
    valuesFile: str
    valuesInline: Mapping[str, Value]
    valuesMerge: str
    includeCRDs: bool
    skipHooks: bool
    apiVersions: Sequence[str]
    kubeVersion: str
    nameTemplate: str
    skipTests: bool
    debug: bool
    devel: bool


class HelmChartArgs(Record):
    """``HelmChartArgs``."""

    __slots__ = ()

    chartName: str
    chartVersion: str
    chartRepoUrl: str
    chartHome: str
    chartRepoName: str
    helmBin: str
    helmHome: str
    values: str
    valuesLocal: Mapping[str, Value]
    valuesMerge: str
    releaseName: str
    releaseNamespace: str
    extraArgs: Sequence[str]


class Selector(Record):
    """``Selector``."""

    __slots__ = ()

    group: str
    version: str
    kind: str
    name: str
    namespace: str
    annotationSelector: str
    labelSelector: str


class PatchArgs(Record):
    """``PatchArgs``."""

    __slots__ = ()

    allowNameChange: bool
    allowKindChange: bool


class Patch(Record):
    """``Patch``."""

    __slots__ = ()

    path: str
    patch: str
    target: Selector | None
    options: PatchArgs


class Label(Record):
    """``Label``."""

    __slots__ = ()

    pairs: Mapping[str, str]
    includeSelectors: bool
    includeTemplates: bool
    fields: tuple[FieldSpec, ...]


class Replica(Record):
    """``Replica``."""

    __slots__ = ()

    name: str
    count: int


class Image(Record):
    """``Image``."""

    __slots__ = ()

    name: str
    newName: str
    tagSuffix: str
    newTag: str
    digest: str


class FieldOptions(Record):
    """``FieldOptions``."""

    __slots__ = ()

    delimiter: str
    index: int
    encoding: str
    create: bool


class SourceSelector(Record):
    """``SourceSelector``."""

    __slots__ = ()

    group: str
    version: str
    kind: str
    name: str
    namespace: str
    fieldPath: str
    options: FieldOptions


class TargetSelector(Record):
    """``TargetSelector``."""

    __slots__ = ()

    select: Selector | None
    reject: Sequence[Selector]
    fieldPaths: Sequence[str]
    options: FieldOptions


class ReplacementField(Record):
    """``ReplacementField``."""

    __slots__ = ()

    path: str
    source: SourceSelector
    sourceValue: str
    targets: Sequence[TargetSelector]


class VarTarget(Record):
    """``Target``."""

    __slots__ = ()

    apiVersion: str
    group: str
    version: str
    kind: str
    name: str
    namespace: str


class VarField(Record):
    """``FieldSelector``."""

    __slots__ = ()

    fieldPath: str


class Var(Record):
    """``Var``."""

    __slots__ = ()

    name: str
    objref: VarTarget
    fieldref: VarField


class LegacySortOptions(Record):
    """``LegacySortOptions``."""

    __slots__ = ()

    orderFirst: Sequence[str]
    orderLast: Sequence[str]


class SortOptions(Record):
    """``SortOptions``."""

    __slots__ = ()

    order: str
    legacySortOptions: LegacySortOptions


class Kustomization(Record):
    """``Kustomization``."""

    __slots__ = ()

    apiVersion: str
    kind: str
    metadata: ObjectMeta
    openapi: Mapping[str, str]
    resources: Sequence[str]
    bases: Sequence[str]
    configurations: Sequence[str]
    crds: Sequence[str]
    generatorOptions: GeneratorOptions
    configMapGenerator: Sequence[ConfigMapArgs]
    secretGenerator: Sequence[SecretArgs]
    helmGlobals: HelmGlobals
    helmCharts: Sequence[HelmChart]
    helmChartInflationGenerator: Sequence[HelmChartArgs]
    generators: Sequence[str]
    components: Sequence[str]
    patchesStrategicMerge: Sequence[str]
    patches: Sequence[Patch]
    namespace: str
    namePrefix: str
    nameSuffix: str
    labels: Sequence[Label]
    commonLabels: Mapping[str, str]
    commonAnnotations: Mapping[str, str]
    patchesJson6902: Sequence[Patch]
    replicas: Sequence[Replica]
    images: Sequence[Image]
    imageTags: Sequence[Image]
    replacements: Sequence[ReplacementField]
    transformers: Sequence[str]
    validators: Sequence[str]
    vars: Sequence[Var]
    sortOptions: SortOptions
    buildMetadata: Sequence[str]


class ConfigMapGenerator(Config):
    """What ``generators.config_map:config_map`` is told."""

    __slots__ = ()

    name: str
    namespace: str
    behavior: str
    literals: Sequence[str]
    files: Sequence[str]
    envs: Sequence[str]
    env: str
    options: GeneratorOptions


class SecretGenerator(Config):
    """What ``generators.config_map:secret`` is told."""

    __slots__ = ()

    name: str
    namespace: str
    behavior: str
    literals: Sequence[str]
    files: Sequence[str]
    envs: Sequence[str]
    env: str
    options: GeneratorOptions
    type: str


class HelmChartInflationGenerator(Config):
    """What ``generators.helm:helm_chart`` is told."""

    __slots__ = ()

    chartHome: str
    configHome: str
    name: str
    version: str
    repo: str
    releaseName: str
    namespace: str
    additionalValuesFiles: Sequence[str]
    valuesFile: str
    valuesInline: Mapping[str, Value]
    valuesMerge: str
    includeCRDs: bool
    skipHooks: bool
    apiVersions: Sequence[str]
    kubeVersion: str
    nameTemplate: str
    skipTests: bool
    debug: bool
    devel: bool


class KubernetesService(Record):
    """``KubernetesService``."""

    __slots__ = ()

    name: str
    namespace: str


class ServiceAccount(Record):
    """``ServiceAccount``."""

    __slots__ = ()

    name: str
    projectId: str


class IAMPolicyGenerator(Config):
    """What ``generators.iam_policy:iam_policy`` is told."""

    __slots__ = ()

    cloud: str
    kubernetesService: KubernetesService
    serviceAccount: ServiceAccount


class PatchStrategicMergeTransformer(Config):
    """What ``transformers.patch:patch_strategic_merge`` is told."""

    __slots__ = ()

    paths: Sequence[str]
    patches: str


class PatchTransformer(Config):
    """What ``transformers.patch:patch`` is told."""

    __slots__ = ()

    path: str
    patch: str
    target: Selector | None
    options: PatchArgs


class NamespaceTransformer(Config):
    """What ``transformers.namespace:set_namespace`` is told."""

    __slots__ = ()

    metadata: ObjectMeta
    unsetOnly: bool
    setRoleBindingSubjects: str
    fieldSpecs: tuple[FieldSpec, ...]


class PrefixTransformer(Config):
    """What ``transformers.name_affix:add_prefix`` is told."""

    __slots__ = ()

    prefix: str
    fieldSpecs: tuple[FieldSpec, ...]


class SuffixTransformer(Config):
    """What ``transformers.name_affix:add_suffix`` is told."""

    __slots__ = ()

    suffix: str
    fieldSpecs: tuple[FieldSpec, ...]


class PrefixSuffixTransformer(Config):
    """What ``transformers.name_affix:add_both`` is told."""

    __slots__ = ()

    prefix: str
    suffix: str
    fieldSpecs: tuple[FieldSpec, ...]


class LabelTransformer(Config):
    """What ``transformers.labels:set_labels`` is told."""

    __slots__ = ()

    labels: Mapping[str, str]
    fieldSpecs: tuple[FieldSpec, ...]


class AnnotationsTransformer(Config):
    """What ``transformers.labels:set_annotations`` is told."""

    __slots__ = ()

    annotations: Mapping[str, str]
    fieldSpecs: tuple[FieldSpec, ...]


class PatchJson6902Transformer(Config):
    """What ``transformers.patch:patch_json6902`` is told."""

    __slots__ = ()

    target: Selector | None
    path: str
    jsonOp: str


class ReplicaCountTransformer(Config):
    """What ``transformers.replicas:set_replicas`` is told."""

    __slots__ = ()

    replica: Replica
    fieldSpecs: tuple[FieldSpec, ...]


class ImageTagTransformer(Config):
    """What ``transformers.images:set_images`` is told."""

    __slots__ = ()

    imageTag: Image
    fieldSpecs: tuple[FieldSpec, ...]


class ReplacementTransformer(Config):
    """What ``transformers.replacements:replace`` is told."""

    __slots__ = ()

    replacements: Sequence[ReplacementField]


class ValueAddTarget(Record):
    """``Target``."""

    __slots__ = ()

    selector: Selector | None
    fieldPath: str
    filePathPosition: int


class ValueAddTransformer(Config):
    """What ``transformers.value_add:add_value`` is told."""

    __slots__ = ()

    value: str
    targets: Sequence[ValueAddTarget]
    targetFilePath: str


class HashTransformer(Config):
    """What ``finish.hash_suffix:hash_transformer`` is told."""

    __slots__ = ()
