"""Names that were changed, followed by everything that refers to them (spec section 3.11).

kustomize asks every referrer's every field against every resource. Here the renamed resources are indexed by their
previous names first, and each referrer walks, once, the paths that the tables give for its kind.
"""

from __future__ import annotations

from kustompy.errors import ResourceError
from kustompy.fieldspecs.by_gvk import by_gvk
from kustompy.fieldspecs.edit import Fields
from kustompy.fieldspecs.tables import default_references
from kustompy.model.ids import CLUSTER_WIDE, Gvk
from kustompy.model.values import Quoted, is_null, is_scalar, is_string, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.fieldspecs.tables import FieldSpec, NameReference, Tables
    from kustompy.model.ids import Gvk
    from kustompy.model.paths import Step
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Value


def update_name_references(resources: ResourceSet, tables: Tables) -> None:
    """Write the current name of every renamed resource where its previous name is referred to."""
    renamed = Renamed(resources)
    # The default table is not read as a whole then: only the lines of the kinds that the build has.
    if tables.are_default("name_references"):
        fields = by_gvk((), _default_references)
    else:
        fields = by_gvk(tables.name_references, _references)
    moved = []
    for resource in resources:
        # What the resource was when it was read decides which of its fields are references (OrgId): a patch may have
        # changed its kind since.
        found = fields[resource.original_gvk]
        if found.entries:
            _follow(resource, found, renamed)
            if found.reach_ids:
                moved.append(resource)
    for resource in moved:
        resource.ids_changed()
    if moved:
        resources.ids_changed()


class Renamed:
    """The resources that have previous ids, found by a previous name and a previous kind."""

    __slots__ = ("_by_name", "_by_namespace", "_of_namespace", "_resources")

    def __init__(self, resources: ResourceSet) -> None:
        self._resources = resources
        self._of_namespace: dict[str, list[Resource]] | None = None
        self._by_name: dict[tuple[str, str], list[Resource]] | None = None
        self._by_namespace: dict[tuple[str, str], dict[str, list[tuple[int, Resource]]]] = {}

    def called(self, name: str, kind: str) -> list[Resource]:
        """The resources that were called so and were of the kind, of any if it is empty; in order."""
        found = self._by_name
        if found is None:
            found = self._by_name = {}
            for resource in self._resources:
                # Who was never renamed has no former name and is not in the index: no reference to it can be out of
                # date.
                for called in _previous_names(resource):
                    found.setdefault(called, []).append(resource)
        return found.get((name, kind), [])

    def called_in(self, namespaces: Iterable[str], name: str, kind: str) -> list[Resource]:
        """Of the resources that were called so, in order, those that are in one of the namespaces."""
        places = self._by_namespace.get((name, kind))
        if places is None:
            places = self._by_namespace[name, kind] = {}
            for place in enumerate(self.called(name, kind)):
                places.setdefault(place[1].effective_namespace, []).append(place)
        return [resource for _, resource in sorted(place for each in namespaces for place in places.get(each, ()))]

    def once_of(self, namespace: str) -> list[Resource]:
        """One resource for each namespace and kind that those are of now that were of this namespace once."""
        if self._of_namespace is None:
            kept = {}
            for each in self._resources:
                was = _effective(each.original_id.namespace)
                kept[was, each.effective_namespace, each.kind == "ServiceAccount"] = each
            self._of_namespace = {}
            for (was, _, _), each in kept.items():
                self._of_namespace.setdefault(was, []).append(each)
        return self._of_namespace.get(namespace, [])


# So many resources that were called the same are looked through one by one.
_FEW = 8


def _references(table: tuple[NameReference, ...], gvk: Gvk) -> Fields:
    """The fields in which a resource of this gvk refers to others, each with the referral target it speaks of."""
    return Fields((spec, (target, spec)) for target, specs in table for spec in specs if spec.selects(gvk))


def _default_references(table: tuple[NameReference, ...], gvk: Gvk) -> Fields:
    """The same where no configurations are given."""
    return Fields((spec, (target, spec)) for target, spec in default_references(gvk))


