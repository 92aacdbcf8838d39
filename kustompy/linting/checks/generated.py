"""Generated config maps and secrets that nothing refers to, and keys of theirs that nothing reads."""

from __future__ import annotations

import os
import re

from kustompy.errors.diagnostic import Diagnostic
from kustompy.linting.observer import put
from kustompy.references.mentions import texts, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.built import Built, Result
    from kustompy.model.resource import Resource
    from kustompy.references.graph import Reference

# So many names are looked for in the texts one by one, before the words of all texts are put together.
_FEW = 8
# What follows a placeholder of a template, as `-values` in `{{ .Release.Name }}-values`: a name may end with it.
_END = re.compile(r"[})]([-.][-.A-Za-z0-9]*[A-Za-z0-9])")


def unused_generators(built: Built) -> Iterator[Result]:
    """Each generator that nothing refers to, and each unread key of those whose keys are read one by one.

    A name without a hash may be known outside of the build, and so may any name in a build without pods.
    """
    if not built.generated:
        return
    index_of = {id(each): index for index, each in enumerate(built.resources)}
    used = _references(built)
    meant = {(each.kind, each.name) for each in built.graph.references if not each.targets}
    with_pods = built.graph.spaces_with_pods
    texts_of_build: _Texts | None = None
    for resource, place in built.generated:
        index = index_of.get(id(resource))
        if index is None:
            continue
        found = used.get(index, [])
        if not found:
            names = {resource.name, *(each[0] for each in resource.previous)}
            if any((resource.kind, name) in meant for name in names):
                # Some object names it from another namespace: KST963 reports that.
                continue
            if not resource.needs_hash or built.graph.nodes[index].namespace not in with_pods:
                continue
            if texts_of_build is None:
                texts_of_build = _Texts(built)
            if texts_of_build.mention(names) or built.is_base:
                continue
            text = f"nothing in the build refers to the generated {resource.kind} {resource.name!r}"
            yield None, (), put(Diagnostic(text, code="KST956", severity="warning"), place)
        elif all(each.keys for each in found):
            yield from _unused_keys(resource, {key for each in found for key, _ in each.keys})


def _unused_keys(resource: Resource, named: set[str]) -> Iterator[Result]:
    for key in sorted({*resource.manifest.get("data", ()), *resource.manifest.get("binaryData", ())} - named):
        text = f"nothing uses the key {key!r} of the generated {resource.kind} {resource.name!r}"
        yield resource, ("data", key), Diagnostic(text, code="KST955", severity="warning")


def _references(built: Built) -> dict[int, list[Reference]]:
    found: dict[int, list[Reference]] = {}
    for reference in built.graph.references:
        for target in reference.targets:
            found.setdefault(target, []).append(reference)
    return found


# A copied value is a use that no reference shows: `metadata.name` of a generated map may go into any field.
def _sources(built: Built) -> set[str]:
    """The names of what replacements and vars copy from; of a file of replacements all its words."""
    found: set[str] = set()
    for kustomization, fields in built.kustomizations():
        for each in fields.get("replacements") or ():
            found.add(str((each.get("source") or {}).get("name")))
            if each.get("path"):
                found.update(words(built.text_of(os.path.join(os.path.dirname(kustomization), each["path"]))))
        for each in fields.get("vars") or ():
            found.add(str((each.get("objref") or {}).get("name")))
    return found


class _Texts:
    """All texts of the build, and the words in them that may be names."""

    def __init__(self, built: Built) -> None:
        self._sources = _sources(built)
        self._texts = [
            text
            for resource in built.resources
            if resource.kind != "CustomResourceDefinition"  # whose many words describe fields
            for _, text in texts(resource.manifest)
        ]
        self._ends = {
            match[1] for text in self._texts if "}" in text or ")" in text for match in _END.finditer(text)
        }  # fmt: skip
        self._words: set[str] | None = None
        self._asked = 0

    def mention(self, names: set[str]) -> bool:
        """Whether a text has one of the names, or the end of one behind what is filled in: ``{{ .Name }}-values``."""
        if not names.isdisjoint(self._sources) or any(map(self._has_end, names)):
            return True
        self._asked += 1
        if self._asked <= _FEW:
            # to look for a text takes a hundredth of the time that words take
            near = (text for text in self._texts if any(name in text for name in names))
            return any(not names.isdisjoint(words(text)) for text in near)
        if self._words is None:
            self._words = {word for text in self._texts for word in words(text)}
        return not names.isdisjoint(self._words)

    def _has_end(self, name: str) -> bool:
        return any(name[at:] in self._ends for at, each in enumerate(name) if at and each in "-.")
