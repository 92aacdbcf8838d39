"""Builds of earlier runs, on disk: taken if nothing that was read, missed or met has changed."""

from __future__ import annotations

import json
import os
import stat
import time
from typing import NamedTuple

from kustompy._version import __version__
from kustompy.errors import KustompyError
from kustompy.fleet.outcome import Outcome
from kustompy.fleet.sealed import folder, place_of, put, removed, sealed
from kustompy.model.dependencies import Dependencies
from kustompy.rendering.shared_bases import digest_of
from kustompy.system.files import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.model.values import Value
    from kustompy.session.inputs import Inputs
    from kustompy.session.options import Options

    Signature = tuple[int, int, int, int, int]

LARGEST = 1024 * 1024 * 1024
"""How many bytes a cache may have before the entries that were used longest ago are removed."""
_SETTLED = 3_000_000_000
"""Nanoseconds: a change so soon may not show in the times of a file, which some systems count in seconds."""
_SWEEP_EVERY = 64
_DIRECTORY = "directory"
_USED_EVERY = 3600.0
# Functions have no text that tells whether they do the same as before.
_NEVER_KEPT = ("generators", "transformers", "validators")


class Info(NamedTuple):
    """What a cache holds."""

    directory: str
    entries: int
    size: int


class Cache:
    """A folder of entries, each written beside its place and renamed, and verified whenever it is read.

    An entry is for a target and the options of a build. It holds the text with a digest of all, the dependencies, and
    of each file the digest of its content and its size, times and inode, by which an unchanged one is known. A build
    with an error, with callables or inputs, or that fetched or ran something, is not kept, nor is one with a
    Secret unless the cache ``keeps_secrets``.
    """

    def __init__(self, directory: str, options: Options, *, keeps_secrets: bool = False) -> None:
        self.directory, self._keeps_secrets = folder(directory), keeps_secrets
        self._is_off = any(getattr(options, each) for each in _NEVER_KEPT)
        self._options, self._inputs = _text_of(options), options.inputs
        self._signatures: dict[str, Signature | None] = {}
        """What is known of a path in this run, which takes files for unchanged."""
        self._kinds: dict[str, str] = {}
        self._contents: dict[str, str] = {}
        self._written = 0

    def find(self, target: str) -> Outcome | None:
        """The outcome of a target if nothing of what it depends on has changed since it was built."""
        if self._is_off:
            return None
        path = self._path(target)
        entry = _read(path)
        # The name of the file is a digest: the whole name is in the entry, and is compared.
        if entry is None or entry["target"] != os.path.abspath(target):
            return None
        found, text = entry["fields"], entry["text"]
        dependencies = Dependencies(*(tuple(each) for each in found["dependencies"]))
        if _reaches(self._inputs, (*dependencies.read, *dependencies.missed)):
            return None
        settled = self._is_unchanged(found, dependencies)
        if settled is None:
            return None
        _touch(path)
        if settled:
            # files whose times did not tell, and whose content was compared
            found["signatures"] = [list(each or ()) for each in map(self._signature, dependencies.read)]
            if not self._are_recent(dependencies):
                self._write(path, entry["target"], found, text)
        return Outcome(
            target, text.decode(), None, tuple(found["warnings"]), dependencies,
            tuple(map(bytes.fromhex, found["digests"])), 0.0, b"", reused="cache",
        )  # fmt: skip

    def _is_unchanged(self, found: dict[str, Value], dependencies: Dependencies) -> bool | None:
        """None if something has changed; else whether contents had to be compared for that."""
        # The cheapest first: a path that must not be there takes one call of the system, a content has to be read.
        for path in dependencies.missed:
            if self._signature(path) is not None:
                return None
        for path, kind in zip((*dependencies.found, *dependencies.links), found["kinds"], strict=True):
            if self._kind(path) != kind:
                return None
        # The paths of an entry are real ones: a folder above that is a link by now leads to files of other names, which
        # would not be looked at.
        if any(self._kind(os.path.dirname(each)) != _DIRECTORY for each in dependencies.read):
            return None
        compared = False
        for path, digest, known in zip(dependencies.read, found["digests"], found["signatures"], strict=True):
            signature = self._signature(path)
            if signature is None:
                return None
            if known and tuple(known) == signature:
                continue
            compared = True
            if self._content(path) != digest:
                return None
        return compared

    def _content(self, path: str) -> str:
        """The digest of the content of a file; empty if it cannot be read."""
        if path not in self._contents:
            try:
                content = Files().read_in_place(path)
            except KustompyError:
                content = None
            self._contents[path] = "" if content is None else digest_of(content).hex()
        return self._contents[path]

    def _kind(self, path: str) -> str:
        """What lies at a path; each directory above is looked at once, which is most of the work of a hit."""
        if path not in self._kinds:
            kind, above = _kind(path), os.path.dirname(path)
            if kind == _DIRECTORY and above != path and self._kind(above) != _DIRECTORY:
                kind = "directory behind a link"
            self._kinds[path] = kind
        return self._kinds[path]

    def keep(self, outcome: Outcome, began: float) -> None:
        """Keep the outcome of a build that began at this time, if it can be known later whether it still holds."""
        found = outcome.dependencies
        if self._is_off or outcome.error is not None or not found.is_closed or found.trees or not all(outcome.digests):
            return
        if _reaches(self._inputs, found.read):
            return
        if not self._keeps_secrets and (outcome.has_secrets or "\nkind: Secret\n" in f"\n{outcome.text}"):
            return
        # Looked at anew: this run may have seen the files before they were changed and built.
        self._signatures.update((each, _signature(each)) for each in found.read)
        # A file that was written shortly before may be written again within the same tick: its content is compared
        # then.
        start = int(began * 1e9) - _SETTLED
        signatures = [
            list(each) if each is not None and max(each[2], each[3]) < start else []
            for each in map(self._signature, found.read)
        ]
        fields = {
            "dependencies": found,
            "digests": [each.hex() for each in outcome.digests],
            "signatures": signatures,
            "kinds": [self._kind(each) for each in (*found.found, *found.links)],
            "warnings": outcome.warnings,
        }
        self._write(self._path(outcome.target), os.path.abspath(outcome.target), fields, outcome.text.encode())

    def _are_recent(self, dependencies: Dependencies) -> bool:
        start = time.time_ns() - _SETTLED
        signatures = (self._signature(each) for each in dependencies.read)
        return any(each is None or max(each[2], each[3]) >= start for each in signatures)

    def _signature(self, path: str) -> Signature | None:
        if path not in self._signatures:
            self._signatures[path] = _signature(path)
        return self._signatures[path]

    def _path(self, target: str) -> str:
        return place_of(self.directory, f"{os.path.abspath(target)}\0{self._options}")

    def _write(self, path: str, target: str, fields: dict[str, Value], text: bytes) -> None:
        # JSON, and nothing that runs when it is read: a folder of a tree may hold what the tree has put there.
        head = json.dumps({"target": target, "fields": fields}).encode("utf-8", "surrogatepass")
        if not put(path, b"%d\n%b%b" % (len(head), head, text)):
            return
        self._written += 1
        if self._written % _SWEEP_EVERY == 0:
            self.sweep()

    def sweep(self, largest: int = LARGEST) -> None:
        """Remove the entries that were used longest ago until the rest are not too large."""
        # The newest first: what does not fit any more is what was used longest ago.
        entries = sorted(_entries(self.directory), key=lambda each: -each[1].st_mtime_ns)
        size = 0
        for path, status in entries:
            size += status.st_size
            if size > largest:
                removed(path)

    def info(self) -> Info:
        """How many entries there are, and how large they are."""
        entries = _entries(self.directory)
        return Info(self.directory, len(entries), sum(status.st_size for _, status in entries))

    def clear(self) -> int:
        """Remove every entry; how many there were."""
        entries = _entries(self.directory)
        for path, _ in entries:
            removed(path)
        return len(entries)


