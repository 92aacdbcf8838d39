"""What builds record that they depend on, against what `strace -f` saw them open and look for.

    python -m tests.compat.traced_files DIR...         every kustomization below the directories, each built once
    python -m tests.compat.traced_files --index FILE   the roots of an index of trees, such as that of a corpus

One process builds all targets; a look for a path that nobody has tells where each begins and ends.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kustompy.errors import KustompyError
from kustompy.kustomization.file import FILE_NAMES
from kustompy.model.dependencies import Dependencies, is_below
from kustompy.rendering.pipeline import build
from kustompy.session.options import PRINT, Options

ROOT = Path(__file__).resolve().parents[2]
MARK = "/.kustompy-traced"
OWN = (str(ROOT / "kustompy"), str(ROOT / "schemas"), sys.prefix, sys.base_prefix)
"""Where kustompy and Python themselves lie."""
CALLS = "trace=%file,getdents64"
_LINE = re.compile(rb"^\d+ +(\w+)\((.*)\) += (-?\d+)(?:<(.*)>)?(?: (\w+))?")
_RESUMED = re.compile(rb"<unfinished \.\.\.>|<\.\.\. \w+ resumed>")
_ARGUMENT = re.compile(rb'^(?:(?:AT_FDCWD|\d+)<((?:[^>\\]|\\.)*)>(?:, )?)?(?:"((?:[^"\\]|\\.)*)")?')
_GONE = (b"ENOENT", b"ENOTDIR", b"ELOOP")


class Seen(NamedTuple):
    """What one build opened, looked for in vain, and listed."""

    opened: set[str]
    absent: set[str]
    listed: set[str]


class Difference(NamedTuple):
    """A path that only one of the two knows."""

    target: str
    what: str
    path: str


def differences(targets: Sequence[str]) -> list[Difference]:
    """Where the dependencies of builds are not what was seen of them, each in the tree of its target."""
    with tempfile.TemporaryDirectory() as folder:
        log, told, names = (Path(folder) / each for each in ("log", "told.json", "targets.json"))
        names.write_text(json.dumps(list(targets)))
        driver = [sys.executable, "-m", "tests.compat.traced_files", "--record", str(names), str(told)]
        command = ["strace", "-f", "-y", "-s", "4096", "-e", CALLS, "-o", str(log), *driver]
        subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
        recorded = json.loads(told.read_text())
        return [
            each
            for seen, (target, top, is_built, fields) in zip(_seen(log), recorded, strict=True)
            for each in _compared(seen, target, top, Dependencies(*map(tuple, fields)), is_built=is_built)
        ]


def _compared(seen: Seen, target: str, top: str, found: Dependencies, *, is_built: bool) -> Iterator[Difference]:
    def below(paths: set[str]) -> set[str]:
        others = (*found.trees, *OWN)
        return {each for each in paths if is_below(each, top) and not any(is_below(each, other) for other in others)}

    read, missed = set(found.read), set(found.missed)
    # a path that is missed stands for what is missing above it
    above = {str(each) for path in missed for each in Path(path).parents}
    known = missed | read | set(found.found) | set(found.links) | above
    rows = {
        "opened, and not recorded": {each for each in below(seen.opened) - read if not os.path.isdir(each)},
        "recorded, and not opened": below(read) - seen.opened,
        "looked for, and not recorded": {each for each in below(seen.absent) if each not in known},
        "listed, and not recorded": below(seen.listed) - set(found.found),
    }
    if is_built:  # a failure is told with its dependencies, which are looked at for that
        rows["recorded, and not looked for"] = below(missed) - seen.absent
    for what, paths in rows.items():
        yield from (Difference(target, what, each) for each in sorted(paths))


def _seen(log: Path) -> Iterator[Seen]:
    """What lies between two marks."""
    seen = None
    with log.open("rb") as lines:
        for line in lines:
            if MARK.encode() in line:
                if seen is not None:
                    yield seen
                seen = Seen(set(), set(), set()) if seen is None else None
            elif seen is not None:
                _take(line, seen)


def _take(line: bytes, seen: Seen) -> None:
    match = _LINE.match(line)
    if match is None:
        assert not _RESUMED.search(line), "a build has threads"
        return
    call, arguments, code, opened, error = match.groups()
    if call == b"getdents64":
        seen.listed.add(_path(arguments))
    elif int(code) < 0:
        if error in _GONE:
            seen.absent.add(_path(arguments))
    elif call in (b"open", b"openat") and b"O_DIRECTORY" not in arguments and b"O_PATH" not in arguments:
        seen.opened.add(_text(opened))


def _path(arguments: bytes) -> str:
    match = _ARGUMENT.match(arguments)
    assert match is not None
    directory, name = (_text(each or b"") for each in match.groups())
    return os.path.normpath(os.path.join(directory, name))


def _text(written: bytes) -> str:
    plain = written.decode("latin-1").encode("latin-1").decode("unicode_escape").encode("latin-1")
    return os.fsdecode(plain)


def record(names: Path, told: Path) -> None:
    """Build the targets, and write down what they depend on."""
    found: list[tuple[str, str, bool, Dependencies]] = []
    for target in json.loads(names.read_text()):
        directory, is_built = os.path.realpath(target), True
        os.access(MARK, os.F_OK)
        try:
            built = build(directory, Options(offline=True), purpose=PRINT._replace(diagnoses=False))
            os.access(MARK, os.F_OK)
            dependencies = built.dependencies
        except KustompyError as error:
            os.access(MARK, os.F_OK)
            is_built, dependencies = False, error.dependencies or Dependencies()
        found.append((target, _top(directory), is_built, dependencies))
    told.write_text(json.dumps(found))


def _top(directory: str) -> str:
    """The directory whose files count: the top of a repository, else one that is two above."""
    here = directory
    while os.path.dirname(here) != here:
        if os.path.lexists(os.path.join(here, ".git")) or os.path.basename(os.path.dirname(here)) == "repos":
            return here
        here = os.path.dirname(here)
    return os.path.dirname(os.path.dirname(directory))


def targets_in(directory: Path) -> list[str]:
    """Every directory with a kustomization below."""
    return sorted({str(each.parent) for name in FILE_NAMES for each in directory.rglob(name) if each.is_file()})


def main() -> int:
    """Print the differences."""
    parser = argparse.ArgumentParser()
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--record", action="store_true")
    asked = parser.parse_args()
    if asked.record:
        record(*asked.paths)
        return 0
    targets = [each for path in asked.paths for each in targets_in(path)]
    if asked.index is not None:
        rows = json.loads(asked.index.read_text())
        targets += [str(asked.index.parent / "repos" / row["repo"].replace("/", "__") / row["root"]) for row in rows]
    found = differences(targets)
    for each in found:
        print(f"{each.target}: {each.what}: {each.path}")
    print(f"{len(targets)} targets, {len(found)} differences")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
