"""What kustomizations name, read from their texts alone: bases, files, and what their configs name in turn."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.limits import record
from kustompy.yamlio.read.reader import read, read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NamedTuple

    from kustompy.model.values import Value
    from kustompy.system.files import Files

    class Tree(NamedTuple):
        """What each kustomization names, by its absolute directory, and where each link leads, as it says."""

        named: dict[str, Named]
        links: dict[str, str]

    class Named(NamedTuple):
        """What a kustomization names: every text in it that may be a path, and whether it is a component."""

        texts: tuple[str, ...]
        bases: tuple[str, ...] = ()
        """Those of the texts that name directories to build, or configs."""
        is_component: bool = False
        configs: tuple[str, ...] = ()
        """Configs of generators, transformers and validators, which may name files of their own."""
        is_opaque: bool = False
        """Whether programs or charts may read what lies beside it, without a name for each file."""
        sources: tuple[str, ...] = ()
        """The absolute paths of the configs that were read for the texts."""
else:
    Tree = record("Tree", "named links")
    Named = record("Named", "texts bases is_component configs is_opaque sources", defaults=[(), False, (), False, ()])

_CONFIGS = ("generators", "transformers", "validators")
_BASES = ("resources", "bases", "components", *_CONFIGS)
_OF_PROGRAMS = (*_CONFIGS, "helmcharts", "helmchartinflationgenerator", "helmglobals")
_VALUES = "literals"
"""The field whose texts are no paths, and may be secret."""
# A text that begins so is YAML or JSON by itself, and no path that anybody has.
_INLINE = ("[", "{", "- ")
# The length of a path on Linux (PATH_MAX).
_LONGEST = 4096
# Configs may name directories of configs, and these others: a hostile tree has no end of them.
_MOST_CONFIGS = 1000
UNREADABLE = Named((), is_opaque=True)
"""What is known of a kustomization that cannot be read; its build says why."""


def named_in(content: bytes) -> Named:
    """What a kustomization names."""
    try:
        fields = read_config(content)
    # A kustomization that cannot be read may name anything: it is opaque, so that every change beside or below reaches
    # it, and its build tells the error.
    except KustompyError:
        return UNREADABLE
    if not isinstance(fields, dict):
        return UNREADABLE
    # Go's decoder takes a field in any case: `Resources:` is one.
    fields = {str(key).lower(): value for key, value in fields.items()}
    configs = [each for field in _CONFIGS for each in _texts(fields.get(field))]
    return Named(
        # All texts and not those of known fields: a text too many costs a build, one too few a wrong plan.
        tuple(dict.fromkeys(_paths_in(fields))),
        tuple(each for field in _BASES for each in _texts(fields.get(field)) if "\n" not in each),
        fields.get("kind") == "Component",
        tuple(configs),
        any(fields.get(each) for each in _OF_PROGRAMS),
    )


def named_at(directory: str, files: Files) -> Named | None:
    """What the kustomization of a directory names, and what its configs name; None if there is none."""
    for name in FILE_NAMES:
        # In the order in which a build looks for the three names.
        content = _content(os.path.join(directory, name), files)
        if content is not None:
            return with_configs(named_in(content), directory, files)
    return None


def with_configs(named: Named, directory: str, files: Files) -> Named:
    """With what the configs name, whose paths start at the directory of the kustomization that uses them."""
    waiting = list(named.configs)
    texts, sources = list(named.texts), dict[str, None]()
    while waiting and len(sources) < _MOST_CONFIGS:
        each = waiting.pop()
        if "\n" in each or each.startswith(_INLINE):
            texts += _of_config(each.encode("utf-8", "surrogatepass"))
            continue
        # Paths in a config start at the kustomization that uses it, wherever the config lies.
        path = os.path.normpath(os.path.join(directory, each))
        if path in sources:
            continue
        sources[path] = None
        content = _content(path, files)
        if content is not None:
            texts += _of_config(content)
            continue
        for name in FILE_NAMES:
            # `generators:` may name a directory, which is built, and whose resources are then the configs.
            inner = _content(os.path.join(path, name), files)
            if inner is not None:
                found = named_in(inner)
                sources[os.path.join(path, name)] = None
                texts += found.texts
                below = os.path.relpath(path, directory)
                waiting += [os.path.join(below, one) for one in found.bases if "\n" not in one]
    return named._replace(texts=tuple(dict.fromkeys(texts)), sources=tuple(sources))


def _content(path: str, files: Files) -> bytes | None:
    """The content of a file; None if there is none, or it cannot be read."""
    try:
        _, is_directory = files.resolved(path)
        return None if is_directory else files.read(path)
    except KustompyError:
        return None


def _of_config(content: bytes) -> list[str]:
    try:
        return [text for each in read(content) for text in _paths_in(each)]
    except KustompyError:
        return []


def _paths_in(value: Value) -> Iterator[str]:
    """Every text that may be a path, also the second half of ``key=path``."""
    if isinstance(value, dict):
        for key, each in value.items():
            # Literals of a secret generator must not get into notes that are kept in a folder.
            if key != _VALUES:
                yield from _paths_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _paths_in(each)
    elif isinstance(value, str) and _may_be_path(value):
        yield value
        # Files of generators: `key=path`.
        if "=" in value:
            yield value.rpartition("=")[2]


def _may_be_path(text: str) -> bool:
    return len(text) <= _LONGEST and not text.startswith(_INLINE) and "\n" not in text and "\0" not in text


def _texts(value: Value) -> Iterator[str]:
    return (each for each in value if isinstance(each, str)) if isinstance(value, list) else iter(())