def _follow(resource: Resource, fields: Fields, renamed: Renamed) -> None:
    version = resource.gvk.version
    # A JSON patch may have taken it. kustomize compares it with the one that the resource had.
    if version and is_null(resource.manifest.get("apiVersion")):
        raise ResourceError(f"node-referrerOriginal 'APIVersion' mismatch '' != '{version}'", resource=str(resource.id))
    referrer = _Referrer(resource, renamed)
    # Before any reference is followed, and also if none is: kustomize reads the subjects of a role binding to find its
    # candidates.
    referrer.check_subjects()
    try:
        fields.edit(resource, referrer.update)
    except ResourceError as error:
        inner = error.diagnostics[0].path
        end = next((depth for depth, each in enumerate(inner) if isinstance(each, int)), len(inner))
        path = "/".join(map(str, inner[:end]))
        error.below(("nameReference",))  # where a path in a kustomization names the field that changes a manifest
        error.worded(f"updating name reference in '{path}' field of '{resource.id}': {error}")
        raise


class _Candidates(list["Resource"]):
    """The resources that a name may mean."""

    __slots__ = ("_by_namespace",)

    _by_namespace: tuple[dict[str, list[Resource]], dict[str, list[Resource]]]

    def in_namespace(self, wanted: str, *, once: bool) -> list[Resource]:
        """Those that are in the namespace, or were in it once."""
        if len(self) <= _FEW:
            return [each for each in self if _namespace_of(each, once=once) == wanted]
        if not hasattr(self, "_by_namespace"):
            self._by_namespace = ({}, {})
            for each in self:
                for index in (False, True):
                    self._by_namespace[index].setdefault(_namespace_of(each, once=index), []).append(each)
        return self._by_namespace[once].get(wanted, [])


_NOBODY = _Candidates()


def _namespace_of(resource: Resource, *, once: bool) -> str:
    return _effective(resource.original_id.namespace) if once else resource.effective_namespace


