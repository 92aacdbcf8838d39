"""What is fuzzed: a function of bytes for each target, which raises for whatever only a bug can raise."""

from __future__ import annotations

import kustompy
from kustompy.errors import KustompyError
from tests.fuzz.commands import SEPARATOR, run_all, unpacked
from tests.fuzz.schema import drawn_tree
from tests.fuzz.structure import changed_tree

# Machines that run tests have more to do, and under coverage everything takes longer.
_FACTOR = 2.5

FILES = ("kustomization.yaml", "a.yaml", "b.yaml", "base/kustomization.yaml", "base/c.yaml", "base/d.env")
FIXED_KUSTOMIZATION = b"resources: [a.yaml]\npatches: [{path: b.yaml}]\nnamePrefix: p-\n"
MANIFEST = b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {a: b}}\ndata: {k: v}\n"


def reader(data: bytes) -> None:
    """Bytes as manifests: what is read can be written, and what was written can be read."""
    from kustompy.yamlio.read.reader import read, read_config
    from kustompy.yamlio.writer import write

    for function in (read, read_config):
        try:
            function(data)
        except KustompyError:
            continue
    try:
        manifests = [each for each in read(data) if isinstance(each, dict)]
        text = write(manifests)
    except KustompyError:
        return
    assert len(read(text)) == max(len(manifests), bool(text))


def kustomization(data: bytes) -> None:
    """Bytes as the kustomization file of a small tree."""
    built({"kustomization.yaml": data, "a.yaml": MANIFEST, "b.yaml": MANIFEST.replace(b"name: a", b"name: b")})


def tree(data: bytes) -> None:
    """Bytes as all files of a tree."""
    parts = data.split(SEPARATOR)
    if len(parts) == 1:
        built({"kustomization.yaml": FIXED_KUSTOMIZATION, "a.yaml": data, "b.yaml": data})
    else:
        built(dict(zip(FILES, parts, strict=False)))


def built(files: dict[str, bytes]) -> None:
    """Build the tree: an error is one of ours, and a success the same twice."""
    try:
        first = kustompy.build("/fuzz", files={f"/fuzz/{name}": text for name, text in files.items()}, disk=False)
        text = first.to_yaml()
    except KustompyError as error:
        assert str(error) and error.diagnostics
        return
    again = kustompy.build("/fuzz", files={f"/fuzz/{name}": text for name, text in files.items()}, disk=False)
    assert again.to_yaml() == text


def structure(data: bytes) -> None:
    """Bytes as changes of a tree of the fixtures."""
    run_all(changed_tree(data), _FACTOR)


def schema(data: bytes) -> None:
    """Bytes as choices of a schema, and of a resource for it."""
    run_all(drawn_tree(data), _FACTOR)


def commands(data: bytes) -> None:
    """Bytes as a tree with names, on which each command is run: what `structure` and `schema` find is kept so."""
    run_all(unpacked(data), _FACTOR)


TARGETS = {each.__name__: each for each in (reader, kustomization, tree, structure, schema, commands)}
