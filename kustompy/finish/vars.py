"""``vars:`` put values of resources where ``$(NAME)`` stands (spec section 3.15)."""

from __future__ import annotations

from collections import namedtuple

from kustompy.errors import KustomizationError, KustompyError, ResourceError, wrapping
from kustompy.fieldspecs.by_gvk import by_gvk, selected_specs
from kustompy.fieldspecs.edit import edit_field
from kustompy.golang.text import atoi
from kustompy.model.field_path import child, looked_up, split_path
from kustompy.model.ids import Gvk, effective_namespace
from kustompy.model.values import is_null, is_string, tag_of, text_of
from kustompy.yamlio.go.go_values import decimal, positional, scientific

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NamedTuple

    from kustompy.fieldspecs.tables import FieldSpec
    from kustompy.kustomization.records import Var as Told
    from kustompy.kustomization.records import VarTarget
    from kustompy.model.field_path import Place
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Value
    from kustompy.provenance.places import Chain
    from kustompy.provenance.places import Place as Spot
    from kustompy.provenance.record import Record

    class _Var(NamedTuple):
        name: str
        target: VarTarget
        path: str
        file: str
        at: int
else:
    _Var = namedtuple("_Var", ["name", "target", "path", "file", "at"])

_DEFAULT_PATH = "metadata.name"


class Var(_Var):
    """An entry of ``vars:``: its name, the object and the field it stands for, and where the file has it."""

    __slots__ = ()

    @property
    def here(self) -> wrapping:
        """Puts errors of a block at the entry."""
        return wrapping(file=self.file, path=("vars", self.at))


def record(known: list[Var], entries: Sequence[Told], resources: ResourceSet, file: str) -> list[Var]:
    """All vars so far, those of a kustomization file included; the resources that they refer to are told of it."""
    incoming = [
        Var(entry.name, entry.objref, entry.fieldref.fieldPath, file, index) for index, entry in enumerate(entries)
    ]
    with wrapping(f"merging vars [{' '.join(_shown(var, resolved=False) for var in incoming)}]"):
        for var in incoming:
            found = _referred(var, resources)
            # Said when the var is noted, behind the transformers of its kustomization, and not when it is resolved.
            if len(found) > 1:
                with var.here:
                    raise KustomizationError(
                        f"found {len(found)} resId matches for var {_shown(var)} (unable to disambiguate)",
                        code="KST530",
                    )
            # kustomize tags the resource (refVarNames), since it may be renamed or patched until the var is resolved.
            for resource in found:
                resource.vars = (*resource.vars, var.name)
        return merged_vars(known, incoming)


def merged_vars(known: list[Var], incoming: list[Var]) -> list[Var]:
    """Both lists in one; no name may come twice."""
    # Over the whole tree: a base and its overlay cannot both have a var of a name.
    names = {var.name for var in known}
    for var in incoming:
        if var.name in names:
            with var.here:
                raise KustomizationError(f"var '{var.name}' already encountered", code="KST531")
        names.add(var.name)
    return [*known, *incoming]


def resolve_vars(
    resources: ResourceSet,
    known: list[Var],
    specs: tuple[FieldSpec, ...],
    warn: Callable[[str], None],
    make: Callable[[int], None] = lambda size: None,
    trace: Record | None = None,
    hold: Callable[[int], None] = lambda steps: None,
) -> None:
    """Put the values of the vars wherever the specs lead and a ``$(NAME)`` stands."""
    # VarSet.AsSlice sorts by name: it decides which of several vars is refused.
    ordered = sorted(known, key=lambda var: var.name)
    sources: dict[str, tuple[Var, Place]] = {}
    values = _values(ordered, resources, sources)
    if not values:
        return
    expansion = _Expansion(values, warn, make) if trace is None else _Noted(values, warn, make, trace, sources)
    # Once for each gvk: the default table has 72 specs.
    specs_of = by_gvk(specs, selected_specs)
    for resource in resources:
        found = specs_of[resource.gvk]
        hold(_LOOKING * len(found))
        for spec in found:
            edit_field(resource, spec, expansion.edit)
    resources_changed(resources)
    # A warning and no error: a base may offer vars that an overlay does not use.
    unused = [name for name in values if name not in expansion.used]
    if unused:
        warn(f"well-defined vars that were never replaced: {','.join(unused)}")


_LOOKING = 5
"""What it takes to look at a field that may hold vars, in steps of ``Session.hold``."""


def resources_changed(resources: ResourceSet) -> None:
    """Forget what is known of the ids: a name may hold a var."""
    for resource in resources:
        resource.ids_changed()
    resources.ids_changed()


def _gvk(var: Var) -> Gvk:
    target = var.target
    group, version, kind = target.group, target.version, target.kind
    # An apiVersion with two slashes says nothing; kustomize then goes by group and version (Target.GVK).
    parts = target.apiVersion.split("/")
    if len(parts) == 2:
        group, version = parts
    elif len(parts) == 1 and parts[0]:
        version = parts[0]
    return Gvk(group, version, kind)


