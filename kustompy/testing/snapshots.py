"""Golden snapshots of builds: a directory with one file for each resource."""

from __future__ import annotations

import difflib
import os

from kustompy.model.secrets import is_secret, shown
from kustompy.results.output_files import named_files, write_files
from kustompy.results.resource import Resource
from kustompy.results.result import Build


def assert_snapshot(build: Build, directory: str | os.PathLike[str], *, update: bool = False) -> None:
    """The resources are those of the snapshot, file by file; with ``update`` the snapshot is made anew.

    The values of Secrets are not written: the hash in the name of a generated one tells when they change.
    """
    directory = os.fspath(directory)
    current = {name: _text(resource) for name, resource in named_files(build)}
    if update:
        # A resource that is gone would fail the next run by the file that it left.
        for name in _snapshot_files(directory):
            if name not in current:
                os.remove(os.path.join(directory, name))
        write_files(directory, list(current.items()))
        return
    golden = {name: _read(os.path.join(directory, name)) for name in _snapshot_files(directory)}
    if not golden:
        raise AssertionError(f"no snapshot in {directory}; make it with `pytest --kustompy-update`")
    differing = [name for name in {**golden, **current} if golden.get(name) != current.get(name)]
    if differing:
        texts = [_diff(name, golden.get(name, ""), current.get(name, "")) for name in differing]
        raise AssertionError(
            f"the build differs from its snapshot in {directory}; if it should, run `pytest --kustompy-update`\n"
            + "".join(texts)
        )


def _snapshot_files(directory: str) -> list[str]:
    return sorted(name for name in os.listdir(directory) if name.endswith(".yaml")) if os.path.isdir(directory) else []


def _read(path: str) -> str:
    # As it is on disk: reading lines by any break would hide a carriage return that the build prints.
    with open(path, encoding="utf-8", errors="surrogatepass", newline="") as file:
        return file.read()


def _text(resource: Resource) -> str:
    return Resource(shown(resource.to_dict())).to_yaml() if is_secret(resource.manifest) else resource.to_yaml()


def _diff(name: str, old: str, new: str) -> str:
    lines = difflib.unified_diff(
        old.splitlines(keepends=True),
        new.splitlines(keepends=True),
        f"snapshot/{name}" if old else "/dev/null",
        f"build/{name}" if new else "/dev/null",
    )
    return "".join(lines)
