"""Looking for resources in a build."""

from __future__ import annotations

from kustompy.errors import ResourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kustompy.model.ids import ResourceId
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value
    from kustompy.results.resource import Resource

_SHOWN = 10
# The hexadecimal digits that kustomize writes: 0, 1, 3, a and e become g, h, k, m and t, so that no word comes out.
_HASH_LETTERS = frozenset("2456789bcdfghkmt")
_HASH_LENGTH = 10


def found(
    resources: Sequence[Resource],
    kind: str | None,
    name: str | None,
    namespace: str | None,
    labels: Mapping[str, str] | str | None,
    api_version: str | None,
) -> list[Resource]:
    """The resources that fit everything that is not None; a name may be given without the hash of the content."""
    fitting = [
        each
        for each in resources
        if (kind is None or each.kind == kind)
        and (namespace is None or each.namespace == namespace)
        and (api_version is None or each.api_version == api_version)
    ]
    if name is not None:
        # The whole name first: a resource may be called like another one without its hash.
        fitting = [each for each in fitting if each.name == name] or [
            each for each in fitting if without_hash(each.name) == name
        ]
    if labels is None:
        return fitting
    if isinstance(labels, str):
        from kustompy.model.label_selector import matches, parse

        requirements = parse(labels)
        return [each for each in fitting if matches(requirements, each.labels)]
    return [each for each in fitting if labels.items() <= each.labels.items()]


def without_hash(name: str) -> str:
    """The name without the suffix that a hash of the content makes; the name itself if it has none."""
    stem, dash, suffix = name.rpartition("-")
    return stem if dash and is_hash(suffix) else name


def is_hash(text: str) -> bool:
    """Whether the text is one that a hash of the content may be."""
    return len(text) == _HASH_LENGTH and _HASH_LETTERS.issuperset(text)


def only(
    resources: Sequence[Resource],
    kind: str | None,
    name: str | None,
    namespace: str | None,
    labels: Mapping[str, str] | str | None,
    api_version: str | None,
) -> Resource:
    """The one resource that fits."""
    fitting = found(resources, kind, name, namespace, labels, api_version)
    if len(fitting) == 1:
        return fitting[0]
    asked = {"kind": kind, "name": name, "namespace": namespace, "labels": labels, "api_version": api_version}
    wanted = ", ".join(f"{key}={value!r}" for key, value in asked.items() if value is not None)
    if fitting:
        raise ResourceError(
            f"{len(fitting)} resources have {wanted or 'no condition'}: {_listed(fitting)}",
            code="KST411",
            hint="say more about the one that is meant: kind, name, namespace, labels or api_version",
        )
    of_kind = [each for each in resources if kind is None or each.kind == kind]
    raise ResourceError(
        f"no resource has {wanted}",
        code="KST410",
        hint=f"there are {_listed(of_kind or resources)}" if resources else "",
    )


def _listed(resources: Sequence[Resource]) -> str:
    shown = [f"{each.kind} {each.name}" for each in resources[:_SHOWN]]
    more = len(resources) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def index_of(resources: Sequence[Resource], wanted: str | ResourceId | Resource) -> int:
    """The index of the resource that is meant: itself, its id, the text of its id, or ``Kind/name``."""
    for index, each in enumerate(resources):
        if each is wanted:
            return index
    if isinstance(wanted, str):
        kind, _, name = wanted.partition("/")
        found = [index for index, each in enumerate(resources) if str(each.id) == wanted]
        found += [] if found else _called(resources, kind, name)
    else:
        key = wanted if isinstance(wanted, tuple) else wanted.id
        found = [index for index, each in enumerate(resources) if each.id == key]
    if len(found) == 1:
        return found[0]
    shown = wanted if isinstance(wanted, str) else str(wanted if isinstance(wanted, tuple) else wanted.id)
    if found:
        ids = ", ".join(str(resources[index].id) for index in found[:_SHOWN])
        raise ResourceError(f"{len(found)} resources are called {shown}", code="KST411", hint=f"say which one: {ids}")
    hint = f"there are {_listed(resources)}" if resources else ""
    meant = _meant(resources, wanted) if isinstance(wanted, str) else ""
    raise ResourceError(f"no resource is called {shown}", code="KST410", hint=meant or hint)


def _meant(resources: Sequence[Resource], wanted: str) -> str:
    """A hint for a name without its kind, or one that is like another; empty if there is none."""
    from kustompy.messages.suggestions import did_you_mean

    names = dict.fromkeys(f"{each.kind}/{without_hash(each.name)}" for each in resources)
    if "/" in wanted:
        return did_you_mean(wanted, names)
    same = [f"`{each}`" for each in names if each.partition("/")[2] == wanted][:_SHOWN]
    return f"say the kind, too: {', '.join(same)}" if same else ""


def _called(resources: Sequence[Resource], kind: str, name: str) -> list[int]:
    """The indexes of the resources of a kind and name, or else of that name without the hash of the content."""
    of_kind = [index for index, each in enumerate(resources) if each.kind.lower() == kind.lower()]
    return [index for index in of_kind if resources[index].name == name] or [
        index for index in of_kind if without_hash(resources[index].name) == name
    ]


def field_path(text: str, manifest: Manifest) -> FieldPath:
    """The path that a text such as ``spec.containers[0].image`` or ``metadata.annotations["a/b"]`` spells.

    An element may be named by a field, as in ``containers[name=web]``, and its index may stand between dots.
    """
    path: list[str | int] = []
    value: Value = manifest
    for part, is_bracketed in _parts(text):
        # `data.0` of a mapping is the key "0"; only in a list is it an index.
        key: str | int = part
        if isinstance(value, list):
            key = _index_in(value, part) if is_bracketed or part.isdecimal() else part
        path.append(key)
        if isinstance(value, dict):
            value = value.get(key)
        else:
            value = value[key] if isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value) else None
    return tuple(path)


def _index_in(elements: list[Value], part: str) -> int | str:
    """The index that a part spells, or that of the element whose field it names; the part itself if there is none."""
    if part.isdecimal():
        return int(part)
    field, _, wanted = part.partition("=")
    for index, each in enumerate(elements):
        if isinstance(each, dict) and str(each.get(field)) == wanted:
            return index
    return part


def path_parts(text: str) -> list[str]:
    """The parts of a path that a text spells, those in brackets like the others."""
    return [part for part, _ in _parts(text)]


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a path, and whether each stands in brackets; a backslash takes its meaning from what follows it."""
    part, at = "", 0
    while at < len(text):
        char = text[at]
        # As kustomize writes a dot in a key of fieldPaths: `metadata.annotations.a\.b`.
        if char == "\\":
            at += 1
            part += text[at : at + 1]
        elif char in ".[":
            if part:
                yield part, False
            part = ""
        else:
            part += char
        at += 1
        if char == "[":
            quote = text[at : at + 1] if text[at : at + 1] in ("'", '"') else ""
            start = at + len(quote)
            end = text.find(quote + "]", start)
            end = len(text) if end < 0 else end
            yield text[start:end], True
            at = end + len(quote) + 1
    if part:
        yield part, False
