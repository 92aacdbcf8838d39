"""``replacements:`` copies a value of one resource, or a given one, into fields of others (spec section 3.9)."""

from __future__ import annotations

from kustompy.errors import KustomizationError, KustompyError, PatchError, YamlError
from kustompy.model.field_path import FieldPathError, WrongKindError, child, looked_up, split_path
from kustompy.model.history import claim_history
from kustompy.model.ids import Gvk, ResourceId, effective_namespace
from kustompy.model.selector import Selector
from kustompy.model.values import Quoted, copied, is_null, is_scalar, tag_of, text_of
from kustompy.transformers.field_matcher import Matcher, Untagged
from kustompy.transformers.noted import has_notes, noted
from kustompy.yamlio.scalars import scalar, style_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from kustompy.context import Context
    from kustompy.model.copies import Copies
    from kustompy.model.field_path import Place
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value

    Transform = Callable[[ResourceSet], None]
    FieldPlace = tuple[str | int, ...]

_DEFAULT_PATH = "metadata.name"
_SHOWN = 5


class ReplacementError(PatchError):
    """A replacement finds no source, no target, or a value that cannot be set."""

    code = "KST520"


def replace(config: Mapping[str, Any], context: Context) -> Transform:
    """All replacements of a kustomization, one after the other: a later one sees what the earlier ones wrote."""
    replacements: list[tuple[Mapping[str, Any], str, FieldPlace]] = []
    for index, entry in enumerate(config.get("replacements") or ()):
        here = (index,)
        path = entry.get("path")
        if not path:
            # an empty list of targets does not survive the way to the transformer; one in a file does
            whole = entry if entry.get("targets") else {**entry, "targets": None}
            replacements.append((whole, "", here))
        elif entry.get("source") is not None or entry.get("targets"):
            raise KustomizationError("cannot specify both path and inline replacement", path=here)
        else:
            try:
                loaded = _from_file(path, context)
            except KustompyError as error:
                raise error.located(file=context.file, path=("replacements", index, "path")) from None
            file = context.root.path_of(path)
            replacements += [(each, file, (number,)) for number, each in enumerate(loaded)]

    def run(resources: ResourceSet) -> None:
        for replacement, file, path in replacements:
            try:
                _Replacement(replacement, context.copies()).run(resources)
            except KustompyError as error:
                first = error.diagnostics[0]
                first.path = (*path, *first.path)
                raise error.located(file=file) from None

    return run


def _from_file(path: str, context: Context) -> list[Mapping[str, Any]]:
    from kustompy.go_struct import Struct, decode
    from kustompy.kustomization import REPLACEMENT

    try:
        loaded = context.config(path)
    except YamlError as error:
        raise error.worded(f"error converting YAML to JSON: {error}") from None
    if not isinstance(loaded, (dict, list)):
        kind = {str: "string", bool: "bool", int: "float64", float: "float64"}.get(type(loaded), "invalid")
        raise KustomizationError(f"unsupported replacement type encountered within replacement path: {kind}")
    struct = Struct("Replacement", {name: kind for name, kind in REPLACEMENT.fields.items() if name != "path"})
    replacements = []
    for index, each in enumerate(loaded if isinstance(loaded, list) else [loaded]):
        at = (index,) if isinstance(loaded, list) else ()
        decoded, problems = decode(each, struct, lenient=True)
        if problems:
            raise KustomizationError(
                f"error unmarshaling JSON: while decoding JSON: {problems[0].message}",
                code="KST201",
                file=context.root.path_of(path),
                path=(*at, *problems[0].path),
            )
        replacements.append(decoded)
    return replacements


