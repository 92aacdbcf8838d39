"""Which lists strategic merge joins by keys: the types of Kubernetes' OpenAPI, as far as they lead to such a list."""

from __future__ import annotations

from kustompy.fieldspecs.tables import read_table
from kustompy.memo import Constants
from kustompy.model.json_schema import GROUP_VERSION_KIND, LIST_MAP_KEYS, PATCH_MERGE_KEY, PATCH_STRATEGY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from kustompy.model.values import Value

    Find: TypeAlias = "Callable[[str], MergeType | None]"


class MergeType:
    """What is known of one field: its fields, the elements of its list, and the keys its list is merged by.

    ``keys`` is None where a list is replaced; ``("",)`` where it is a set of scalars.
    """

    __slots__ = ("fields", "items", "keys", "others")

    def __init__(self) -> None:
        # The built-in table has only those that lead to a list with keys: all others merge alike without a schema.
        self.fields: dict[str, MergeType] = {}
        self.others: MergeType | None = None
        self.items: MergeType | None = None
        self.keys: tuple[str, ...] | None = None

    def field(self, name: str) -> MergeType | None:
        return self.fields.get(name, self.others)


class MergeSchema:
    """Types by apiVersion and kind, each made when it is first asked for."""

    __slots__ = ("_kinds", "_source", "_types", "blocks", "cluster_scoped", "file")

    def __init__(self, source: _Table | _Document, kinds: dict[tuple[str, str], str]) -> None:
        self._source, self._kinds = source, kinds
        self._types: dict[str, MergeType] = {}
        self.cluster_scoped: frozenset[tuple[str, str]] = frozenset()
        self.blocks: dict[str, str] = {}
        """The types of the table, if the schema was read from it."""
        self.file = ""
        """The file that the schema was read from, if it is a user's."""

    def root(self, api_version: str, kind: str) -> MergeType | None:
        """The type of an object, by its exact apiVersion and kind."""
        name = self._kinds.get((api_version, kind))
        return None if name is None else self.named(name)

    def with_types(self, types: dict[tuple[str, str], MergeType]) -> MergeSchema:
        """The same with the types of more kinds, by apiVersion and kind; those that are known stay."""
        fresh = {key: made for key, made in types.items() if key not in self._kinds}
        # A schema that defines a kind counts before what CRDs say of it.
        if not fresh:
            return self
        names = {key: f"{key[0]}|{key[1]}" for key in fresh}
        more = MergeSchema(self._source, {**self._kinds, **names})
        more._types = {**self._types, **{names[key]: made for key, made in fresh.items()}}
        more.cluster_scoped, more.blocks, more.file = self.cluster_scoped, self.blocks, self.file
        return more

    def named(self, name: str) -> MergeType | None:
        """The type that a definition of this name describes."""
        made = self._types.get(name)
        if made is None:
            fresh: dict[str, MergeType] = {}
            made = self._made(name, fresh)
            self._types.update(fresh)  # only now, when all are whole: another thread may be reading
        return made

    def _made(self, name: str, fresh: dict[str, MergeType]) -> MergeType | None:
        made = self._types.get(name) or fresh.get(name)
        if made is None and self._source.knows(name):
            made = fresh[name] = MergeType()  # known before it is filled, for types that contain themselves
            self._source.fill(made, name, lambda below: self._made(below, fresh))
        return made

    @classmethod
    def from_openapi(cls, document: Value, *, beside_builtin: bool = False) -> MergeSchema:
        """The schema of a user's OpenAPI document, which takes the place of the one that is built in, or adds to it."""
        document = document or {}
        definitions = {name: each for name, each in (document.get("definitions") or {}).items() if each is not None}
        builtin = merge_schema()
        # A schema of the user's takes the place of the built-in one, but for kustomize's own kinds; where the built-in
        # one was needed before, both hold, since kyaml adds to what it has parsed.
        kinds = {key: name for key, name in builtin._kinds.items() if beside_builtin or key[0].startswith(_OWN_GROUP)}
        blocks = builtin.blocks
        # Definitions may refer to built-in types without having them.
        lent = _Table(blocks if beside_builtin else {name: blocks[name] for name in kinds.values()})
        source = _Document(definitions, lent)
        for name, definition in definitions.items():
            named = definition.get(GROUP_VERSION_KIND)
            # A document may hold anything under an extension: kyaml passes over what has another shape.
            for each in named if isinstance(named, list) else ():
                kinds[_named(each)] = name
        schema = cls(source, kinds)
        schema.cluster_scoped = frozenset(_cluster_scoped(document.get("paths") or {}))
        return schema


_OWN_GROUP = "kustomize.config.k8s.io/"


