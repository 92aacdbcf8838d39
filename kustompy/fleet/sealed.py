"""The folder of a cache, and files in it that tell whether they are whole and as they were written."""

from __future__ import annotations

import json
import os
import time

from kustompy.errors import UsageError, reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    class Digest(Protocol):
        """What a hash of hashlib, or of the module below it, gives."""

        def digest(self) -> bytes: ...
        def hexdigest(self) -> str: ...


# The number rises with the form of entries: those of another one are as good as none.
_MAGIC = b"kustompy fleet 1\n"
_SUM = 32
_NAME = 20


def folder(directory: str) -> str:
    """The directory, made if it is not there, so that git ignores it; a UsageError if others may write to it."""
    try:
        if not os.path.isdir(directory):
            os.makedirs(directory, mode=0o700, exist_ok=True)
            _let_git_ignore(directory)
    except OSError as error:
        raise UsageError(
            f"the cache {directory} cannot be used: {reason_of(error)}", code="KST863",
            hint="name a folder of your own with --cache",
        ) from None  # fmt: skip
    status = os.stat(directory)
    # Whoever may write there could give any build the text that he likes; a digest that is not secret proves nothing.
    if hasattr(os, "geteuid") and (status.st_uid != os.geteuid() or status.st_mode & 0o022):
        raise UsageError(
            f"the cache {directory} can be written by others", code="KST863",
            hint="name a folder of your own with --cache, which nobody else may write to",
        )  # fmt: skip
    return directory


def _let_git_ignore(directory: str) -> None:
    """Keep what is in a folder of a work tree from being a change of it."""
    try:
        with open(os.path.join(directory, ".gitignore"), "w", opener=_private) as file:
            file.write("*\n")
    except OSError:
        return  # a disk without room: git tells of the folder


def place_of(directory: str, title: str) -> str:
    """Where in the folder the file of a title is."""
    name = _blake2b()(title.encode("utf-8", "surrogatepass"), digest_size=_NAME).hexdigest()
    return os.path.join(directory, name[:2], name[2:])


def sealed(path: str) -> bytes | None:
    """What was put into a file; None if it is not there, or torn, or somebody has written it otherwise."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        return None
    head = len(_MAGIC) + _SUM
    body = content[head:]
    if content[: len(_MAGIC)] != _MAGIC or _blake2b()(body, digest_size=_SUM).digest() != content[len(_MAGIC) : head]:
        return None
    return body


def put(path: str, body: bytes) -> bool:
    """Write a file beside its place and rename it; a full disk or a folder that is gone costs it and nothing else."""
    # Two runs may keep one entry at a time: each writes a file of its own, and the last rename wins.
    beside = f"{path}.{os.getpid()}.{time.monotonic_ns()}.tmp"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(beside, "xb", opener=_private) as file:
            file.write(b"".join((_MAGIC, _blake2b()(body, digest_size=_SUM).digest(), body)))
        # As a whole or not at all, also when the process is killed in between.
        os.replace(beside, path)
    except OSError:
        removed(beside)
        return False
    return True


class Notes:
    """What a folder of builds holds besides builds, such as what is known of all kustomizations of a repository."""

    __slots__ = ("directory",)

    def __init__(self, directory: str) -> None:
        self.directory = folder(directory)

    def find(self, title: str) -> bytes | None:
        """What was kept under a title; None if nothing was."""
        body = sealed(place_of(self.directory, title))
        head, _, content = (body or b"").partition(b"\n")
        return content if body is not None and head == json.dumps(title).encode() else None

    def keep(self, title: str, content: bytes) -> None:
        """Keep a text under a title."""
        put(place_of(self.directory, title), b"%b\n%b" % (json.dumps(title).encode(), content))


def removed(path: str) -> None:
    """Remove a file if it is there."""
    try:
        os.unlink(path)
    except OSError:
        return  # it is gone, or was never there


def _private(path: str, flags: int) -> int:
    # For the owner alone: a cache that keeps Secrets has their values.
    return os.open(path, flags, 0o600)


def _blake2b() -> Callable[..., Digest]:
    """BLAKE2 of CPython's own module, if there is one: hashlib takes 6 ms to load OpenSSL."""
    try:
        found: Callable[..., Digest] = __import__("_blake2").blake2b
        return found
    except ImportError:
        from hashlib import blake2b

        return blake2b
