#!/usr/bin/env python3
"""A repeated build in one process, as a deploy script sees it: kustompy.build against Go's kustomize as a library.

    python benches/in_process.py              apps:1 apps:10 apps:100
    python benches/in_process.py apps:10      these rows only

The Go library is the one that the package pykustomize carries. The package wants Python 3.14; its library can be
loaded by any, so that only the file is taken: into a cache folder, by pip, on the first run (25 MB).
"""

from __future__ import annotations

import ctypes
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

BENCHES = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCHES.parent), str(BENCHES)]

import kustompy  # noqa: E402  # the checkout that this script lies in
from benches.make_trees import make_tree  # noqa: E402  # beside this script

PACKAGE = "pykustomize==0.1.4"
LIBRARY = "pykustomize/_lib/linux-amd64/libpykustomize.so"
ROWS = ["apps:1", "apps:10", "apps:100"]


def main(rows: list[str]) -> int:
    """One line for each tree."""
    try:
        build_with_go = go_build(library_path())
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"the Go library of {PACKAGE} cannot be had on this machine: {error}", file=sys.stderr)
        return 1
    print("| tree | kustompy.build | Go library | ratio | spread | builds |\n|---|---|---|---|---|---|")
    for tree in rows or ROWS:
        kind, _, n = tree.partition(":")
        with tempfile.TemporaryDirectory() as folder:
            target = str(make_tree(kind, int(n), Path(folder)))
            print(
                measured(tree, partial(_built, target), build_with_go(target)),
                flush=True,
            )
    return 0


def _built(target: str) -> str:
    return kustompy.build(target).to_yaml()


def measured(tree: str, ours: Callable[[], str], theirs: Callable[[], str]) -> str:
    """The row of one tree; no figure where the texts differ."""
    assert ours() == theirs(), f"{tree}: not the same text"
    pairs: list[tuple[float, float]] = []
    stop = time.perf_counter() + 10
    while len(pairs) < 5 or (time.perf_counter() < stop and len(pairs) < 200):
        pairs.append((seconds(ours), seconds(theirs)))
    ratios = [mine / other for mine, other in pairs]
    mine, other = (1000 * statistics.median(each[side] for each in pairs) for side in (0, 1))
    spread = f"{min(ratios):.2f}–{max(ratios):.2f}"
    ratio = statistics.median(ratios)
    return f"| {tree} | {mine:.1f} ms | {other:.1f} ms | **{ratio:.2f}** | {spread} | {len(pairs)} |"


def seconds(build: Callable[[], str]) -> float:
    """What one build takes."""
    began = time.perf_counter()
    build()
    return time.perf_counter() - began


def build_with_kustompy(directory: str) -> Callable[[], str]:
    """The function that builds the directory."""
    return lambda: kustompy.build(directory).to_yaml()


def go_build(path: Path) -> Callable[[str], Callable[[], str]]:
    """A function that gives, for a directory, the function that builds it with the Go library."""
    library = ctypes.CDLL(str(path))
    library.pykustomize_last_error.restype = ctypes.c_void_p
    library.pykustomize_build.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_void_p)]
    library.pykustomize_free.argtypes = [ctypes.c_void_p]

    def of(directory: str) -> Callable[[], str]:
        def build() -> str:
            result = ctypes.c_void_p()
            code = library.pykustomize_build(directory.encode(), b'{"reorder":"legacy"}', ctypes.byref(result))
            assert code == 0, ctypes.string_at(library.pykustomize_last_error())
            text = ctypes.string_at(result.value or 0).decode()
            library.pykustomize_free(result)
            return text

        return build

    return of


def library_path() -> Path:
    """The shared library, fetched when it is not in the cache yet."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kustompy-benches"
    path = cache / LIBRARY
    if not path.exists():
        with tempfile.TemporaryDirectory() as folder:
            wanted = ["--no-deps", "--only-binary=:all:", "--python-version=3.14", f"--dest={folder}", PACKAGE]
            subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", *wanted], check=True)
            with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
                wheel.extract(LIBRARY, cache)
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