class _Table:
    """The table ``merge_keys.txt``, one block of lines for each type."""

    __slots__ = ("blocks",)

    def __init__(self, blocks: dict[str, str]) -> None:
        self.blocks = blocks

    def knows(self, name: str) -> bool:
        return name in self.blocks

    def fill(self, made: MergeType, name: str, find: Find) -> None:
        for line in self.blocks[name].splitlines():
            field, below, *keys = line.split()
            child = _OPAQUE if below == "-" else find(below)
            # Lists have a row for their elements, with the keys behind it; a dot stands for a set of scalars.
            if field.endswith("[]"):
                field, elements, child = field[:-2], child, MergeType()
                child.items = elements
                if keys:
                    child.keys = ("",) if keys[0] == "." else tuple(keys[0].split(","))
            if child is not None:
                made.fields[field] = child


_OPAQUE = MergeType()
"""A field that is known, and below which nothing is."""


_BUILT_IN = "io.k8s."


def _short(name: str) -> str:
    """The name that a built-in type has in the table: ``io.k8s.api.core.v1.Pod`` is ``core.v1.Pod`` there."""
    return ".".join(name.split(".")[-3:]) if name.startswith(_BUILT_IN) else name


class _Document:
    """The definitions of an OpenAPI document."""

    __slots__ = ("definitions", "full_names", "lent")

    def __init__(self, definitions: Value, lent: _Table) -> None:
        self.definitions, self.lent = definitions, lent
        # built-in types that the document defines anew, by the names they have in the table
        self.full_names = {_short(name): name for name in definitions if name.startswith(_BUILT_IN)}

    def knows(self, name: str) -> bool:
        return name in self.definitions or self.lent.knows(_short(name))

    def fill(self, made: MergeType, name: str, find: Find) -> None:
        definition = self.definitions.get(name)
        if definition is not None:
            self._describe(made, definition, find)
        else:
            self.lent.fill(made, _short(name), lambda below: find(self.full_names.get(below, below)))

    def _describe(self, made: MergeType, definition: Value, find: Find) -> None:
        for name, each in (definition.get("properties") or {}).items():
            child = self._below(each or {}, find)
            if child is not None:
                made.fields[name] = child
        others = definition.get("additionalProperties")
        if isinstance(others, dict):
            made.others = self._below(others, find)
        # spec.StringOrArray: the type is a text or a list of texts.
        if definition.get("type") in ("array", ["array"]) and isinstance(definition.get("items"), dict):
            made.items = self._below(definition["items"], find)
        made.keys = _merge_keys(definition)

    def _below(self, definition: Value, find: Find) -> MergeType | None:
        """What stands beside a $ref is not looked at."""
        seen = set()
        while isinstance(definition.get("$ref"), str):
            name = definition["$ref"].rpartition("/")[2]
            # A circle of references alone leads to no type.
            if name in seen:
                return None
            seen.add(name)
            if not isinstance(self.definitions.get(name, {}).get("$ref"), str):
                return find(name)
            definition = self.definitions[name]
        made = MergeType()
        self._describe(made, definition, find)
        return made


def _merge_keys(definition: Value) -> tuple[str, ...] | None:
    strategy = definition.get(PATCH_STRATEGY)
    # The strategy may be `merge,retainKeys`; without a strategy kyaml does not look at the keys.
    if not isinstance(strategy, str) or "merge" not in strategy.split(","):
        return None
    keys = definition.get(LIST_MAP_KEYS)
    if not isinstance(keys, list):
        # list-map-keys count first, as in PatchStrategyAndKeyList of kyaml: the ports of a Service have two of them.
        keys = [definition.get(PATCH_MERGE_KEY)]
    return tuple(each for each in keys if isinstance(each, str)) or ("",)


def _named(named: Value) -> tuple[str, str]:
    """The apiVersion and kind that an extension names."""
    from kustompy.fieldspecs.schema_shape import texts

    group, version, kind = texts(named, "group", "version", "kind")
    return f"{group}/{version}" if group else version, kind


def _cluster_scoped(paths: Value) -> set[tuple[str, str]]:
    """The kinds that the paths of an API show, and never below a namespace."""
    namespaced: dict[tuple[str, str], bool] = {}
    for path, item in paths.items():
        named = ((item or {}).get("get") or {}).get(GROUP_VERSION_KIND)
        if named:
            key = _named(named)
            # A kind is namespaced if any of its paths is: lists of all namespaces have none in theirs.
            namespaced[key] = "namespaces/{namespace}" in path or namespaced.get(key, False)
    return {key for key, within in namespaced.items() if not within}


def merge_schema() -> MergeSchema:
    """The schema that kustomize has built in, Kubernetes 1.21's; read once, and the same for all builds."""
    schema: MergeSchema | None = _read.get("")
    if schema is None:
        blocks: dict[str, str] = {}
        kinds: dict[tuple[str, str], str] = {}
        # Split into blocks and no further: a merge fills the few types that it walks through.
        for block in read_table("merge_keys.txt").split("\n\n")[1:]:
            head, _, fields = block.partition("\n")
            name, *named = head.split(" ")
            blocks[name] = fields
            for each in named:
                api_version, _, kind = each.partition("|")
                kinds[api_version, kind] = name
        schema = MergeSchema(_Table(blocks), kinds)
        schema.blocks = blocks
        return _read.keep("", schema)
    return schema


_read = Constants()
