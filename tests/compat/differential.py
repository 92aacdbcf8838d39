#!/usr/bin/env python3
"""Builds drawn trees with kustompy and with the real binary, and keeps each tree that they do not build alike.

    python tests/compat/differential.py --examples 20000 --seed 1 --jobs 2 --keep /tmp/differences

An example is its seed and its number: the same two draw the same tree. Each tree that differs is written under --keep,
with what both said, and made smaller as long as it still differs. With ``--level 5.8.3`` both build at that level: the
variable KUSTOMPY_KUSTOMIZE_5_8_3 names such a binary.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

sys.path[:0] = [str(Path(__file__).parents[2])]

from kustompy.upstream import DEFAULT_LEVEL  # noqa: E402
from tests.compat.trees.tree import Tree  # noqa: E402  # what is imported here is on the path only now
from tools.reference import HOW, Reference, find_reference  # noqa: E402

SECONDS = 20


@dataclass(frozen=True)
class Outcome:
    """What a build came to: its bytes, or the message it failed with."""

    stdout: bytes
    error: str = ""
    crash: bool = False


@dataclass(frozen=True)
class Verdict:
    """How two outcomes compare: ``kind`` is equal, failed, differs, refused, accepted, crash or excluded."""

    kind: str
    theirs: Outcome
    ours: Outcome
    same_message: bool = False

    @property
    def is_difference(self) -> bool:
        return self.kind in ("differs", "refused", "accepted", "crash")


def write_tree(files: dict[str, str], folder: Path) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def their_outcome(reference: Reference, folder: str) -> Outcome:
    """What the real binary makes of the tree."""
    result = reference.build(folder, timeout=SECONDS)
    if result.code == 0:
        return Outcome(result.stdout)
    said = result.stderr.decode("utf-8", "replace")
    found = re.search(r"^(?:error|Error): (.*)", said, flags=re.MULTILINE | re.DOTALL)
    return Outcome(
        b"",
        found.group(1) if found else said,
        crash=re.search(r"^goroutine \d+ \[", said, flags=re.MULTILINE) is not None,
    )


def our_outcome(folder: str, level: str = DEFAULT_LEVEL) -> Outcome:
    """What kustompy makes of the tree at that level, in this process."""
    from kustompy.errors import KustompyError
    from kustompy.rendering.pipeline import build
    from kustompy.session.options import Options

    try:
        return Outcome(build(folder, Options(kustomize_version=level)).to_yaml().encode())
    except KustompyError as error:
        return Outcome(b"", str(error) or "no message")
    except Exception as error:
        import traceback

        return Outcome(b"", f"{type(error).__name__}: {error}\n{traceback.format_exc(limit=-4)}", crash=True)


def normal(message: str, folder: str) -> str:
    """The first line of a message, without what depends on where and when it was said."""
    text = message.replace(folder, "<root>").strip().partition("\n")[0]
    return re.sub(r"0x[0-9a-f]{6,}", "<addr>", text)


def compare(reference: Reference, files: dict[str, str], root: str) -> Verdict:
    """Build the tree both ways."""
    with tempfile.TemporaryDirectory(prefix="tree") as temporary:
        folder = os.path.realpath(temporary)
        write_tree(files, Path(folder))
        target = f"{folder}/{root}"
        try:
            theirs = their_outcome(reference, target)
        except subprocess.TimeoutExpired:
            return Verdict("excluded", Outcome(b"", "hangs"), Outcome(b""))
        ours = our_outcome(target, reference.level)
        kind = kind_of(theirs, ours)
        if theirs.crash and kind == "accepted":
            # A panic of the real binary's: what should have been is anybody's guess.
            return Verdict("excluded", theirs, ours)
        if kind == "accepted" and _says_equal(theirs.error):
            return Verdict("excluded", theirs, ours)
        if kind == "differs" and any(their_outcome(reference, target) != theirs for _ in range(4)):
            # The order of keys that compare in a circle is another one each time: see docs/compatibility.md.
            return Verdict("excluded", theirs, ours)
        has_vars = any("vars:" in text for text in files.values())
        outputs = (theirs.stdout.decode(), ours.stdout.decode())
        if kind == "differs" and len({tuple(excused(each, has_vars)) for each in outputs}) == 1:
            return Verdict("excluded", theirs, ours)
        same = kind == "failed" and normal(theirs.error, folder) == normal(ours.error, folder)
        return Verdict(kind, theirs, ours, same)


def _says_equal(message: str) -> bool:
    """Whether it refuses a validator for parse trees that say the same: see docs/compatibility.md."""
    notes = r'"internal\.config\.kubernetes\.io/\w+":"[^"]*",?'
    shown = re.search(r"nodes unequal: \n -- (.*),\n -- (.*)\n", message)
    if shown is None:
        return False
    before, after = (re.sub(notes, "", each).replace('"annotations":{},', "") for each in shown.groups())
    return before == after


def excused(output: str, has_vars: bool) -> list[str]:
    """The documents without what docs/compatibility.md says is out of reach.

    That is the quotes of a number that a var puts in, where a patch wrote it over a string; and the hashes of resources
    that patches made neither config maps nor secrets: kustomize hashes those with the lines and columns that their
    nodes had in texts which only it has, and sorts by the names that come of it.
    """
    if has_vars:
        output = re.sub(r'"(-?[0-9.]+)"', r"\1", output)
    for document in output.split("---\n"):
        if not re.search(r"^kind: (ConfigMap|Secret)$", document, flags=re.MULTILINE):
            for name in re.findall(r"^  (?:name:)?.*-[bcdfghkmt2456789]{10}(?='?$)", document, flags=re.MULTILINE):
                output = output.replace(name, name[:-10])
    return sorted(output.split("---\n"))


def kind_of(theirs: Outcome, ours: Outcome) -> str:
    if ours.crash:
        return "crash"
    if theirs.error:
        return "failed" if ours.error else "accepted"
    if ours.error:
        return "refused"
    return "equal" if ours.stdout == theirs.stdout else "differs"


def drawn(seed: int, number: int) -> Tree:
    """The tree of that number."""
    return Tree(Random(f"{seed}/{number}"))


def blocks(text: str) -> list[tuple[int, int]]:
    """The spans of lines that can go as one: documents, then each line with all that is indented below it."""
    lines = text.splitlines()
    marks = [0, *(i for i, line in enumerate(lines) if line.startswith("---")), len(lines)]
    found = list(pairwise(marks))
    for start, line in enumerate(lines):
        indent = len(line) - len(line.lstrip(" "))
        end = start + 1
        while end < len(lines) and (not lines[end] or len(lines[end]) - len(lines[end].lstrip(" ")) > indent):
            end += 1
        found.append((start, end))
        while end < len(lines) and lines[end].startswith(" " * indent + "- ") and not line.strip().startswith("-"):
            end += 1
            while end < len(lines) and len(lines[end]) - len(lines[end].lstrip(" ")) > indent:
                end += 1
        found.append((start, end))
    return sorted(set(found), key=lambda each: each[0] - each[1])


def shrink(reference: Reference, files: dict[str, str], root: str, verdict: Verdict, seconds: float) -> dict[str, str]:
    """The smallest tree found in that time that differs in the same way."""
    end = time.monotonic() + seconds
    tried: set[tuple[str, ...]] = set()

    def still(candidate: dict[str, str]) -> bool:
        key = tuple(candidate.values())
        if key in tried or time.monotonic() > end:
            return False
        tried.add(key)
        return compare_kind(reference, candidate, root, verdict)

    for name in list(files):
        if still(fewer := {other: text for other, text in files.items() if other != name}):
            files = fewer
    shrunk = True
    while shrunk and time.monotonic() < end:
        shrunk = False
        for name in files:
            start_at = 0
            while start_at < len(spans := blocks(files[name])):
                start, stop = spans[start_at]
                lines = files[name].splitlines(keepends=True)
                if still(fewer := {**files, name: "".join(lines[:start] + lines[stop:])}):
                    files, shrunk = fewer, True
                else:
                    start_at += 1
    return files


def compare_kind(reference: Reference, files: dict[str, str], root: str, verdict: Verdict) -> bool:
    """Whether this tree still shows the difference, and not an accident of what was left out."""
    found = compare(reference, files, root)
    if found.kind != verdict.kind:
        return False
    theirs, ours = verdict.theirs.error or verdict.ours.error, found.theirs.error or found.ours.error
    return theirs[-40:] == ours[-40:] or not theirs or verdict.kind == "crash"


def keep(folder: Path, files: dict[str, str], root: str, verdict: Verdict) -> None:
    """Write a tree that differs, with what both said of it."""
    shutil.rmtree(folder, ignore_errors=True)
    write_tree(files, folder / "input")
    (folder / "kind").write_text(f"{verdict.kind} {root}\n")
    (folder / "theirs").write_text(verdict.theirs.error or verdict.theirs.stdout.decode())
    (folder / "ours").write_text(verdict.ours.error or verdict.ours.stdout.decode())


def run(share: tuple[int, int, int, int, str, float, str]) -> Counter[str]:
    """One process's share of the examples."""
    seed, first, examples, step, kept, seconds, level = share
    reference = find_reference(level)
    assert reference is not None, HOW
    counts: Counter[str] = Counter()
    for number in range(first, examples, step):
        tree = drawn(seed, number)
        verdict = compare(reference, tree.files, tree.root)
        counts[verdict.kind] += 1
        counts["same message"] += verdict.same_message
        if verdict.kind == "failed" and not verdict.same_message and kept:
            with open(f"{kept}/messages.txt", "a") as file:
                file.write(f"{seed}/{number}\n  {verdict.theirs.error[:600]}\n  {verdict.ours.error[:600]}\n")
        if verdict.is_difference:
            counts[f"= {seed}/{number} {verdict.kind}"] += 1
            if kept:
                files = shrink(reference, tree.files, tree.root, verdict, seconds) if seconds else tree.files
                keep(Path(kept) / f"{seed}-{number}", files, tree.root, compare(reference, files, tree.root))
            print(f"{seed}/{number} {verdict.kind}", flush=True)
        if number % 1000 < step:
            print(f"# {number}: { {k: v for k, v in counts.items() if k[0] != '='} }", flush=True)
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="the number of the first example")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", default="", help="a folder for the trees that differ")
    parser.add_argument("--level", default=DEFAULT_LEVEL, help="the level of kustomize at which both build")
    parser.add_argument(
        "--shrink", type=float, default=0, metavar="SECONDS", help="how long to make each of them smaller"
    )
    options = parser.parse_args()
    if find_reference(options.level) is None:
        print(HOW, file=sys.stderr)
        return 1
    if options.keep:
        Path(options.keep).mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    end = options.first + options.examples
    shares = [
        (options.seed, options.first + job, end, options.jobs, options.keep, options.shrink, options.level)
        for job in range(options.jobs)
    ]
    with multiprocessing.Pool(options.jobs) as pool:
        counts = sum(pool.map(run, shares), Counter())
    differences = sorted(name for name in counts if name.startswith("="))
    print(*differences, sep="\n")
    print(
        {name: count for name, count in counts.items() if name not in differences}, f"{time.monotonic() - began:.0f} s"
    )
    return int(bool(differences))


if __name__ == "__main__":
    sys.exit(main())