def _missed(source: Resource, parts: Sequence[str]) -> str:
    from kustompy.messages.field_paths import missed

    return missed(parts, source.manifest, f"{source.kind} {source.name}")


def _shown(var: Var, *, resolved: bool = True, path: str = "") -> str:
    """The var as Go prints its struct; ``resolved``, with its apiVersion taken apart."""
    target = var.target
    gvk = Gvk(target.group, target.version, target.kind)
    return f"{{{var.name} {_gvk(var) if resolved else gvk} {{{path or var.path}}}}}"


def _referred(var: Var, resources: ResourceSet) -> list[Resource]:
    """The resources that have an id, previous or current, by which the var refers to them."""
    name, namespace = var.target.name, var.target.namespace
    group, version, kind = _gvk(var)
    namespace = namespace and effective_namespace(namespace)
    found = []
    for resource in resources.named(name):
        gvk = resource.gvk
        # Equal and not selected: an empty group is the core group here.
        if gvk.group != group or gvk.version != version:
            continue
        ids = ((resource.name, resource.effective_namespace, gvk.kind), *resource.previous)
        if any(
            its_name == name and its_kind == kind and (not namespace or its_namespace == namespace)
            for its_name, its_namespace, its_kind in ids
        ):
            found.append(resource)
    return found


def _values(ordered: list[Var], resources: ResourceSet, sources: dict[str, tuple[Var, Place]]) -> dict[str, Value]:
    """The value of each var, by its name; ``sources`` is told the var and field of each, where the build is traced."""
    tagged: dict[str, Resource] = {}
    for resource in resources:
        for name in resource.vars:
            # The first resource with the tag; copies of a base in two overlays have it both.
            tagged.setdefault(name, resource)
    values: dict[str, Value] = {}
    for var in ordered:
        path = var.path or _DEFAULT_PATH
        source = tagged.get(var.name)
        if source is None:
            with var.here:
                raise KustomizationError(
                    f"var '{_shown(var, path=path)}' cannot be mapped to a field in the set of known resources",
                    code="KST532",
                )
        parts = _parts(path)
        value = _field(source, parts)
        if value is _MISSING:
            with var.here:
                raise KustomizationError(
                    f"field specified in var '{_shown(var, path=path)}' not found in corresponding resource",
                    code="KST533",
                    path=("vars", var.at, *(("fieldref", "fieldPath") if var.path else ())),
                    resource=str(source.id),
                    hint=_missed(source, parts),
                )
        values[var.name] = value
        if source.trace is not None and parts:
            place = child(looked_up(source.manifest, parts[:-1]), parts[-1])
            if place is not None:
                sources[var.name] = var, place
    return values


_MISSING = object()


def _parts(path: str) -> list[str]:
    parts: list[str] = []
    for part in split_path(path):
        name, bracket, index = part.removesuffix("]").partition("[")
        # vars: know `ports[0]` beside `ports.0`.
        if bracket and part.endswith("]") and index.isdigit() and index.isascii():
            parts += [name, index]
        else:
            parts.append(part)
    return [each.strip() for each in parts if each.strip()]


def _field(source: Resource, parts: list[str]) -> Value:
    """The field's value as Go decodes it, or _MISSING."""
    try:
        value = looked_up(source.manifest, parts, _MISSING)
    except KustompyError:
        return _MISSING
    if value is _MISSING:
        return _MISSING
    tag = tag_of(value)
    # GetFieldValue of kyaml decodes these three and takes all else for a text; what strconv.Atoi refuses is not found.
    if tag == "!!int":
        number = atoi(text_of(value))
        return _MISSING if number is None else number
    if tag == "!!float":
        return _go_float(text_of(value))
    if tag == "!!bool":
        return bool(value)
    return value if isinstance(value, (dict, list)) else text_of(value)


def _go_float(text: str) -> Value:
    # strconv.ParseFloat knows no underscores, and the words of YAML are not its own.
    if "_" in text or ".inf" in text.lower() or ".nan" in text.lower():
        return _MISSING
    return float(text)


