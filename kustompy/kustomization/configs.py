"""What the fields of a kustomization say to the builtins: a row of the table of fields, and how configs come of it."""

from __future__ import annotations

from kustompy.errors import wrapping
from kustompy.fieldspecs.tables import extended_specs, field_spec, specs_of
from kustompy.yamlio.go.go_struct import FIELD_SPEC, ZEROS, Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeAlias, TypeVar

    from kustompy.fieldspecs.tables import FieldSpec, Tables
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.yamlio.go.go_struct import FieldType

    Fields: TypeAlias = dict[str, Value]
    """The fields of a kustomization, checked."""
    Maker: TypeAlias = "Callable[[Field, Fields, Tables], Iterator[Config]]"
    """The configs that a field asks for which is there."""
    Paths: TypeAlias = Mapping[FieldPath, FieldPath]
    Same = TypeVar("Same", bound="Record")


class Field:
    """A field of the kustomization file: a row of the table in ``fields``."""

    __slots__ = (
        "about", "deprecated_for", "folds_into", "key", "kind", "maker", "name", "runs_with", "specs", "step", "type",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        shape: FieldType,
        step: str,
        about: str,
        kind: str = "",
        maker: Maker | None = None,
        key: str = "",
        specs: str = "",
        *,
        runs_with: str = "",
        deprecated_for: str = "",
        folds_into: str = "",
    ) -> None:
        self.name = name
        self.type = shape
        """What Go decodes it as."""
        self.step = step
        """The step of a build that reads it."""
        self.about = about
        """One sentence for users."""
        self.kind = kind
        """The builtin that it configures."""
        self.maker = maker
        """The configs that it asks for."""
        self.key = key
        """Where the KRM form of the builtin has what the field, or each entry of it, says; "" for all of it."""
        self.specs = specs
        """The list of field specs, an attribute of ``Tables``, of what the builtin writes."""
        self.runs_with = runs_with
        """Another field with which the builtin runs as well."""
        self.deprecated_for = deprecated_for
        """The field to use instead, of which kustomize warns."""
        self.folds_into = folds_into
        """The field that kustomize makes of it while it builds."""


class Record:
    """What is said of the fields of a struct, as attributes; a field that is not said is Go's zero, at every depth.

    ``field in record`` is whether the field is said. ``kustomization.records`` has the types of the attributes.
    """

    __slots__ = ("__dict__",)

    _values: Fields
    _struct: Struct

    def __init__(self, values: Fields, struct: Struct) -> None:
        self.__dict__.update(_values=values, _struct=struct)

    # A builtin reads few of its fields, and a build needs few builtins: an attribute is made when it is first read, and
    # no class is made for each struct, which takes 0.1 ms of a build.
    if not TYPE_CHECKING:

        def __getattr__(self, field: str) -> Value:
            """Called the first time that a field is read."""
            # What copies or pickles an object asks for methods before the object has any values.
            kind = None if field[:1] == "_" else self._types().get(field)
            if kind is None:
                raise AttributeError(f"{self._name()} has no field {field}")
            value = self.__dict__[field] = _as_said(self._values.get(field), kind)
            return value

    def __setattr__(self, field: str, value: object) -> None:
        raise AttributeError(f"{self._name()} cannot be changed: make another one")

    def __contains__(self, field: str) -> bool:
        return self._values.get(field) is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and (self._name(), self._values) == (other._name(), other._values)

    def __hash__(self) -> int:
        return hash(self._name())  # the values may be lists and mappings

    def __repr__(self) -> str:
        return f"{self._name()}({self._values!r})"

    def at(self, path: FieldPath) -> Any:
        """What a path of fields and indices leads to; None if the record does not say it."""
        found: Any = self
        for part in path:
            if isinstance(part, str) and part not in found:
                return None
            found = getattr(found, part) if isinstance(part, str) else found[part]
        return found

    def replaced(self: Same, **values: Value) -> Same:
        """The same with other values."""
        made = object.__new__(type(self))
        own = {name: each for name, each in self.__dict__.items() if name not in self._types()}
        made.__dict__.update({**own, "_values": {**self._values, **values}})
        return made

    def _types(self) -> Mapping[str, FieldType]:
        return self._struct.fields

    def _name(self) -> str:
        return self._struct.name


def as_record(values: Fields, struct: Struct) -> Any:
    """The record of the values: for mypy of that class in ``kustomization.records`` which is called like the struct."""
    return Record(values, struct)


