"""``images:`` gives containers another image name, tag or digest (spec section 3.5)."""

from __future__ import annotations

from kustompy.errors import KustompyError, ResourceError
from kustompy.fieldspecs.by_gvk import by_gvk
from kustompy.fieldspecs.edit import selected_fields
from kustompy.model.values import UnprintableMapping, is_null, is_scalar, text_of
from kustompy.yamlio.restyle import text_in_place_of, wrong_node_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kustompy.fieldspecs.tables import FieldSpec
    from kustompy.golang.regexp import Steps
    from kustompy.kustomization.records import Image, ImageTagTransformer
    from kustompy.model.paths import FieldPath, Step
    from kustompy.model.resource import Resource
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.places import Place
    from kustompy.provenance.record import Record
    from kustompy.session.context import Context

_NONE = ()
# The legacy pass (imagetag.LegacyFilter) knows these two names alone: ephemeralContainers are left as they are.
_CONTAINER_LISTS = frozenset(("containers", "initContainers"))
# What kustomize's isImageMatched lets a tag or digest consist of; the braces are for tags that are templates.
_TAG = "[a-zA-Z0-9_.{}-]*"
_ALGORITHM = "[a-zA-Z0-9]+([+._-][a-zA-Z0-9]+)*"
# The same class as characters: most names are plain text and are compared without a regular expression.
_TAG_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.{}-")
_REGEXP_CHARACTERS = frozenset("\\.+*?()|[]{}^$")
_ANY_CHARACTER = frozenset(".")


def set_images(config: ImageTagTransformer, context: Context) -> Callable[[ResourceSet], None]:
    """Change every image that matches ``imageTag.name``.

    kustomize runs two passes, one over every field called ``containers`` or ``initContainers`` and one over the
    ``fieldSpecs``; where both reach an image, both change it (a ``tagSuffix`` is put on twice).
    """
    image = config.imageTag
    matches = _matcher_at(image.name, context.changes, context.session)
    # The second pass. By default its specs lead to the same containers and to image volumes, so that a suffix is put on
    # twice.
    fields = by_gvk(config.fieldSpecs, selected_fields)
    # What several entries of one kustomization change are the same containers.
    known_containers = context.containers if config.entry else None
    trace, hold = context.session.trace, context.session.hold
    parts = _parts(config, trace)
    # Manifests repeat their images.
    known: dict[str, str] = {}
    written: list[tuple[Value, Step]] = []

    def edit(container: Value, key: Step, spec: FieldSpec | None) -> None:
        old = container[key]
        if type(old) is not str:
            if is_null(old):
                return
            if not is_scalar(old):
                raise wrong_node_kind("ScalarNode", old)
        text = text_of(old)
        new = known.get(text)
        if new is None:
            new = known[text] = updated(text, image) if matches(text) else text
        if new != text:
            container[key] = text_in_place_of(old, new)
            written.append((container, key))
            if trace is not None:
                for whole, place in parts:
                    (trace.over if whole else trace.derive)(container, key, place)

    def run(resources: ResourceSet) -> None:
        looked_at = 0
        for resource in resources:
            # Both filters of kustomize have this kind on their deny list: a schema has fields called containers, too.
            if resource.kind == "CustomResourceDefinition":
                continue
            containers = _containers(resource, known_containers)
            looked_at += 1 + len(containers)
            for container in containers:
                try:
                    edit(container, "image", None)
                except ResourceError as error:
                    _place(error, resource, container)
                    raise
            fields[resource.gvk].edit(resource, edit)
            if written:
                # kustomize writes an image without a tag, so that a later strategic merge takes a number among them for
                # a string.
                for container, key in written:
                    resource.wrote_untagged(container, key)
                written.clear()
        # Thousands of entries times thousands of containers is the product that a hostile tree asks for.
        hold(2 * looked_at)

    return run


def _place(error: ResourceError, resource: Resource, container: Manifest) -> None:
    """Put the error at the image of the container, with what to write there."""
    path = (*(_path_of(container, resource.manifest) or ()), "image")
    hint = f"`image` of container {container.get('name', '')} in {resource.kind} {resource.name}: {{}}"
    error.noted(path=path, sources=(resource.source,), hint=hint.format(error.diagnostics[0].hint))
    error.located(resource=str(resource.id))


def _path_of(wanted: Manifest, value: Value) -> FieldPath | None:
    """The path of this very mapping in the value."""
    if value is wanted:
        return ()
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in entries:
        path = _path_of(wanted, each)
        if path is not None:
            return (key, *path)
    return None


def _parts(config: ImageTagTransformer, trace: Record | None) -> list[tuple[bool, Place]]:
    """The places of what a new image has a part of, each with whether nothing is left of the old image."""
    if trace is None:
        return []
    image = config.imageTag
    # A suffix keeps the old tag, and a new tag or digest without a new name keeps the old name.
    is_new = bool(image.newTag or image.digest)
    return [
        (is_new and field == "newName", trace.spot(config, "imageTag", field))
        for field in (("newName", "newTag", "digest") if is_new else ("newName", "tagSuffix"))
        if getattr(image, field)
    ]


