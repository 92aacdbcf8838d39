"""kustomize's tables: which fields each transformer changes, which refer to names, the order of kinds, and scopes."""

from __future__ import annotations

from kustompy.errors import KustomizationError, wrapping
from kustompy.limits import record
from kustompy.memo import Constants
from kustompy.model.ids import Gvk
from kustompy.upstream import read_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    from kustompy.model.values import Value

    class _FieldSpecFields(NamedTuple):
        gvk: Gvk
        path: str
        create: bool
        segments: tuple[str, ...]

else:  # typing costs more than a small build at start
    _FieldSpecFields = record("_FieldSpecFields", "gvk path create segments")


class FieldSpec(_FieldSpecFields):
    """A field of the resources whose gvk fits, and whether to create it; a segment that ends in ``[]`` is a list."""

    __slots__ = ()

    def selects(self, gvk: Gvk) -> bool:
        """Whether the field belongs to resources of this gvk."""
        return self.gvk.selects(gvk)


def field_spec(path: str, group: str = "", version: str = "", kind: str = "", *, create: bool = False) -> FieldSpec:
    """A field spec as configurations write it."""
    return FieldSpec(Gvk(group, version, kind), path, create, split_path(path))


def split_path(path: str) -> tuple[str, ...]:
    r"""The segments between the slashes of a path; ``\/`` is a slash within one, and a slash in front says nothing."""
    # utils.PathSplitter drops one empty segment in front, so that /spec/replicas and spec/replicas are the same.
    if path.startswith("/"):
        path = path[1:]
    if "\\/" not in path:
        return tuple(path.split("/"))
    # A NUL cannot stand in YAML, so that no segment has one of its own.
    return tuple(each.replace("\0", "/") for each in path.replace("\\/", "\0").split("/"))


if TYPE_CHECKING:
    from typing import TypeAlias

    NameReference: TypeAlias = tuple[Gvk, tuple[FieldSpec, ...]]
    """The gvk of what is referred to, and the fields that refer to it."""
    Specs: TypeAlias = tuple[FieldSpec, ...] | tuple[NameReference, ...]

LISTS = {
    # in the order in which kustomize merges them: attribute, key in a configuration, name in error texts
    "name_prefix": ("namePrefix", "NamePrefix fieldSpec"),
    "name_suffix": ("nameSuffix", "NameSuffix fieldSpec"),
    "namespace": ("namespace", "NameSpace fieldSpec"),
    "common_annotations": ("commonAnnotations", "CommonAnnotations fieldSpec"),
    "common_labels": ("commonLabels", "CommonLabels fieldSpec"),
    "labels": ("labels", "Labels fieldSpec"),
    "template_labels": ("templateLabels", "TemplateLabels fieldSpec"),
    "claim_template_labels": ("volumeClaimTemplateLabels", "VolumeClaimTemplateLabels fieldSpec"),
    "var_reference": ("varReference", "VarReference fieldSpec"),
    "name_references": ("nameReference", "NameReference fieldSpec"),
    "images": ("images", "Images fieldSpec"),
    "replicas": ("replicas", "Replicas fieldSpec"),
}


class Tables:
    """The field specs that hold in one kustomization. Never changed: merging makes another.

    A list that is not given is the default one, which is read when it is first asked for.
    """

    __slots__ = (*LISTS,)

    name_prefix: tuple[FieldSpec, ...]
    name_suffix: tuple[FieldSpec, ...]
    namespace: tuple[FieldSpec, ...]
    common_annotations: tuple[FieldSpec, ...]
    common_labels: tuple[FieldSpec, ...]
    labels: tuple[FieldSpec, ...]
    template_labels: tuple[FieldSpec, ...]
    claim_template_labels: tuple[FieldSpec, ...]
    var_reference: tuple[FieldSpec, ...]
    name_references: tuple[NameReference, ...]
    images: tuple[FieldSpec, ...]
    replicas: tuple[FieldSpec, ...]

    def __init__(self, lists: dict[str, Specs]) -> None:
        for name, specs in lists.items():
            setattr(self, name, specs)

    def are_default(self, name: str) -> bool:
        """Whether the list is the default one, which may not have been read."""
        try:
            specs: object = object.__getattribute__(self, name)
        except AttributeError:
            return True
        return specs is _defaults.get(name)

    def __getattr__(self, name: str) -> Specs:
        """Called for a list that was not given."""
        if name not in LISTS:
            raise AttributeError(name)
        specs = default_list(name)
        setattr(self, name, specs)  # found without this call from here on
        return specs

    def merged(self, other: Tables) -> Tables:
        """These tables and another's; what both have stays as it is here, and a conflict is an error."""
        # Identity tells the default tables, which nearly every kustomization has: merging them would compare hundreds
        # of specs for nothing.
        if other is NO_TABLES or self is other is DEFAULT_TABLES:
            return self
        if self is NO_TABLES and other is DEFAULT_TABLES:
            return other
        changed = False
        lists: dict[str, Specs] = {}
        for name, (_, words) in LISTS.items():
            mine, theirs = getattr(self, name), getattr(other, name)
            # The same default list on both sides has nothing to add to itself.
            if not theirs or (mine is theirs and mine is _defaults.get(name)):
                lists[name] = mine
                continue
            merge = _merged_references if name == "name_references" else merged_specs
            with wrapping(f"failed to merge {words}"):
                lists[name] = merge(mine, theirs)
            changed = changed or lists[name] is not mine
        return Tables(lists) if changed else self


