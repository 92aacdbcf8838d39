"""The command's first step: its modules are taken from where Python has compiled them, without being looked for.

A build of one object imports some sixty modules, and Python looks for each through finders and loaders that are written
in Python: a fifth of what the build takes besides Python's own start. Here a module is one file that is opened, read,
compared with its source as Python compares it, and run. Whatever is out of the ordinary is left to Python: a file that
is missing or stale, options that move or change compiled files, a package in an archive. Only the command does this,
not whoever imports kustompy.
"""

from __future__ import annotations

import os
import sys

# what importlib.machinery names, which is a module more
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER, SourceFileLoader
from marshal import loads

from kustompy.cli import run as run_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import CodeType

_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_LARGEST = 1 << 16
_TAIL = f".{sys.implementation.cache_tag}.pyc"


class CompiledLoader(SourceFileLoader):
    """Loads a module whose compiled file has been read."""

    compiled = b""

    def get_code(self, fullname: str) -> CodeType | None:
        """The code that was read, once; as any other loader after that."""
        compiled, self.compiled = self.compiled, b""
        if not compiled:
            return super().get_code(fullname)
        # Behind magic number, flags, time and size (PEP 552).
        code: CodeType = loads(memoryview(compiled)[16:])
        return code


class CompiledFinder:
    """Finds the modules and packages below a package that have a compiled file."""

    def __init__(self, package: str) -> None:
        self.prefix = f"{package}."

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:
        """The module if it can be taken as it is compiled; None if Python has to look for it."""
        if path is None or not name.startswith(self.prefix):
            return None
        folder, own = path[0], name[name.rindex(".") + 1 :]
        # Python would look for a package first. No module of ours has the name of a package beside it.
        return _found(name, folder, own) or _found(name, f"{folder}/{own}", "__init__")


def _found(name: str, folder: str, file: str) -> ModuleSpec | None:
    source, cached = f"{folder}/{file}.py", f"{folder}/__pycache__/{file}{_TAIL}"
    try:
        descriptor = os.open(cached, _FLAGS)
        try:
            compiled = os.read(descriptor, _LARGEST)
        finally:
            os.close(descriptor)
        status = os.stat(source)
    except OSError:
        return None
    # A file that fills the buffer may be longer: Python reads it then.
    if len(compiled) == _LARGEST or not _are_of(status, compiled):
        return None
    loader = CompiledLoader(name, source)
    loader.compiled = compiled
    spec = ModuleSpec(name, loader, origin=source, is_package=file == "__init__")
    if spec.submodule_search_locations is not None:
        spec.submodule_search_locations.append(folder)
    spec.has_location, spec.cached = True, cached
    return spec


def _are_of(source: os.stat_result, compiled: bytes) -> bool:
    """Whether the compiled file is of this version of Python, and tells the time and the size of the source."""
    return (
        compiled[:4] == MAGIC_NUMBER
        and compiled[4:8] == b"\0\0\0\0"
        and int.from_bytes(compiled[8:12], "little") == int(source.st_mtime) & 0xFFFFFFFF
        and int.from_bytes(compiled[12:16], "little") == source.st_size & 0xFFFFFFFF
    )


def run() -> None:
    """The installed command."""
    # -O has files of another name, and PYTHONPYCACHEPREFIX puts them elsewhere: both are left to Python.
    if sys.implementation.cache_tag and not sys.flags.optimize and sys.pycache_prefix is None:
        sys.meta_path.insert(0, CompiledFinder("kustompy"))

    run_command()