class _Expansion:
    """The values to put in, and the names of those that were."""

    __slots__ = ("make", "used", "values", "warn")

    def __init__(self, values: dict[str, Value], warn: Callable[[str], None], make: Callable[[int], None]) -> None:
        self.values, self.warn, self.make = values, warn, make
        self.used: set[str] = set()

    def edit(self, container: Value, key: str | int) -> None:
        """Expand a string, every string of a list, or every string value of a mapping."""
        value = container[key]
        if isinstance(value, list):
            for index, each in enumerate(value):
                # a plain << has the tag of a merge, wherever it stands
                if not is_string(each) or (type(each) is str and each == "<<"):
                    raise ResourceError("invalid value type expect a string")
                value[index] = self.expanded(each)
        elif isinstance(value, dict):
            for name, each in value.items():
                if is_string(each):
                    value[name] = self.expanded(each)
        elif is_string(value):
            container[key] = self.expanded(value)

    def expanded(self, text: str) -> Value:
        """The text with all values in it; a value alone keeps its type."""
        # Most texts; also for them kustomize sets a new node, which has no style.
        if "$" not in text:
            # the style is lost, as it is when something was replaced
            return str(text)
        if text.isascii() or not any(behind[:1] > "\x7f" for behind in text.split("$")[1:]):
            found = self.replaced(text, str)
            if isinstance(found, str):
                self.make(len(found))
            return found
        # Go looks at the byte behind a dollar, takes it for a character, and so breaks the text; go-yaml then has
        # base64 of it
        broken = str(self.replaced(_bytes_as_text(text), _bytes_as_text)).encode("latin-1")
        try:
            return broken.decode()
        except UnicodeDecodeError:
            from base64 import b64encode

            return b64encode(broken).decode()

    def replaced(self, text: str, insertable: Callable[[str], str]) -> Value:
        """The text with the values in the places of their references."""
        pieces: list[str] = []
        at = 0
        while True:
            dollar = text.find("$", at)
            # A dollar at the end is one, as in the expansion of Kubernetes that kustomize has copied.
            if dollar < 0 or dollar + 1 == len(text):
                pieces.append(text[at:])
                return "".join(pieces)
            pieces.append(text[at:dollar])
            following = text[dollar + 1]
            closing = text.find(")", dollar + 2) if following == "(" else -1
            if closing >= 0:
                name = text[dollar + 2 : closing]
                value = self.value(name)
                # The whole text is one reference: the value keeps its type, and `$(PORT)` becomes a number.
                if dollar == 0 and closing + 1 == len(text):
                    return value
                pieces.append(insertable(_printed(value)))
                at = closing + 1
            else:
                # Two dollars are one, so that `$$(NAME)` is left to Kubernetes.
                pieces.append("$" if following == "$" else "$" + insertable(following))
                at = dollar + 2

    def value(self, name: str) -> Value:
        # What nobody has defined stays for Kubernetes, which expands variables of the container in the same form.
        if name not in self.values:
            return f"$({name})"
        value = self.values[name]
        if isinstance(value, (dict, list)):
            # kustomize logs it and leaves the text: only scalars have a place within a text.
            self.warn(f"MakePrimitiveReplacer: bad replacement type={_go_type(value)} val={_printed(value)}")
            return f"$({name})"
        self.used.add(name)
        return value


class _Noted(_Expansion):
    """The same in a traced build: what a field has of a var is noted."""

    __slots__ = ("chains", "met", "trace")

    def __init__(
        self,
        values: dict[str, Value],
        warn: Callable[[str], None],
        make: Callable[[int], None],
        trace: Record,
        sources: dict[str, tuple[Var, Place]],
    ) -> None:
        super().__init__(values, warn, make)
        self.trace = trace
        self.chains: dict[str, tuple[Chain, Spot]] = {
            name: (trace.chain(*place), trace.file(var.file).below("vars", var.at))
            for name, (var, place) in sources.items()
        }
        self.met: list[str] = []

    def edit(self, container: Value, key: str | int) -> None:
        value = container[key]
        if not isinstance(value, (dict, list)):
            self._edit(container, key)
            return
        for part in value if isinstance(value, dict) else range(len(value)):
            if isinstance(value, list) or is_string(value[part]):
                self._edit(value, part)

    def _edit(self, container: Value, key: str | int) -> None:
        """Expand one text, and note the vars that it had in it; one alone is the var's value itself."""
        holder = {"text": container[key]} if isinstance(container, dict) else {"text": [container[key]]}
        self.met.clear()
        super().edit(holder, "text")
        text = holder["text"]
        new = text[0] if isinstance(container, list) else text
        alone = str(container[key]) == f"$({self.met[0]})" if self.met else False
        if not self.met and new != str(container[key]):
            self.trace.derive(container, key, self.trace.where(container, key))
        container[key] = new
        for name in self.met:
            write = self.trace.carry if alone else self.trace.blend
            write(container, key, *self.chains[name])

    def value(self, name: str) -> Value:
        value = super().value(name)
        if name in self.used:
            self.met.append(name)
        return value


def _bytes_as_text(text: str) -> str:
    return text.encode().decode("latin-1")


def _go_type(value: Value) -> str:
    return "map[string]interface {}" if isinstance(value, dict) else "[]interface {}"


def _printed(value: Value) -> str:
    """The value as Go's ``%v`` prints it."""
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{_printed(value[key])}' for key in sorted(value))}]"
    if isinstance(value, list):
        return f"[{' '.join(map(_printed, value))}]"
    if is_null(value):
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _printed_float(value)
    return str(value)


def _printed_float(value: float) -> str:
    """The shortest digits, with an exponent below 1e-4 and from 1e6 on."""
    digits, exponent, sign = decimal(value)
    if value == 0 or -4 <= exponent < 6:
        return sign + positional(digits, exponent)
    return sign + scientific(digits, exponent)