def _as_said(value: Value, kind: FieldType) -> Value:
    """What Go has in a field of the type that holds the value; None is what is not said."""
    if type(value) not in _MADE_ANEW:
        return value  # a scalar, or field specs of the tables
    if isinstance(kind, Struct):
        # A nil pointer is told from an empty struct: a patch without a target goes by its own id, and one with an empty
        # target is for all resources.
        return None if value is None and kind.pointed else as_record(value or {}, kind)
    if isinstance(kind, str):
        return ZEROS[kind] if value is None else value
    if isinstance(kind, dict):
        return {} if value is None else value
    inner = kind[0]
    if inner is FIELD_SPEC:
        return specs_of(value or ())
    return [as_record(each, inner) for each in value or ()] if isinstance(inner, Struct) else value or ()


_MADE_ANEW = (dict, list, type(None))


class Config(Record):
    """What one builtin is told: a record of the fields of its KRM form.

    ``entry`` is the path of what says it in the kustomization file; () for a KRM object, which is then the
    ``manifest``.
    """

    __slots__ = ()

    kind: str
    entry: FieldPath
    said_at: Paths
    manifest: Manifest | None

    def __init__(
        self,
        kind: str,
        values: Fields,
        entry: FieldPath = (),
        said_at: Paths | None = None,
        manifest: Manifest | None = None,
    ) -> None:
        self.__dict__.update(_values=values, kind=kind, entry=entry, said_at=said_at or {}, manifest=manifest)

    def _types(self) -> Mapping[str, FieldType]:
        # A build without builtins does not read the table of them.
        from kustompy.kustomization.builtins import BUILTINS

        return BUILTINS[self.kind].fields

    def _name(self) -> str:
        return self.kind

    def where(self, *key: str | int) -> FieldPath:
        """The path, in the kustomization file or the KRM object, of what says this part of the config."""
        for length in range(len(key), 0, -1):
            path = self.said_at.get(key[:length])
            if path is not None:
                return (*path, *key[length:])
        return (*self.entry, *key)

    def text(self) -> str:
        """The config as kustomize shows it in an error."""
        from kustompy.yamlio.writer import write

        if self.manifest is not None:
            return write([self._without_secrets(self.manifest)])
        shown = self._without_secrets(self._values)
        return write([{_GO_NAMES.get(key, key): value for key, value in shown.items() if key != "fieldSpecs"}])

    def _without_secrets(self, values: Fields) -> Fields:
        """The values without literals of a Secret, and without patches that may be of one."""
        from kustompy.model.secrets import HIDDEN, is_of_secrets, kind_in, shown_literals

        shown, kind = {**values}, kind_in(values.get("target"))
        if self.kind == "SecretGenerator" and isinstance(shown.get("literals"), list):
            shown["literals"] = shown_literals(shown["literals"])
        for field in _PATCHES:
            if isinstance(shown.get(field), str) and is_of_secrets(shown[field], kind):
                shown[field] = HIDDEN
        if isinstance(shown.get("paths"), list):
            shown["paths"] = [HIDDEN if "\n" in each and is_of_secrets(each) else each for each in shown["paths"]]
        return shown


_PATCHES = ("patch", "jsonOp", "patches")
"""Where the configs of builtins have texts that are patches."""
# The fields of Go's configs that have no name in JSON.
_GO_NAMES = {"replacements": "Replacements"}


def whole(row: Field, fields: Fields, tables: Tables) -> Iterator[Config]:
    """The field is one config, and its value what the key says."""
    yield Config(row.kind, _values(row, fields[row.name], tables), (row.name,), {(row.key,): (row.name,)})


def each(row: Field, fields: Fields, tables: Tables) -> Iterator[Config]:
    """Each entry of the field is a config, and the entry what the key says."""
    for index, entry in enumerate(fields[row.name]):
        path = (row.name, index)
        yield Config(row.kind, _values(row, entry, tables), path, {(row.key,): path})


def _values(row: Field, value: Value, tables: Tables) -> Fields:
    return {row.key: value, "fieldSpecs": getattr(tables, row.specs)} if row.specs else {row.key: value}


def namespace(row: Field, fields: Fields, tables: Tables) -> Iterator[Config]:
    """``namespace:``, which the KRM form has in its metadata."""
    # kustomize fills ObjectMeta of the plugin with the field, and leaves unsetOnly and the mode of subjects at their
    # zeros.
    values = {"metadata": {"namespace": fields[row.name]}, "fieldSpecs": tables.namespace}
    yield Config(row.kind, values, (row.name,), {("metadata", "namespace"): (row.name,)})