class _Replacement:
    """One replacement: what it copies, and where to."""

    __slots__ = ("copies", "source", "source_value", "targets")

    def __init__(self, replacement: Mapping[str, Any], copies: Copies) -> None:
        self.copies = copies
        self.source: Mapping[str, Any] | None = replacement.get("source")
        self.source_value: str | None = replacement.get("sourceValue")
        self.targets: list[Mapping[str, Any]] | None = replacement.get("targets")

    def run(self, resources: ResourceSet) -> None:
        if (self.source is None and self.source_value is None) or self.targets is None:
            raise ReplacementError("replacements must specify a source and at least one target")
        source = self.found_source(resources)
        for index, target in enumerate(self.targets):
            try:
                if target.get("select") is None:
                    raise ReplacementError("target must specify resources to select")
                Target(target, self.copies).write(source, resources)
            except KustompyError as error:
                first = error.diagnostics[0]
                first.path = ("targets", index, *first.path)
                raise

    def found_source(self, resources: ResourceSet) -> Source:
        if self.source is None:
            return Source(untagged(self.source_value or ""))
        if self.source_value is not None:
            raise ReplacementError("value and resource selectors are mutually exclusive")
        source = self.source
        path = source.get("fieldPath") or _DEFAULT_PATH
        resource = _source(source, resources)
        parts = split_path(path)
        try:
            value = looked_up(_seen_by(resource, parts), parts)
        except FieldPathError as error:
            text = f"error looking up replacement source: {_explained(error)}"
            raise error.worded(text).located(path=("source", "fieldPath")) from None
        if is_null(value) or (isinstance(value, (dict, list)) and not value):
            raise ReplacementError(
                f"fieldPath `{path}` is missing for replacement source {_source_id(source)}",
                code="KST521",
                path=("source", "fieldPath"),
                resource=str(resource.id),
            )
        options = source.get("options") or {}
        if options.get("delimiter"):
            return Source(_piece(value, options))
        return Source(value, resource, parts)


class Source:
    """The value that a replacement copies. One that is a whole field stays that field, whatever is written into it."""

    __slots__ = ("parts", "place", "resource", "value")

    def __init__(self, value: Value, resource: Resource | None = None, parts: Sequence[str] = ()) -> None:
        self.value, self.resource, self.parts = value, resource, parts
        self.place: Place | None = None
        steps = [part.strip() for part in parts if part.strip()]
        if resource is not None and steps and not _holds_notes(parts):
            self.place = child(looked_up(resource.manifest, steps[:-1]), steps[-1])

    def pass_history_on(self, resource: Resource) -> None:
        """Annotations were written: the history that they held went with them, and that in the value came."""
        if self.resource is None or not _holds_notes(self.parts):
            resource.forget()
            claim_history(resource)
        elif resource is not self.resource:
            kept = resource.vars, resource.untagged
            resource.inherit(self.resource)
            resource.vars, resource.untagged = kept

    def follow(self, written: Resource) -> None:
        """Read the value again, if it may be that it was just written."""
        if written is not self.resource:
            return
        if self.place is not None:
            container, key = self.place
            self.value = container[key]  # what held the field may be gone from the resource, and the value still is
            return
        try:
            self.value = looked_up(noted(written), self.parts, self.value)
        except FieldPathError:
            return  # the same: the metadata, or the annotations, are a text now


def _seen_by(resource: Resource, parts: Sequence[str]) -> Manifest:
    """The manifest as a path finds it, with the annotations of the history where it leads to annotations."""
    return noted(resource) if _holds_notes(parts) else resource.manifest


def _holds_notes(parts: Sequence[str]) -> bool:
    return parts[0] == "metadata" and parts[1:2] in ([], ["annotations"])


def _source_id(source: Mapping[str, Any]) -> ResourceId:
    gvk = Gvk(source.get("group") or "", source.get("version") or "", source.get("kind") or "")
    return ResourceId(gvk, source.get("name") or "", source.get("namespace") or "")


def _source(source: Mapping[str, Any], resources: ResourceSet) -> Resource:
    """The one resource that has an id, previous or current, by which it is the source."""
    wanted = _source_id(source)
    gvk, name, _ = wanted
    candidates: Iterable[Resource] = resources.resources
    if name:
        candidates = resources.named(name)
    elif gvk.kind:
        candidates = resources.of_kind(gvk.kind)
    found = [resource for resource in candidates if _has_id(resource, wanted)]
    if len(found) == 1:
        return found[0]
    text = str(wanted)
    if source.get("fieldPath"):
        text += f":{source['fieldPath']}"
    options = source.get("options") or {}
    if options.get("delimiter") or options.get("create"):
        create = "true" if options.get("create") else "false"
        text += f":{options.get('delimiter') or ''}({options.get('index') or 0}), create={create}"
    if found:
        names = ", ".join(str(resource.id) for resource in found[:_SHOWN])
        raise ReplacementError(
            f"multiple matches for selector {text}", code="KST522", path=("source",), hint=f"it fits {names}"
        )
    from kustompy.suggestions import similar_resource

    raise ReplacementError(
        f"nothing selected by {text}", code="KST523", path=("source",), hint=similar_resource(gvk.kind, name, resources)
    )


