"""Archives of schemas: ``catalog.tar.gz/…`` and ``catalog.zip/…`` are read like folders."""

from __future__ import annotations

import os

from kustompy.errors import LoadError
from kustompy.memo import Memo

_TARS, _ZIP = (".tar.gz", ".tgz", ".tar"), ".zip"
# The sizes of what comes out: a zip of 10 MB may unpack to 10 GB. No catalog that is in use has a tenth of this.
_MAX_BYTES, _MAX_ALL = 32 * 1024 * 1024, 256 * 1024 * 1024
_KEPT = 2
_opened = Memo(_KEPT)
"""The members of the archives that were read last, by path, size and time."""


def is_archive(path: str) -> bool:
    """Whether a location is an archive by its name."""
    return path.lower().endswith((*_TARS, _ZIP))


def archive_in(path: str) -> str:
    """The archive that a path leads into; empty if it leads into none."""
    at = path.find("/", 1)
    while at >= 0:
        if is_archive(path[:at]) and os.path.isfile(path[:at]):
            return path[:at]
        at = path.find("/", at + 1)
    return ""


def member(archive: str, name: str) -> bytes | None:
    """A file of an archive, None if it has none of that name; the name of a single top folder may be left out."""
    members = _members(archive)
    wanted = name.strip("/")
    return members[wanted] if wanted in members else members.get(f"*/{wanted}")


def _members(archive: str) -> dict[str, bytes]:
    try:
        # A template is filled in for each kind, so that the archive is asked hundreds of times. It is read again once
        # it has changed: `validate --watch` lives for hours.
        state = os.stat(archive)
        key = (os.path.abspath(archive), state.st_size, state.st_mtime_ns)
        if key not in _opened:
            _opened.keep(key, _read(archive))
        found: dict[str, bytes] = _opened[key]
    except (OSError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise LoadError(f"the archive {archive} cannot be read: {error}", code="KST903", file=archive) from None
    return found


def _read(archive: str) -> dict[str, bytes]:
    """The JSON files by name, and by ``*/name`` without the first folder; a ValueError if they exceed the limits."""
    # Archives that code hosts make of a repository have one folder, named after repository and commit.
    found: dict[str, bytes] = {}
    left = _MAX_ALL
    for name, content in _of_zip(archive) if archive.lower().endswith(_ZIP) else _of_tar(archive):
        left -= len(content)
        if len(content) > _MAX_BYTES or left < 0:
            raise ValueError(f"it holds more than {_MAX_ALL} bytes, or a file of more than {_MAX_BYTES}")
        found[name] = content
        found.setdefault(f"*/{name.partition('/')[2]}", content)
    return found


def _of_tar(archive: str) -> list[tuple[str, bytes]]:
    import tarfile
    import zlib

    found, left = [], _MAX_ALL
    try:
        # As a stream: seeking back in a compressed archive would unpack it again from its beginning. Nothing is written
        # to the disk, so that names with `..` and links do no harm.
        with tarfile.open(archive, "r|*") as tar:
            for each in tar:
                # Members that are no schemas count as well, since the stream unpacks them to get past them.
                left -= each.size
                if left < 0:
                    raise ValueError(f"it holds more than {_MAX_ALL} bytes")
                file = tar.extractfile(each) if each.isfile() and each.name.endswith(".json") else None
                if file is not None:
                    found.append((each.name.removeprefix("./"), file.read(_MAX_BYTES + 1)))
    except (tarfile.TarError, zlib.error) as error:
        raise ValueError(str(error)) from None
    return found


def _of_zip(archive: str) -> list[tuple[str, bytes]]:
    import zipfile
    import zlib

    found, left = [], _MAX_ALL
    try:
        with zipfile.ZipFile(archive) as packed:
            for each in packed.infolist():
                if not each.filename.endswith(".json"):
                    continue
                # By what is read, since the size that a zip names may be a lie.
                with packed.open(each) as file:
                    content = file.read(min(_MAX_BYTES, left) + 1)
                left -= len(content)
                if left < 0:
                    raise ValueError(f"it holds more than {_MAX_ALL} bytes")
                found.append((each.filename, content))
    except (zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(str(error)) from None
    return found
