"""Entries of ``images:`` that make an image nobody can pull, and images of the name that they do not reach."""

from __future__ import annotations

from kustompy.errors import KustompyError
from kustompy.errors.diagnostic import Diagnostic
from kustompy.linting.observer import put
from kustompy.provenance.places import Place
from kustompy.transformers.images import split_image, updated
from kustompy.validation.schema.finding import path_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.kustomization.records import Image
    from kustompy.linting.built import Built, Result
    from kustompy.linting.observer import Found, Step
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource
    from kustompy.model.values import Value

_TAG = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")
# Placeholders that another tool fills in after the build (envsubst, Helm, Argo CD): no tag can be judged before.
_PLACEHOLDERS = ("$", "{", "%", "<")
_SHOWN = 3
# Labels and annotations repeat the names of images for people.
_NO_IMAGES = frozenset(("labels", "annotations", "matchLabels", "selector"))


def unpullable_images(step: Step) -> Iterator[Found]:
    """The name, tag or digest of the entry, if no image can have it."""
    entry: Image = step.config
    name, tag, digest = entry.newName, entry.newTag, entry.digest
    _, inner_tag, inner_digest = split_image(name)
    if inner_tag or inner_digest:
        text = f"newName {name!r} has a tag: the one of the entry, or of the image, is put behind it"
        field = "newTag" if inner_tag else "digest"
        plain = name.partition("@")[0].removesuffix(f":{inner_tag}") if inner_tag else name.partition("@")[0]
        hint = f"write `newName: {plain}` and `{field}: {inner_tag or inner_digest}`"
        yield step.at("newName"), Diagnostic(text, code="KST040", hint=hint)
    elif any(each.isspace() for each in name):
        yield step.at("newName"), Diagnostic(f"newName {name!r} has a blank in it", code="KST040", hint="remove it")
    if tag and not _TAG.issuperset(tag) and not any(each in tag for each in _PLACEHOLDERS):
        text, hint = f"{tag!r} can be no tag of an image", "letters, digits, `_`, `.` and `-` are what a tag has"
        yield step.at("newTag"), Diagnostic(text, code="KST040", hint=hint)
    if digest and ":" not in digest and not any(each in digest for each in _PLACEHOLDERS):
        text = f"the digest {digest!r} does not say its algorithm"
        yield step.at("digest"), Diagnostic(text, code="KST040", hint=f"write `digest: sha256:{digest}`")


def left_images(built: Built) -> Iterator[Result]:
    """Each entry of whose name images are left in fields that it does not reach."""
    # If several entries have one name, the last one counts.
    last = {entry.name: (place, entry) for place, entry in _entries(built)}
    entries = {name: each for name, each in last.items() if not _is_everywhere(each[1], built.output)}
    left: dict[str, list[tuple[Resource, FieldPath]]] = {}
    for resource in built.resources if entries else ():
        if resource.kind == "CustomResourceDefinition":
            continue
        for path, text in (*images_in(resource.manifest), *_images_in_texts(resource)):
            name = split_image(text)[0]
            entry = entries.get(name)
            if entry is not None and updated(text, entry[1]) != text:
                left.setdefault(name, []).append((resource, path))
    for name, places in left.items():
        shown = ", ".join(f"{path_text(path)} of {each.kind} {each.name}" for each, path in places[:_SHOWN])
        more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        where = built.trace.find(built.resources.index(places[0][0]), places[0][1])
        hint = "name the fields under `images:` in a file of `configurations:`"
        if not _is_image(places[0][1]):
            hint = "`images:` changes no texts: write the image there anew, or copy it with `replacements:`"
        told = Diagnostic(
            f"the image {name!r} is left in {shown}{more}", code="KST041", severity="warning", hint=hint,
            also=("left", where[0], where[1]),
        )  # fmt: skip
        yield None, (), put(told, entries[name][0].below("name"))


def _images_in_texts(resource: Resource) -> Iterator[tuple[FieldPath, str]]:
    """What may be an image, with a tag or digest, in arguments and variables; and mappings of a name and a tag."""
    # Its values are not searched, as no finding may show them.
    if resource.kind == "Secret":
        return
    waiting: list[tuple[FieldPath, Value]] = [((), resource.manifest)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict) and isinstance(value.get("repository"), str) and value.get("tag"):
            yield (*path, "tag"), f"{value['repository']}:{value['tag']}"
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            if key in _NO_IMAGES:
                continue
            if isinstance(each, (dict, list)):
                waiting.append(((*path, key), each))
            elif isinstance(each, str) and (key == "value" or path[-1:] in (("args",), ("command",))):
                text = str(each).rpartition("=")[2]
                if ":" in text.rpartition("/")[2] or "@" in text:
                    yield (*path, key), text


def _is_everywhere(entry: Image, output: str) -> bool:
    """Whether the name of the image stands in the output only as the entry writes it."""
    name, tag, digest = entry.name, entry.newTag, entry.digest
    if entry.newName or not (tag or digest):
        return name not in output
    return output.count(name) == output.count(f"{name}@{digest}" if digest else f"{name}:{tag}")


def _entries(built: Built) -> Iterator[tuple[Place, Image]]:
    """The entries of kustomizations, each with its place."""
    for asked in built.steps.values():
        if asked.what != "images" or asked.plugin is not None:
            continue
        try:
            entry: Image | None = built.said_in(asked.file).at(asked.path)
        except (IndexError, KustompyError):
            continue
        if entry is not None and entry.name:
            yield Place(asked.file, 0, asked.path), entry


def images_in(manifest: Value) -> Iterator[tuple[FieldPath, str]]:
    """Every text of a manifest in a field that is called an image, in a list of images, or in a volume of one."""
    waiting: list[tuple[FieldPath, Value]] = [((), manifest)]
    while waiting:
        path, value = waiting.pop()
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            if key in _NO_IMAGES:
                continue
            if isinstance(each, (dict, list)):
                waiting.append(((*path, key), each))
            elif isinstance(each, str) and _is_image((*path, key)):
                yield (*path, key), str(each)


def _is_image(path: FieldPath) -> bool:
    key = path[-1]
    if type(key) is not str:
        return path[-2:-1] == ("images",)
    return key.lower().endswith(("image", "imagename")) or path[-2:] == ("image", "reference")