def _containers(resource: Resource, known: dict[Resource, Sequence[Manifest]] | None) -> Sequence[Manifest]:
    """The containers of a resource, which may be known, or become known."""
    found = None if known is None else known.get(resource)
    if found is None:
        gathered: list[Manifest] = []
        _gather(resource.manifest, gathered)
        found = gathered or _NONE
        if known is not None:
            known[resource] = found
    return found


def _gather(mapping: Manifest, found: list[Manifest]) -> None:
    """Find what has an image in all lists called ``containers`` or ``initContainers``, wherever they stand."""
    for field, value in mapping.items():
        kind = type(value)
        if kind is str:
            continue
        if kind is dict or kind is UnprintableMapping:
            _gather(value, found)
        elif kind is list:
            if field in _CONTAINER_LISTS:
                found += [each for each in value if _is_container(each) and "image" in each]
            _gather_in_list(value, found)


def _is_container(element: Value) -> bool:
    """Whether it can have an image; a null has none, and anything else is no container."""
    if isinstance(element, dict):
        return True
    if not is_null(element):
        raise wrong_node_kind("MappingNode", element)
    return False


def _gather_in_list(elements: list[Value], found: list[Manifest]) -> None:
    for each in elements:
        kind = type(each)
        if kind is dict or kind is UnprintableMapping:
            _gather(each, found)
        elif kind is list:
            _gather_in_list(each, found)


def _matcher_at(name: str, changes: frozenset[str], steps: Steps) -> Callable[[str], bool]:
    """The matcher that kustomize has at the level with these changes."""
    if not changes:
        return matcher(name, steps)
    from kustompy.model.levels import ANY_DIGEST, NAMES_THAT_MATCH_NOTHING

    try:
        # From that level on a digest may be of any algorithm; before, only of sha256.
        if ANY_DIGEST not in changes:
            return matcher(name, steps)
        return _search(f"^{name}(:{_TAG})?(@{_ALGORITHM}:{_TAG})?$", steps)
    except KustompyError:
        # kustomize v5.8.1 panics on a nil pattern when the name is no regular expression; later ones match nothing.
        if NAMES_THAT_MATCH_NOTHING not in changes:
            raise
        return lambda image: False


def _search(pattern: str, steps: Steps | None) -> Callable[[str], bool]:
    from kustompy.golang import regexp

    search = regexp.compile(pattern, steps=steps).search
    return lambda image: search(image, steps)


def matcher(name: str, steps: Steps | None = None) -> Callable[[str], bool]:
    """Whether an image has the name: kustomize puts it into a regular expression, whatever comes of that."""
    # The name goes unescaped into the pattern, so that registry.io is `registry.io` with any character for the dot. A
    # name without further special characters needs no machine: that is one comparison for each image.
    special = _REGEXP_CHARACTERS.intersection(name)
    if not special <= _ANY_CHARACTER:
        return _search(f"^{name}(:{_TAG})?(@sha256:{_TAG})?$", steps)

    def matches(image: str) -> bool:
        if not image.startswith(name) and not (special and _fits(image[: len(name)], name)):
            return False
        rest = image[len(name) :]
        # The groups of the pattern by hand: a tag and then a digest, each of which may be left out.
        if rest[:1] == ":":
            end = rest.find("@")
            tag, rest = (rest[1:], "") if end < 0 else (rest[1:end], rest[end:])
            if not _TAG_CHARACTERS.issuperset(tag):
                return False
        return not rest or (rest.startswith("@sha256:") and _TAG_CHARACTERS.issuperset(rest[8:]))

    return matches


def _fits(text: str, name: str) -> bool:
    """Whether a text is the name, in which a dot is any character: names of registries have no other special one."""
    return len(text) == len(name) and all(
        each == wanted or (wanted == "." and each != "\n") for each, wanted in zip(text, name, strict=True)
    )


def updated(text: str, image: Image) -> str:
    """The image text with the name, tag and digest that the entry asks for."""
    name, tag, digest = split_image(text)
    name = image.newName or name
    if image.newTag or image.digest:
        # A new tag takes the old digest away, and a new digest the old tag: SetImageValue builds the text anew.
        tag, digest = image.newTag, image.digest
    elif image.tagSuffix:
        # A suffix keeps the tag, an empty one included, and drops the digest, which would be of another image.
        tag, digest = tag + image.tagSuffix, ""
    return name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")


def split_image(text: str) -> tuple[str, str, str]:
    """Name, tag and digest of an image, as kustomize takes it apart."""
    # image.Split looks behind the first slash, since a colon before it is the port of a registry; a slash at the start
    # is not one.
    slash = text.find("/")
    start = slash if slash > 0 else 0
    at, colon = text.find("@", start), text.find(":", start)
    if at < 0 and colon < 0:
        return text, "", ""
    if at >= 0 and (colon < 0 or at < colon):
        return text[:at], "", text[at + 1 :]
    if at >= 0:
        return text[:colon], text[colon + 1 : at], text[at + 1 :]
    return text[:colon], text[colon + 1 :], ""