class _Referrer:
    """One resource while its references are followed."""

    __slots__ = ("account_namespaces", "known", "namespace", "renamed", "resource")

    def __init__(self, resource: Resource, renamed: Renamed) -> None:
        self.resource, self.renamed = resource, renamed
        self.namespace = resource.effective_namespace
        self.account_namespaces: frozenset[str] | None = None
        self.known: dict[tuple[str, Gvk, str], _Candidates] = {}
        """What names mean that many resources have: thousands of subjects may have one of them."""

    def check_subjects(self) -> None:
        """Refuse a role binding with a service account whose namespace is no string."""
        if self.resource.kind == "RoleBinding":
            self._account_namespaces()

    def update(self, container: Value, key: Step, told: tuple[Gvk, FieldSpec]) -> None:
        """Write the current name of what the field refers to, or of each that a list refers to."""
        target, spec = told
        value = container[key]
        if type(value) is str:
            self._update_text(container, key, value, target, spec.path)
        elif isinstance(value, list):
            for index in range(len(value)):
                try:
                    self._update_one(value, index, target, spec.path)
                except ResourceError as error:
                    error.below((index, "name"))
                    raise
        else:
            self._update_one(container, key, target, spec.path)

    def _update_one(self, container: Value, key: Step, target: Gvk, path: str) -> None:
        value = container[key]
        if isinstance(value, dict):
            self._update_mapping(value, target, path)
        elif not is_scalar(value):
            raise ResourceError("node is expected to be either a string or a slice of string or a map of string")
        elif not is_null(value):
            self._update_text(container, key, text_of(value), target, path)

    def _update_text(self, container: Value, key: Step, name: str, target: Gvk, path: str) -> None:
        candidates = self._candidates(name, target, path)
        if candidates:
            # One candidate is the usual case and needs no look at affixes.
            found = candidates[0] if len(candidates) == 1 else self._referral(candidates, same_namespace=False)
            if found is not None and found.name != name:
                from kustompy.yamlio.restyle import text_in_place_of

                container[key] = text_in_place_of(container[key], found.name)
                _note(container, key, found, "name")

    def _update_mapping(self, mapping: dict[str, Value], target: Gvk, path: str) -> None:
        if "name" not in mapping:
            raise ResourceError("path config error; no 'name' field in node")
        old = mapping["name"]
        name = text_of(old) if is_scalar(old) else ""
        meant = self._candidates(name, target, path)
        candidates: list[Resource] = meant
        # Only a mapping can say a namespace: subjects of role bindings and services of webhooks do.
        if candidates and "namespace" in mapping:
            # a null and an empty text name a namespace, too: one in which nobody is
            wanted = text_of(mapping["namespace"])
            # kustomize looks no further than to whoever was in that namespace, whatever they were called
            once = any(map(self._sees, self.renamed.once_of(wanted)))
            candidates = meant.in_namespace(wanted, once=once)
        found = self._referral(candidates, same_namespace=True)
        if found is None:
            return
        from kustompy.yamlio.restyle import text_in_place_of

        mapping["name"] = text_in_place_of(old, found.name)
        _note(mapping, "name", found, "name")
        if found.namespace:
            # a string where there was none, else in the style of what was there
            mapping["namespace"] = text_in_place_of(mapping.get("namespace", Quoted()), found.namespace)
            _note(mapping, "namespace", found, "namespace")

    def _candidates(self, name: str, target: Gvk, path: str) -> _Candidates:
        """The renamed resources that the name may mean, before prefixes and suffixes are compared."""
        named = self.renamed.called(name, target[2])
        if not named:
            return _NOBODY
        if len(named) <= _FEW:
            return _Candidates(self._meant(named, name, target, path))
        known = self.known.get((name, target, path))
        if known is None:
            known = self.known[name, target, path] = _Candidates(self._meant(named, name, target, path))
        return known

    def _meant(self, named: list[Resource], name: str, target: Gvk, path: str) -> list[Resource]:
        if len(named) > _FEW and self.namespace != CLUSTER_WIDE:
            namespaces = {self.namespace, CLUSTER_WIDE, *self._account_namespaces()}
            named = self.renamed.called_in(namespaces, name, target[2])
        found = [each for each in named if _was(each, target) and self._sees(each)]
        # A Role and a ClusterRole of one name are told apart by the kind of the roleRef, which the table of fields does
        # not say.
        if path.endswith("roleRef/name"):
            role = self._role_reference()
            found = [each for each in found if any(role.selects(previous.gvk) for previous in each.previous_ids)]
        return found

    def _role_reference(self) -> Gvk:
        """What the roleRef says of the role; it says nothing without one of group and kind."""
        reference = self.resource.manifest.get("roleRef")
        if not isinstance(reference, dict) or not {"apiGroup", "kind"}.issubset(reference):
            return Gvk("", "", "")
        group, kind = (text_of(each) if is_scalar(each) else "" for each in (reference["apiGroup"], reference["kind"]))
        return Gvk(group, "", kind)

    def _sees(self, candidate: Resource) -> bool:
        """Whether the candidate is in a namespace that this referrer can refer to."""
        own, other = self.namespace, candidate.key[4]
        # Whoever is of no namespace can refer to all, and is referred to by all.
        if own in (other, CLUSTER_WIDE) or other == CLUSTER_WIDE:
            return True
        # as it is written: an account without a namespace is in none that a subject names
        return candidate.kind == "ServiceAccount" and candidate.namespace in self._account_namespaces()

    def _account_namespaces(self) -> frozenset[str]:
        """The namespaces of the service accounts that a role binding names."""
        if self.account_namespaces is None:
            found = set()
            if self.resource.kind == "RoleBinding":
                subjects = self.resource.manifest.get("subjects")
                for subject in subjects if isinstance(subjects, list) else ():
                    if isinstance(subject, dict) and subject.get("kind") == "ServiceAccount" and "namespace" in subject:
                        namespace = subject["namespace"]
                        if not is_string(namespace):
                            text = f'Invalid Input: namespace is blank for resource "{self.resource.id}"'
                            raise ResourceError(text, resource=str(self.resource.id))
                        found.add(str(namespace))
            self.account_namespaces = frozenset(found)
        return self.account_namespaces

    def _referral(self, candidates: list[Resource], *, same_namespace: bool) -> Resource | None:
        """The one candidate that the name means, by the prefixes and suffixes that both went through."""
        if len(candidates) <= 1:
            return candidates[0] if candidates else None
        # selectReferral filters twice: first a resource without affixes goes with any, then only with others without.
        for lenient in (True, False):
            candidates = [each for each in candidates if self._shares_context(each, lenient=lenient)]
            if len(candidates) == 1:
                return candidates[0]
        if not candidates:
            return None
        first = candidates[0]
        if all(
            each.name == first.name and (not same_namespace or each.namespace == first.namespace) for each in candidates
        ):
            return first
        # Unless all were renamed to the same: then it does not matter which of them is meant.
        raise self._ambiguous(candidates)

    def _shares_context(self, candidate: Resource, *, lenient: bool) -> bool:
        own = self.resource
        return _tails_equal(own.prefixes, candidate.prefixes, lenient=lenient) and _tails_equal(
            own.suffixes, candidate.suffixes, lenient=lenient
        )

    def _ambiguous(self, candidates: list[Resource]) -> ResourceError:
        from kustompy.yamlio.go.node_text import node_text

        names = ", ".join(str(each.id) for each in candidates)
        dumps = "".join(
            f"--- possible referral {index}:\n{node_text(each.manifest)}" for index, each in enumerate(candidates)
        )
        return ResourceError(
            f"found multiple possible referrals: {names}\n\n"
            "**** Too many possible referral targets to referrer:\n"
            f"{node_text(self.resource.manifest)}{dumps}",
            code="KST412",
            hint=_which(candidates),
        )


