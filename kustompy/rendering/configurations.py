"""``configurations:`` files, which add to the field specs of the transformers (spec section 3.13)."""

from __future__ import annotations

from kustompy.errors import wrapping
from kustompy.fieldspecs.tables import DEFAULT_TABLES, NO_TABLES, tables_of
from kustompy.yamlio.go.go_struct import BY_GVK, FIELD_SPEC, GVK, Struct, decode, refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.fieldspecs.tables import FieldSpec, Tables
    from kustompy.session.context import Context
    from kustompy.yamlio.go.go_struct import FieldType

_SPECS: FieldType = [FIELD_SPEC]
# The keys that v5.8.1 knows, decoded strictly: any other one is refused.
_STRUCT = Struct(
    "TransformerConfig",
    {
        "namePrefix": _SPECS,
        "nameSuffix": _SPECS,
        "namespace": _SPECS,
        "commonLabels": _SPECS,
        "labels": _SPECS,
        "templateLabels": _SPECS,
        "commonAnnotations": _SPECS,
        "nameReference": [Struct("NameBackReferences", {**GVK, "fieldSpecs": _SPECS}, BY_GVK)],
        "varReference": _SPECS,
        "images": _SPECS,
        "replicas": _SPECS,
    },
)


def load_configurations(paths: list[str], context: Context) -> Tables:
    """The default tables with what the files add to them."""
    added = NO_TABLES
    for index, path in enumerate(paths):
        with wrapping(file=context.file, path=("configurations", index)):
            added = added.merged(_load(path, context))
    return DEFAULT_TABLES.merged(added)


def _load(path: str, context: Context) -> Tables:
    data = context.config(path, strict=True)
    struct = _struct_at(context.changes) if context.changes else _STRUCT
    config, problems = decode(data, struct, package="builtinconfig", converts=True)
    if problems:
        raise refused(problems[0], "KST232", context.root.path_of(path))
    return tables_of(config)


def _struct_at(changes: frozenset[str]) -> Struct:
    """A configuration at another level than the default one."""
    from kustompy.model.levels import CLAIM_TEMPLATES

    if CLAIM_TEMPLATES not in changes:
        return _STRUCT
    return Struct(_STRUCT.name, {**_STRUCT.fields, "volumeClaimTemplateLabels": _SPECS})


def shown(tables: Tables) -> str:
    """The tables as Go prints them in the middle of an error."""
    references = " ".join(
        f"{gvk}:  (\n" + "\n".join(map(_shown_spec, specs)) + "\n)" for gvk, specs in tables.name_references
    )
    lists = (
        tables.name_prefix, tables.name_suffix, tables.namespace, tables.common_labels, tables.labels,
        tables.template_labels, tables.common_annotations, tables.var_reference, tables.images, tables.replicas,
    )  # fmt: skip
    texts = [" ".join(map(_shown_spec, specs)) for specs in lists]
    # The lists in the order of Go's struct TransformerConfig, as %v prints it.
    texts.insert(7, references)
    return "&{" + " ".join(f"[{text}]" for text in texts) + "}"


def _shown_spec(spec: FieldSpec) -> str:
    return f"{spec.gvk}:{'true' if spec.create else 'false'}:{spec.path}"
