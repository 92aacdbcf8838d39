"""Names in texts: in arguments, variables, files of config maps, and fields that the table does not have."""

from __future__ import annotations

import re

from kustompy.limits import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value
    from kustompy.references.nodes import Node

_WORD = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9.]*[A-Za-z0-9])?")
# Names of one or two letters are words of everyday texts.
_SHORTEST = 3
# Values of labels repeat the names of applications: as mentions they would link everything with everything.
_LABELS = frozenset(("labels", "matchLabels", "selector"))
HELD_BY_NAME = frozenset(("ConfigMap", "Secret", "Service", "ServiceAccount", "PersistentVolumeClaim"))
"""Kinds whose names people write into texts; the name of a workload in a text is mostly the application's."""
# In these lists `name` is that of the element: a container called like a Service does not mention it.
_NAMED_ELEMENTS = frozenset(("containers", "initContainers", "ports", "env", "volumes", "volumeMounts"))


class Mention(NamedTuple):
    """A word in a text of one object that is the name of another."""

    referrer: int
    path: FieldPath
    name: str


def mentions(nodes: Sequence[Node]) -> Iterator[Mention]:
    """Each word in an object that is the present or a former name of another, once for each pair of objects."""
    names: dict[str, str] = {}
    for node in nodes:
        for name in (*node.former_names, node.name) if node.gvk.kind in HELD_BY_NAME else ():
            if len(name) >= _SHORTEST:
                names[name] = node.name
    for index, node in enumerate(nodes):
        found: set[str] = set()
        # The schema of a CRD is prose about fields: many words, none of them a name.
        if node.gvk.kind == "CustomResourceDefinition":
            continue
        own = {node.name, *node.former_names}
        for path, text in texts(node.manifest):
            for word in words(text):
                name = names.get(word, "")
                if name and word not in own and name not in found:
                    found.add(name)
                    yield Mention(index, path, name)


def words(text: str) -> Iterator[str]:
    """The words of a text that may be names: ``web.prod.svc`` as a whole, and ``web``, which may be a Service."""
    for match in _WORD.finditer(text):
        word = match[0]
        yield word
        head, dot, _ = word.partition(".")
        if dot:
            yield head


def texts(manifest: Value) -> Iterator[tuple[FieldPath, str]]:
    """Every text of a manifest with its path, but labels and the names of the object and of its parts."""
    for key, value in manifest.items():
        if key == "metadata" and isinstance(value, dict):
            annotations = value.get("annotations")
            if isinstance(annotations, dict):
                yield from _texts(annotations, ("metadata", "annotations"))
        elif key not in ("kind", "apiVersion"):
            yield from _texts(value, (key,))


def _texts(value: Value, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    waiting = [(path, value)]
    while waiting:
        at, each = waiting.pop()
        # A stack instead of recursion: depth comes from the tree. Reversed, so that texts come out as they are written.
        if isinstance(each, dict):
            has_own_name = len(at) > 1 and at[-2] in _NAMED_ELEMENTS
            waiting += [
                ((*at, key), below)
                for key, below in reversed(each.items())
                if key not in _LABELS and not (has_own_name and key == "name")
            ]
        elif isinstance(each, list):
            waiting += [((*at, index), each[index]) for index in range(len(each) - 1, -1, -1)]
        elif isinstance(each, str):
            yield at, each