def _which(candidates: list[Resource]) -> str:
    """How a reference says which of several resources it means."""
    first = candidates[0]
    if len({each.namespace for each in candidates}) == len(candidates):
        choices = " or ".join(f"`namespace: {each.namespace or 'default'}`" for each in candidates)
        return f"{len(candidates)} are called {first.kind} {first.name}: say which one with {choices} beside the name"
    names = ", ".join(f"`{each.name}`" for each in candidates)
    return f"the name may be that of {first.kind} {names} by now: write the one of these that is meant"


def _note(container: Value, key: Step, found: Resource, field: str) -> None:
    """Note that a reference follows the name or namespace of what it refers to."""
    trace = found.trace
    if trace is not None:
        trace.blend(container, key, trace.chain(found.manifest["metadata"], field), trace.where(container, key))


def _previous_names(resource: Resource) -> Iterable[tuple[str, str]]:
    """The names that the resource had, each with every kind that it had, and with none for whoever names no kind."""
    if not resource.previous:
        return ()
    name, _, kind = resource.previous[0]
    for other_name, _, other_kind in resource.previous:
        # Nearly all resources had one name and one kind: no sets are made for them.
        if other_name != name or other_kind != kind:
            break
    else:
        return ((name, kind), (name, "")) if kind else ((name, ""),)
    names, kinds = ({each[part] for each in resource.previous} for part in (0, 2))
    return {(name, kind) for name in names for kind in (*kinds, "")}


def _was(resource: Resource, gvk: Gvk) -> bool:
    """Whether the resource was of the group and version that it was referred to by."""
    group, version, _ = gvk
    own_group, own_version, _ = resource.gvk
    return (not group or group == own_group) and (not version or version == own_version)


def _tails_equal(one: tuple[str, ...], other: tuple[str, ...], *, lenient: bool) -> bool:
    shorter = min(len(one), len(other))
    # An empty list of affixes is the end of every other one, which only the first pass takes.
    if not shorter:
        return lenient or len(one) == len(other)
    return one[-shorter:] == other[-shorter:]


def _effective(namespace: str) -> str:
    return namespace or "default"