def _text_of(options: Options) -> str:
    """All that a build may depend on besides files and inputs, as a text."""
    # The environment reaches programs and inputs alone, and builds with either are not kept.
    left_out = (*_NEVER_KEPT, "environment", "inputs")
    fields = {name: value for name, value in options.named().items() if name not in left_out}
    return repr((__version__, sorted((name, _plain(value)) for name, value in fields.items())))


def _plain(value: Value) -> str:
    return repr(sorted(value) if isinstance(value, frozenset) else value)


def _reaches(inputs: Inputs | None, paths: Iterable[str]) -> bool:
    """Whether what a build is given beside its tree has a part in one of these files."""
    if inputs is None:
        return False
    return any(each in inputs.files or inputs.rewrites(each) for each in paths)


def _read(path: str) -> dict[str, Value] | None:
    """What an entry says; None of one that is not there, or torn, or that somebody has written otherwise."""
    body = sealed(path)
    if body is None:
        return None
    length, _, rest = body.partition(b"\n")
    size = int(length)
    entry: dict[str, Value] = json.loads(rest[:size].decode("utf-8", "surrogatepass"))
    entry["text"] = rest[size:]
    return entry


def _signature(path: str) -> Signature | None:
    """What tells that a file is another one, or has changed; None if nothing is there."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return None
    # The time of the change of the inode and its number show a file that was put in place with an old time, as by cp -p
    # or tar.
    return status.st_size, status.st_mode, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _kind(path: str) -> str:
    """What lies at a path: a directory, a link and where it leads, or something else."""
    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            return f"link {os.readlink(path)}"
    except (OSError, ValueError):
        return ""
    return _DIRECTORY if stat.S_ISDIR(status.st_mode) else "file"


def _entries(directory: str) -> list[tuple[str, os.stat_result]]:
    """The entries of a cache, and nothing else that lies there."""
    found = []
    for above, folders, names in os.walk(directory):
        # Nothing else is ever removed: somebody may have named a folder with other files in it.
        folders[:] = [each for each in folders if len(each) == 2 and above == directory]
        if above == directory:
            continue
        for name in names:
            path = os.path.join(above, name)
            try:
                found.append((path, os.lstat(path)))
            except OSError:
                continue  # another run has removed it
    return found


def _touch(path: str) -> None:
    """Note that an entry was used, once an hour."""
    try:
        # Not at each use: a thousand hits would be a thousand writes.
        if time.time() - os.lstat(path).st_mtime > _USED_EVERY:
            os.utime(path)
    except OSError:
        return  # another run has removed it