def _has_id(resource: Resource, wanted: ResourceId) -> bool:
    (group, version, kind), name, namespace = wanted
    gvk = resource.gvk
    if (group and gvk.group != group) or (version and gvk.version != version):
        return False
    # Go's selector does not know which kinds are cluster scoped: for them, too, no namespace is "default"
    namespace = namespace and effective_namespace(namespace)
    ids = ((resource.name, effective_namespace(resource.namespace), gvk.kind), *resource.previous)
    return any(
        (not name or name == its_name)
        and (not kind or kind == its_kind)
        and (not namespace or namespace == its_namespace)
        for its_name, its_namespace, its_kind in ids
    )


def _piece(value: Value, options: Mapping[str, Any]) -> Value:
    """The part of the source's value that the options name."""
    delimiter = options["delimiter"]
    if not is_scalar(value):
        raise ReplacementError(
            "delimiter option can only be used with scalar nodes", path=("source", "options"),
            hint="a delimiter divides one text: let `fieldPath` lead to one, or remove the delimiter",
        )  # fmt: skip
    text, index = text_of(value), options.get("index") or 0
    pieces = text.split(delimiter)
    if not 0 <= index < len(pieces):
        raise ReplacementError(f"options.index {index} is out of bounds for value {text}")
    return scalar(pieces[index], tag_of(value), style_of(value))


class Target:
    """One target of a replacement."""

    __slots__ = ("copies", "create", "delimiter", "index", "paths", "rejected", "select")

    def __init__(self, target: Mapping[str, Any], copies: Copies | None = None) -> None:
        self.copies = copies
        options = target.get("options") or {}
        self.select = Selector(target["select"])
        self.rejected = [Selector(each) for each in target.get("reject") or ()]
        self.paths: list[str] = target.get("fieldPaths") or [_DEFAULT_PATH]
        self.create: bool = options.get("create") or False
        self.delimiter: str = options.get("delimiter") or ""
        self.index: int = options.get("index") or 0

    def write(self, source: Source, resources: ResourceSet) -> None:
        """Set the source's value in every field of every resource that is meant."""
        try:
            for selector in (self.select, *self.rejected):
                selector.compiled()
        except KustompyError as error:
            raise error.worded(f"error creating target selector: {error}").located(path=("select",)) from None
        made: Value | None = None
        if self.create:
            made = Untagged("") if is_scalar(source.value) else type(source.value)()
        fields = [(path, Matcher(split_path(path), made)) for path in self.paths]
        identifying = any(_identifies(matcher.parts) for _, matcher in fields)
        renamed = False
        for resource in self.chosen(resources):
            for index, (path, matcher) in enumerate(fields):
                try:
                    self.write_field(resource, path, matcher, source)
                except KustompyError as error:
                    raise error.located(resource=str(resource.id), path=("fieldPaths", index)) from None
                source.follow(resource)
            if identifying:
                before = resource.key
                resource.ids_changed()
                renamed = renamed or resource.key != before
        if renamed:
            resources.ids_changed()

    def chosen(self, resources: ResourceSet) -> list[Resource]:
        # all of them, though the id would rule most out: a selector of labels that cannot be read must be met first
        labelled = any(
            selector.label_selector or selector.annotation_selector for selector in (self.select, *self.rejected)
        )
        candidates = resources.resources if labelled else self.select.candidates(resources)
        return [resource for resource in candidates if self.is_chosen(resource)]

    def is_chosen(self, resource: Resource) -> bool:
        select = self.select
        if not select.matches_annotations(resource) or not select.matches_labels(resource):
            return False
        for selector in self.rejected:
            if not selector.label_selector and not selector.annotation_selector:
                continue
            if selector.matches_annotations(resource) and selector.matches_labels(resource):
                return False
        if any(not selector.names_nothing and selector.matches_any_id(resource) for selector in self.rejected):
            return False
        return select.matches_any_id(resource)

    def write_field(self, resource: Resource, path: str, matcher: Matcher, source: Source) -> None:
        """Set the value at one path."""
        root, value = resource.manifest, source.value
        if has_notes(resource) and matcher.parts[:2] == ["metadata", "annotations"]:
            # they are there, since kustomize keeps the history in them
            root["metadata"].setdefault("annotations", {})
        if self.copies is not None:
            self.copies.add(value)
        if _write_inside_text(root, matcher, value):
            return
        problem = f"unable to find{' or create' if self.create else ''} field {_quoted(path)} in replacement target"
        try:
            places = matcher.places(root)
        except KustompyError as error:
            raise error.worded(f"{problem}: {_explained(error)}") from None
        if not places:
            raise ReplacementError(problem, code="KST524")
        for container, key in places:
            old = container[key]
            of_metadata = container is root.get("metadata")
            if (of_metadata or container is root) and key in resource.untagged and not isinstance(old, Quoted):
                old = Untagged(text_of(old))
            container[key] = self.set_value(old, value)
            if self.copies is not None:
                self.copies.add(container[key])
            if (of_metadata and key == "annotations") or (container is root and key == "metadata"):
                source.pass_history_on(resource)
            if resource.shared is not None:
                resource.shared.edited(container, key)

    def set_value(self, old: Value, value: Value) -> Value:
        """What takes the place of the old value."""
        if self.delimiter:
            if not is_scalar(old):
                raise ReplacementError("delimiter option can only be used with scalar nodes")
            pieces = text_of(old).split(self.delimiter)
            text = text_of(value) if is_scalar(value) else ""
            if self.index < 0:
                pieces.insert(0, text)
            elif self.index >= len(pieces):
                pieces.append(text)
            else:
                pieces[self.index] = text
            return retexted(old, self.delimiter.join(pieces))
        return replaced(old, value)