def merged_specs(specs: tuple[FieldSpec, ...], incoming: tuple[FieldSpec, ...]) -> tuple[FieldSpec, ...]:
    """The specs with those that are new among the incoming ones, sorted; the same tuple if none is."""
    extended = extended_specs(specs, incoming)
    # FsSlice.MergeAll and then sort.Sort: a merge that adds nothing leaves the order as it was.
    return specs if extended is specs else tuple(sorted(extended, key=_order_of_spec))


def extended_specs(specs: tuple[FieldSpec, ...], incoming: tuple[FieldSpec, ...]) -> tuple[FieldSpec, ...]:
    """The specs, and behind them those that are new among the incoming ones; the same tuple if none is."""
    # By path, since only specs of one path are compared: a base may add thousands.
    by_path: dict[str, list[FieldSpec]] = {}
    for each in specs:
        by_path.setdefault(each.path, []).append(each)
    new = []
    for each in incoming:
        rivals = by_path.setdefault(each.path, [])
        # as kustomize compares them: an incoming wildcard is the same as any spec of this path
        same = next((rival for rival in rivals if each.gvk.selects(rival.gvk)), None)
        if same is None:
            rivals.append(each)
            new.append(each)
        elif same.create != each.create:
            raise KustomizationError("conflicting fieldspecs", code="KST236")
    return (*specs, *new) if new else specs


def _merged_references(
    references: tuple[NameReference, ...], incoming: tuple[NameReference, ...]
) -> tuple[NameReference, ...]:
    # NbrSlice merges an entry into the one with the same gvk, and appends it otherwise.
    known = dict(references)
    changed = False
    for gvk, referrers in incoming:
        before = known.get(gvk)
        known[gvk] = referrers if before is None else extended_specs(before, referrers)
        changed = changed or known[gvk] is not before
    return tuple(sorted(known.items(), key=lambda each: gvk_sort_key(each[0]))) if changed else references


def tables_of(config: dict[str, Value]) -> Tables:
    """The tables that a transformer configuration gives, its fields checked before."""
    lists: dict[str, Specs] = {}
    for name, (key, _) in LISTS.items():
        entries = config.get(key, ())
        if name == "name_references":
            references = ((_gvk_of(each), specs_of(each.get("fieldSpecs", ()))) for each in entries)
            lists[name] = tuple(sorted(references, key=lambda each: gvk_sort_key(each[0])))
        else:
            lists[name] = tuple(sorted(specs_of(entries), key=_order_of_spec))
    return Tables(lists)


def specs_of(entries: Value) -> tuple[FieldSpec, ...]:
    """Field specs as they are written in YAML."""
    return tuple(
        FieldSpec(_gvk_of(each), each.get("path", ""), each.get("create", False), split_path(each.get("path", "")))
        for each in entries
    )


def _gvk_of(entry: Value) -> Gvk:
    return Gvk(entry.get("group", ""), entry.get("version", ""), entry.get("kind", ""))


def gvk_sort_key(gvk: Gvk) -> tuple[int, str]:
    """Where kustomize sorts a gvk: by the rank of its kind, then by name with the core group last."""
    return _ranks().get(gvk.kind, 0), gvk.sort_text


def _order_of_spec(spec: FieldSpec) -> tuple[int, str]:
    return gvk_sort_key(spec.gvk)


