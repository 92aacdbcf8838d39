"""What a tree costs, and what it crashes: each command that reads one, as it is run."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kustompy.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS, MEGABYTES = 2.0, 200.0
"""Of the processor, and of the process beyond what it held before."""
_HANGS = 30
SEPARATOR = b"\n%%%\n"
"""What divides the files of a tree in one text; the first line of each is its name."""

LOCATION = "schema.json"
"""A file of this name in a tree is a schema for `--schema-location`."""

DESCRIPTION = "init.yaml"
"""A file of this name in a tree describes a repository for `init`."""

_COMMANDS = (
    ("build",),
    ("build", "--strict", "--format", "text"),
    ("lint",),
    ("validate",),
    ("kubeconform", "-strict", "-summary"),
)
_CONTROLLERS = {"flux": b"toolkit.fluxcd.io", "argocd": b"argoproj.io"}
"""What builds the objects of a controller, and how a tree names these."""

_CHECKS = ("validate", "kubeconform")
_ONE_IN = 4
"""So few of the trees are committed and planned, and taken into a new repository: that takes other programs."""

_GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "core.autocrlf=false")


class Broken(AssertionError):
    """A command that took too long, took too much, or left with a traceback."""


def packed(files: dict[str, bytes]) -> bytes:
    """A tree as one text."""
    return SEPARATOR.join(name.encode() + b"\n" + content for name, content in sorted(files.items()))


def unpacked(data: bytes) -> dict[str, bytes]:
    """The tree that the text holds."""
    files = {}
    for part in data.split(SEPARATOR):
        name, _, content = part.partition(b"\n")
        text = os.path.normpath(name.decode("ascii", "ignore").strip("/") or "kustomization.yaml")
        if "\0" not in text and not text.startswith(".."):
            files[text] = content
    return files


def run_all(files: dict[str, bytes], factor: float = 1.0) -> None:
    """Run each command on the tree; ``factor`` is how much longer it may take on this machine."""
    with tempfile.TemporaryDirectory(prefix="kustompy-fuzz-") as place:
        folder = Path(place, "tree")
        _write(files, folder)
        for arguments in _arguments(files, folder):
            run(arguments, factor)
        if zlib.crc32(packed(files)) % _ONE_IN == 0:
            run(["init", str(Path(place, "new")), "--from-manifests", str(folder / _root(files))], factor)
            _commit(folder)
            with (folder / _root(files) / "kustomization.yaml").open("ab") as file:
                file.write(b"\ncommonAnnotations: {drawn: by-chance}\n")
            run(["plan", str(folder)], factor)
        run(["lint", "--fix", str(folder / _root(files))], 2 * factor)  # it lints before and after


def _write(files: dict[str, bytes], folder: Path) -> None:
    (folder / ".git").mkdir(parents=True)
    for name, content in files.items():
        path = folder / name
        if path.exists() or any(each.is_file() for each in path.parents):
            continue  # a name that is a file and a folder
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _arguments(files: dict[str, bytes], folder: Path) -> Iterator[list[str]]:
    """The commands that read the tree and leave it as it is."""
    root, location = str(folder / _root(files)), folder / LOCATION
    for command in _COMMANDS:
        schemas = ["--schema-location", str(location)] if location.exists() and command[0] in _CHECKS else []
        yield [command[0], *schemas, *command[1:], root]
    for name, mark in _CONTROLLERS.items():
        if any(mark in each for each in files.values()):
            yield [name, "build", str(folder)]
    if DESCRIPTION in files:
        yield ["init", str(folder / "made"), "--from", str(folder / DESCRIPTION)]


def _commit(folder: Path) -> None:
    shutil.rmtree(folder / ".git")
    for command in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-q", "--allow-empty", "-m", "a"]):
        subprocess.run([*_GIT, *command], cwd=folder, check=True, capture_output=True)


def _root(files: dict[str, bytes]) -> str:
    """The folder that is built: the first with a kustomization that no other leads to by its name."""
    folders = sorted({os.path.dirname(name) for name in files if os.path.basename(name).startswith("kustomization")})
    return next((each for each in folders if "overlay" in each or "prod" in each), (folders or [""])[0])


def run(arguments: list[str], factor: float) -> str:
    """What the command prints; a Broken if it does not behave."""
    before = _reset_peak()
    began = time.process_time()
    try:
        said = _said(arguments)
    except _TimeUpError:
        raise Broken(f"{arguments[0]} hangs") from None
    except Exception as error:
        raise Broken(f"{arguments[0]} fails with {type(error).__name__}: {error}") from error
    seconds, megabytes = time.process_time() - began, (_peak() - before) / 1024
    if seconds > SECONDS * factor:
        raise Broken(f"{arguments[0]} takes {seconds:.1f} s")
    if megabytes > MEGABYTES:
        raise Broken(f"{arguments[0]} takes {megabytes:.0f} MB")
    return said


class _TimeUpError(BaseException):
    """So long that it may never end."""


def _said(arguments: list[str]) -> str:
    stdout, stderr = sys.stdout, sys.stderr
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    before: Any = signal.signal(signal.SIGPROF, _hangs)
    signal.setitimer(signal.ITIMER_PROF, _HANGS)
    sys.stdout, sys.stderr = out, err
    try:
        main(arguments)
    finally:
        sys.stdout, sys.stderr = stdout, stderr
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return "".join(each.buffer.getvalue().decode("utf-8", "replace") for each in (out, err))


def _hangs(number: int, frame: object) -> None:
    raise _TimeUpError


def _reset_peak() -> int:
    """The size of the process in KiB, after its peak was forgotten; 0 where the system does not say."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return 0
    return _status("VmRSS")


def _peak() -> int:
    return _status("VmHWM")


def _status(name: str) -> int:
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


def clean_up() -> None:
    """Remove what a fuzzer left that was killed."""
    for each in Path(tempfile.gettempdir()).glob("kustompy-fuzz-*"):
        shutil.rmtree(each, ignore_errors=True)