def untagged(text: str) -> Value:
    """The scalar that a text without tag and quotes is."""
    return scalar(text, "", "")


def retexted(old: Value, text: str) -> Value:
    """The scalar with another text: its tag and style stay."""
    if type(old) is Untagged:
        return untagged(text)
    return scalar(text, tag_of(old), style_of(old))


def replaced(old: Value, value: Value) -> Value:
    """What stands where the old value stood: of a scalar only the text changes."""
    if not is_scalar(old):
        return copied(value)
    if is_scalar(value):
        return retexted(old, text_of(value))
    return scalar("", "", "") if type(old) is Untagged else retexted(old, "")


def _identifies(parts: Sequence[str]) -> bool:
    """Whether the field may be part of an id."""
    return parts[0] in ("apiVersion", "kind") or (parts[0] == "metadata" and parts[1:2] not in _LABELS)


_LABELS = (["labels"], ["annotations"])


def _write_inside_text(root: Value, matcher: Matcher, value: Value) -> bool:
    """Set the value in the YAML or JSON that a scalar on the way holds; False where that cannot be done."""
    parts = matcher.parts
    found = root
    container: Value = None
    key: str | int = ""
    for depth, part in enumerate(parts[:-1]):
        if matcher.is_field[depth] and type(found) is dict and part in found and part != "-":
            container, key = found, part
        elif part.strip():
            place = _child(found, part.strip())
            if place is None:
                return False
            container, key = place
        else:
            continue
        found = container[key]
        if is_scalar(found):
            from kustompy.transformers.structured_text import edited

            text = edited(text_of(found), parts[depth + 1 :], value, matcher.made)
            if text is None:
                return False
            container[key] = retexted(found, text)
            return True
    return False


def _child(value: Value, part: str) -> Place | None:
    """Where the part leads from a mapping or sequence, None if it does not."""
    try:
        return child(value, part)
    except FieldPathError:
        return None


def _explained(error: KustompyError) -> str:
    """The error's text, with that of the value that it is about."""
    if not isinstance(error, WrongKindError):
        return str(error)
    from kustompy.yamlio.node_text import node_text

    return f"{error}{node_text(error.value)}"


def _quoted(text: str) -> str:
    from kustompy.go_text import quoted

    return quoted(text)
