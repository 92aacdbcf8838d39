"""``vars`` into ``replacements``: one target for each field that contains ``$(NAME)``, in the files of the build."""

from __future__ import annotations

import os

from kustompy.errors import KustomizationError, KustompyError, LoadError
from kustompy.kustomization.file import FILE_NAMES, fold_legacy_fields, parse_kustomization
from kustompy.model.values import copied
from kustompy.session.walls import OUTSIDE_THE_WORK_TREE
from kustompy.system.files import is_within
from kustompy.yamlio.read.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Value

    Fields = dict[str, Value]

_ID = ("group", "version", "kind", "name", "namespace")


class _File:
    """A file that variables may stand in: its documents, and the patch that names it, if one does."""

    __slots__ = ("documents", "patch", "path", "shown", "text")

    def __init__(self, path: str, shown: str, text: str, patch: Fields | None) -> None:
        self.path, self.shown, self.text, self.patch = path, shown, text, patch
        self.documents = [each for each in read(text) if isinstance(each, dict)]


def with_replacements(fields: Fields, directory: str, wall: str = "") -> tuple[Fields, dict[str, bytes]]:
    """The fields with replacements in the place of vars, and the files that have placeholders now, by path.

    ``wall`` is the real path of the directory that all of these files have to lie in; if it is empty they may lie
    anywhere. Raises LoadError for one that lies elsewhere.
    """
    fields = copied(fields)
    files = list(_files(fields, directory))
    replacements = []
    for var in fields.pop("vars"):
        targets = [target for file in files for target in _targets(file, var["name"])]
        if targets:
            replacements.append({"source": _source(var), "targets": targets})
        for file in files:
            # In the text and not in the values, as kustomize does: comments and layout stay.
            file.text = file.text.replace(f"$({var['name']})", f"{var['name']}_PLACEHOLDER")
    if replacements:
        fields["replacements"] = replacements
    changed = {file.path: file.text.encode() for file in files}
    changed = {path: text for path, text in changed.items() if text != _content(path)}
    for path in changed:
        _refuse_outside(path, wall)
    return fields, changed


def _refuse_outside(path: str, wall: str) -> None:
    # Any base may be built, and a resource may be a link: kustomize writes its placeholders into whatever a tree names,
    # a checkout of somebody else's next to this one included.
    if wall and not is_within(path, wall):
        raise LoadError(
            f"security; '{path}' would be changed, and is not in or below '{wall}', the work tree of the kustomization",
            code=OUTSIDE_THE_WORK_TREE,
            file=path,
            hint="name a wider wall with --root, or lift it with --trust",
        )


def _content(path: str) -> bytes:
    from kustompy.editing.draft import read_bytes

    return read_bytes(path)


def _files(fields: Fields, directory: str) -> Iterator[_File]:
    real = os.path.realpath(directory)
    # kustomize looks at the files of resources, then at those of patches; the targets of a replacement come in this
    # order.
    yield from _resource_files(fields.get("resources", []), real, "", frozenset((real,)))
    for patch in fields.get("patches", []):
        if patch.get("path"):
            yield from _read(real, patch["path"], patch)


def _resource_files(resources: list[str], root: str, below: str, seen: frozenset[str]) -> Iterator[_File]:
    """The files of the resources, and those of kustomizations among them; what cannot be read is passed over."""
    for entry in resources:
        shown = os.path.join(below, entry)
        path = os.path.realpath(os.path.join(root, shown))
        if not os.path.isdir(path):
            yield from _read(root, shown, None)
            continue
        inner = _kustomization(path)
        # A base that names itself again would never end.
        if inner is not None and path not in seen:
            # kustomize looks for the folders of a nested base relative to the working directory and so misses them;
            # here they are looked for where a build finds them.
            yield from _resource_files(inner.get("resources", []), root, shown, seen | {path})


def _kustomization(directory: str) -> Fields | None:
    for name in FILE_NAMES:
        path = os.path.join(directory, name)
        if os.path.isfile(path):
            try:
                fields = parse_kustomization(_content(path), path)
            # A base that cannot be read is passed over, as kustomize does: the build says what is wrong with it.
            except KustompyError:
                return None
            fold_legacy_fields(fields)
            return fields
    return None


def _read(root: str, shown: str, patch: Fields | None) -> Iterator[_File]:
    path = os.path.realpath(os.path.join(root, shown))
    if not os.path.isfile(path):
        return
    try:
        yield _File(path, shown, _content(path).decode(), patch)
    except (KustompyError, UnicodeDecodeError):
        return


def _source(var: Fields) -> Fields:
    objref = var.get("objref", {})
    source = dict(_group_and_version(objref.get("apiVersion", "")))
    source |= {key: objref[key] for key in _ID if objref.get(key)}
    source = {key: source[key] for key in _ID if source.get(key)}
    path = var.get("fieldref", {}).get("fieldPath", "")
    return _sorted({**source, "fieldPath": path} if path else source)


def _sorted(fields: Fields) -> Fields:
    """The fields in kustomize's order, which is that of their names."""
    return dict(sorted(fields.items()))


def _group_and_version(api_version: str) -> Iterator[tuple[str, str]]:
    group, slash, version = api_version.rpartition("/")
    if slash:
        yield "group", group
    yield "version", version


def _targets(file: _File, name: str) -> Iterator[Fields]:
    for document in file.documents:
        for path, text in _strings(document, ()):
            if f"$({name})" in text:
                target: Fields = {"select": _select(document, file.patch), "fieldPaths": [_field_path(path)]}
                options = _options(file, name, text)
                yield _sorted({**target, "options": options} if options else target)


def _strings(value: Value, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            # A field path of a replacement is cut at dots, and a key in brackets is not.
            yield from _strings(each, (*path, f"[{key}]" if "." in key else key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _strings(each, (*path, str(index)))
    elif isinstance(value, str):
        yield path, str(value)


def _field_path(path: tuple[str, ...]) -> str:
    return ".".join(path)


def _select(document: Fields, patch: Fields | None) -> Fields:
    """Which objects the target is in: this one, or those that the patch it stands in is for."""
    metadata = document.get("metadata") or {}
    found = dict(_group_and_version(str(document.get("apiVersion", ""))))
    found |= {"kind": str(document.get("kind", "")), "name": str(metadata.get("name", ""))}
    if patch is not None:
        options = patch.get("options") or {}
        selected = dict(patch.get("target") or {})
        if options.get("allowNameChange"):
            selected["name"] = found["name"]
        if options.get("allowKindChange"):
            selected["kind"] = found["kind"]
        found = selected
    if metadata.get("namespace"):
        found["namespace"] = str(metadata["namespace"])
    return _sorted({key: value for key, value in found.items() if value})


def _options(file: _File, name: str, text: str) -> Fields:
    """Which part of the text the variable is, if it is not the whole of it."""
    variable = f"$({name})"
    before, _, after = text.partition(variable)
    if not before and not after:
        return {}
    if not before:
        return {"delimiter": after[0]}
    # A replacement writes one part of a text that is cut at a delimiter, so the variable has to stand between two
    # equal ones, or at an end.
    delimiter = before[-1]
    if after and after[0] != delimiter:
        raise KustomizationError(
            f"error with {file.shown}: cannot convert all vars to replacements; {variable} is not delimited",
            code="KST848",
            file=file.path,
            hint="a replacement writes whole values, or what stands between two equal characters",
        )
    return {"delimiter": delimiter, "index": before.count(delimiter)}