def _ranks() -> dict[str, int]:
    ranks: dict[str, int] | None = _defaults.get("ranks")
    if ranks is None:
        first, last = kind_order()
        # Those that come first have negative ranks, those that come last positive ones, and all others 0.
        ranks = {kind: i - len(first) for i, kind in enumerate(first)}
        ranks.update((kind, i + 1) for i, kind in enumerate(last))
        return _defaults.keep("ranks", ranks)
    return ranks


def kind_order() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The kinds that legacy order puts first, and those that it puts last."""
    order: tuple[tuple[str, ...], tuple[str, ...]] | None = _defaults.get("kind_order")
    if order is None:
        first, _, last = read_table("kind_order.txt").partition("\n\n")
        order = _defaults.keep("kind_order", (tuple(first.splitlines()[1:]), tuple(last.splitlines())))
    return order


def scopes() -> dict[tuple[str, str], bool]:
    """Whether the kinds that kustomize knows live in namespaces, by apiVersion and kind. Not to be changed."""
    known: dict[tuple[str, str], bool] | None = _defaults.get("scopes")
    if known is None:
        known = {}
        for line in read_table("scopes.txt").splitlines()[1:]:
            scope, api_version, kind = line.split()
            known[api_version, kind] = scope == "namespaced"
        return _defaults.keep("scopes", known)
    return known


def cluster_scoped() -> frozenset[tuple[str, str]]:
    """apiVersion and kind of all that kustomize knows to live outside namespaces."""
    found: frozenset[tuple[str, str]] | None = _defaults.get("cluster_scoped")
    if found is None:
        lines = [line.split() for line in read_table("scopes.txt").splitlines() if line.startswith("cluster ")]
        found = _defaults.keep("cluster_scoped", frozenset((api_version, kind) for _, api_version, kind in lines))
    return found


def is_cluster_scoped(api_version: str, kind: str) -> bool:
    """Whether kustomize takes such a resource for one without namespace; what it does not know has one."""
    return not scopes().get((api_version, kind), True)


def default_list(name: str) -> Specs:
    """One of the lists that hold where no configurations are given."""
    # Read when it is asked for: most builds need two or three of the twelve lists.
    specs: Specs | None = _defaults.get(name)
    if specs is None:
        if name == "name_references":
            specs = _read_references()
        else:
            specs = tuple(map(_spec_of_line, read_table(f"field_specs/{name}.txt").splitlines()[1:]))
        # all threads go on with the tuple that came first: merging compares them by identity
        return _defaults.keep(name, specs)
    return specs


def default_references(gvk: Gvk) -> list[tuple[Gvk, FieldSpec]]:
    """What resources of a gvk refer to where no configurations are given, and where; without reading all the others."""
    targets = _defaults.get("reference_targets")
    if targets is None:
        # a target begins a line, and whoever refers to it is indented
        text = read_table("name_references.txt").replace("\n  ", "\t")
        targets = _defaults.keep("reference_targets", text.splitlines()[1:])
    found: list[tuple[Gvk, FieldSpec]] = []
    kind = f" {gvk.kind} "
    for target in targets:
        # Looked for as a text first: of 180 lines a kind has a part in a few, and only of these a spec is made.
        if kind not in target:
            continue
        words, *lines = target.split("\t")
        for line in lines:
            if kind in line:
                spec = _spec_of_line(line)
                if spec.selects(gvk):
                    found.append((_gvk_of_words(words.split()), spec))
    return found


def _gvk_of_words(words: list[str]) -> Gvk:
    return Gvk(*("" if each == "*" else each for each in words))


def _read_references() -> tuple[NameReference, ...]:
    references: list[tuple[Gvk, list[FieldSpec]]] = []
    for line in read_table("name_references.txt").splitlines()[1:]:
        if line[0] == " ":
            references[-1][1].append(_spec_of_line(line))
        else:
            references.append((_gvk_of_words(line.split()), []))
    return tuple((gvk, tuple(referrers)) for gvk, referrers in references)


def _spec_of_line(line: str) -> FieldSpec:
    group, version, kind, create, path = line.split()
    # A star stands for an empty part, which selects all.
    gvk = Gvk("" if group == "*" else group, "" if version == "*" else version, "" if kind == "*" else kind)
    return FieldSpec(gvk, path, create == "create", split_path(path))


def read_table(name: str) -> str:
    """The text of a table that comes with kustompy."""
    return read_data(f"kustomize/{name}")


_defaults = Constants()
"""What was read of the default tables."""
DEFAULT_TABLES = Tables({})
NO_TABLES = Tables(dict.fromkeys(LISTS, ()))