def patches(row: Field, fields: Fields, tables: Tables) -> Iterator[Config]:
    """``patches:``, without what is said to be nothing."""
    for index, entry in enumerate(fields[row.name]):
        # The config is written as YAML for its plugin and for errors, where omitempty leaves zeros out.
        yield Config(row.kind, _without_zeros(entry), (row.name, index))


def _without_zeros(entry: Fields) -> Fields:
    return {
        key: _without_zeros(value) if isinstance(value, dict) else value
        for key, value in entry.items()
        if value or isinstance(value, dict)
    }


def json_patches(row: Field, fields: Fields, tables: Tables) -> Iterator[Config]:
    """``patchesJson6902:``, whose ``patch`` is called ``jsonOp`` in the KRM form."""
    names = {"target": "target", "path": "path", "patch": "jsonOp"}
    for index, entry in enumerate(fields[row.name]):
        # Options of an entry of patchesJson6902: do not exist in the plugin, and are lost in silence.
        values = {names[key]: value for key, value in entry.items() if key in names and value}
        yield Config(row.kind, values, (row.name, index), {("jsonOp",): (row.name, index, "patch")})


def labels(row: Field, fields: Fields, tables: Tables) -> Iterator[Config]:
    """``labels:``, each entry with field specs of its own."""
    for index, entry in enumerate(fields[row.name]):
        values = {"labels": entry.get("pairs"), "fieldSpecs": _label_specs(entry, tables)}
        said_at: Paths = {("labels",): (row.name, index, "pairs"), ("fieldSpecs",): (row.name, index, "fields")}
        yield Config(row.kind, values, (row.name, index), said_at)


def common_labels(row: Field, fields: Fields, tables: Tables) -> Iterator[Config]:
    """``commonLabels:``, whose builtin runs without any where there are only ``labels:``."""
    # kustomize configures the transformer of common labels whenever one for labels: is configured, also without any
    # label.
    values = {"labels": fields.get(row.name), "fieldSpecs": tables.common_labels}
    yield Config(row.kind, values, (row.name,), {("labels",): (row.name,)})


_METADATA_LABELS = (field_spec("metadata/labels", create=True),)


def _label_specs(entry: Fields, tables: Tables) -> tuple[FieldSpec, ...]:
    # In this order the first of two specs for one path stays, the user's own before all others.
    own = specs_of(entry.get("fields", ()))
    additions = [("labels", tables.labels)]
    # Selectors include templates: a selector that selects what its template has not would fit no pod.
    if entry.get("includeSelectors"):
        additions.append(("labels", tables.common_labels))
    else:
        if entry.get("includeTemplates"):
            additions.append(("template fieldSpec", tables.template_labels))
        if entry.get("includeVolumeClaimTemplates"):
            additions.append(("volume claim template fieldSpec", tables.claim_template_labels))
        additions.append(("labels", _METADATA_LABELS))
    for words, specs in additions:
        if not own:
            own = specs
            continue
        with wrapping(f"failed to merge {words}"):
            own = extended_specs(own, specs)
    return own


def generators(row: Field, fields: Fields, tables: Tables) -> Iterator[Config]:
    """``configMapGenerator:`` and ``secretGenerator:``, each entry completed by ``generatorOptions:``."""
    from kustompy.kustomization.generator_options import merged_options, said_by_general

    # Read with each entry: kustomize merges the options when it configures the generator (MergeGlobalOptionsIntoLocal).
    general = fields.get("generatorOptions")
    for index, entry in enumerate(fields[row.name]):
        own = entry.get("options")
        values = {**entry, "options": merged_options(own, general)}
        yield Config(row.kind, values, (row.name, index), said_by_general(own, general))


def helm_charts(row: Field, fields: Fields, tables: Tables) -> Iterator[Config]:
    """``helmCharts:``, each entry completed by ``helmGlobals:``, and by the namespace that holds for charts."""
    common, namespace = fields.get("helmGlobals", {}), fields.get("namespace")
    for index, chart in enumerate(fields[row.name]):
        values = {**common, **chart}
        said_at: Paths = {(key,): ("helmGlobals", key) for key in common if key not in chart}
        # helm needs it for templates that write the namespace of the release; namespace: does not touch what charts
        # make.
        if namespace and not values.get("namespace"):
            values["namespace"] = namespace
            said_at = {**said_at, ("namespace",): ("namespace",)}
        yield Config(row.kind, values, (row.name, index), said_at)
