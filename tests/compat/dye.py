#!/usr/bin/env python3
"""Dyes the scalars of trees, renders them with the real binary, and looks where each dye comes out.

    python tests/compat/dye.py --scalars 10000 --seed 1 --jobs 2 --keep /tmp/dyes

A scalar of a kustomization, a resource, a patch or a text inside of one gets a dye of its own: ``web`` becomes
``webdye7x``, a number another number. What is then in a leaf of the output has to be what the record of the build says
to have written it: a dye that the record does not know of, or one that it promises and that is not there, is a wrong
owner. Many scalars are dyed at once, as each dye tells whose it is; where the binary refuses the tree, halves of them
are tried.

Not dyed are conditions, which decide whether something is written: names, kinds, selectors, targets, paths.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2])]

from kustompy.errors import KustompyError  # noqa: E402
from kustompy.provenance.lines import Lines  # noqa: E402
from kustompy.provenance.places import Link, Place, place_of  # noqa: E402
from kustompy.provenance.record import DERIVED, Record  # noqa: E402
from kustompy.provenance.trace import Trace  # noqa: E402
from kustompy.rendering.pipeline import rendered  # noqa: E402
from kustompy.session.options import Options, Purpose  # noqa: E402
from kustompy.session.session import Session  # noqa: E402
from kustompy.system.files import Files  # noqa: E402
from kustompy.yamlio.read.reader import read  # noqa: E402
from kustompy.yamlio.scalars.scalars import resolve  # noqa: E402
from kustompy.yamlio.writer import write  # noqa: E402
from tests.compat.trees.tree import Tree  # noqa: E402  # tests/ is on the path only from here on
from tests.provenance.places import leaves  # noqa: E402
from tools.fixtures import FIXTURES, goldens, metadata, tree_of, wanted_cases  # noqa: E402
from tools.reference import HOW, Reference, find_reference  # noqa: E402

_DYE = re.compile(r"dye(\d+)x")
_FIRST_NUMBER = 700_000
_NUMBER = re.compile(r"(?<!\d)7\d{5}(?!\d)")
_NOTES = ("internal.config.kubernetes.io/", "alpha.config.kubernetes.io/", "config.kubernetes.io/")
"""Annotations in which kustomize keeps what it knows: operations and replacements may copy them."""
_CONDITIONS = frozenset((
    "apiVersion", "kind", "name", "$patch", "op", "path", "from", "fieldPath", "fieldPaths", "fieldpath", "target",
    "select", "reject", "source", "objref", "delimiter", "index", "encoding", "create", "resources", "bases",
    "components", "configurations", "crds", "openapi", "generators", "transformers", "validators", "envs", "env",
    "files", "behavior", "order", "orderFirst", "orderLast", "buildMetadata", "selector", "labelSelector",
    "annotationSelector", "fieldSpecs", "fields", "group", "version", "includeSelectors", "includeTemplates", "roleRef",
    "chartHome", "setRoleBindingSubjects", "valuesMerge", "helmCharts", "helmGlobals", "helmChartInflationGenerator",
    "disableNameSuffixHash", "immutable", "digest", "matchLabels",
))  # fmt: skip
_TEXTS = frozenset(("patch", "jsonOp"))
_LISTS_OF_TEXTS = frozenset(("patchesStrategicMerge", "transformers", "generators"))


@dataclass(frozen=True)
class Scalar:
    """A scalar that can be dyed: where it stands, counted from 1, and what it is dyed with."""

    file: str
    line: int
    column: int
    end: int
    is_number: bool


def scalars(file: str, lines: Lines) -> Iterator[Scalar]:
    """The scalars of a file that are no conditions, in the file and in the texts that are values of it."""
    text = lines._text(Place(file))
    if text is not None:
        yield from _of_text(file, text, top=True)


def _of_text(file: str, text: Any, *, top: bool) -> Iterator[Scalar]:
    for (document, path), (line, column, end_line, end) in text.found.values.items():
        raw = text.source[line - 1][column - 1 : end - 1] if line == end_line and line <= len(text.source) else ""
        if top and path and (path[-1] in _TEXTS or (len(path) > 1 and path[-2] in _LISTS_OF_TEXTS)):
            inner = text.inside(document, path)
            if (inner is not None and (0, (0,)) in inner.found.values) or (inner is not None and inner.found.keys):
                inner.lines, inner.columns = inner.lines + text.lines, inner.columns + text.columns
                yield from _of_text(file, inner, top=False)
            continue
        if not raw or raw[0] in "{[&*!|>%@`" or _is_condition(path):
            continue
        if raw[0] in "\"'":
            value: Any = raw
            if len(raw) < 2 or raw[-1] != raw[0] or "\\" in raw:
                continue
        else:
            value = resolve(raw)
            if type(value) not in (str, int):
                continue
        yield Scalar(file, line + text.lines, column + text.columns, end + text.columns, type(value) is int)


def _is_condition(path: tuple[str | int, ...]) -> bool:
    if any(part in _CONDITIONS for part in path):
        return not (path[:1] == ("metadata",) and "annotations" in path)
    return path[-2:] == ("metadata", "namespace") or "labels" in path[:-2]


def dyed(texts: dict[str, list[str]], chosen: list[Scalar]) -> dict[str, str]:
    """The texts of the files with the scalars dyed, each by its index."""
    changed = {file: list(lines) for file, lines in texts.items()}
    for number, each in sorted(enumerate(chosen), key=lambda pair: -pair[1].column):
        lines = changed[each.file]
        line = lines[each.line - 1]
        raw = line[each.column - 1 : each.end - 1]
        if each.is_number:
            new = str(_FIRST_NUMBER + number)
        elif raw[0] in "\"'":
            new = f"{raw[:-1]}dye{number}x{raw[-1]}"
        else:
            new = f"{raw}dye{number}x"
        lines[each.line - 1] = line[: each.column - 1] + new + line[each.end - 1 :]
    return {file: "\n".join(lines) for file, lines in changed.items()}


def dyes_in(text: str) -> set[int]:
    """The dyes in a text, or in what it is base64 of."""
    found = {int(each) for each in _DYE.findall(text)}
    found |= {int(each) - _FIRST_NUMBER for each in _NUMBER.findall(text)}
    if not found and len(text) > 3:
        try:
            return dyes_in(base64.b64decode("".join(text.split()), validate=True).decode())
        except (binascii.Error, ValueError):
            return set()
    return found


def owners(chain: Any) -> tuple[set[Place], bool]:
    """The places that decide a value, and whether it is made of pieces."""
    if not isinstance(chain, Link):
        return ({place_of(chain)} if chain is not None else set()), False
    found, pieces = owners(chain.carried) if chain.carried is not None else ({place_of(chain.place)}, False)
    if chain.mode == DERIVED:
        return found | owners(chain.earlier)[0], True
    return found, pieces


def wrong_owners(trace: Trace, places: dict[tuple[str, int, int], int], output: str) -> Iterator[str]:
    """The leaves of the binary's output that have other dyes than the record says."""
    for resource, manifest in zip(trace.resources, read(output), strict=True):
        for path, value in leaves(manifest):
            if isinstance(value, (dict, list)) or str(path[-1]).startswith(_NOTES):
                continue
            chain = trace._chain(resource, path)
            wanted = set()
            found, pieces = owners(chain)
            for place in found:
                span = trace.lines.span(place)
                if span is not None and (place.file, span[0], span[1]) in places:
                    wanted.add(places[place.file, span[0], span[1]])
            there = dyes_in(str(value)) & set(places.values())
            pieces = pieces or (isinstance(chain, Link) and chain.step.what in _MAY_TAKE_PIECES)
            if not there <= wanted or (not pieces and there != wanted):
                yield f"{resource.id} {path} {str(value)[:80]!r}: has {sorted(there)}, the record says {sorted(wanted)}"


# A replacement may copy a part of its source.
_MAY_TAKE_PIECES = frozenset(("replacements", "ReplacementTransformer"))


class Dyer:
    """Dyes the scalars of one tree after the other."""

    def __init__(self, reference: Reference, keep: str = "") -> None:
        self.reference, self.keep = reference, keep
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []

    def tree(self, folder: Path, root: str, arguments: list[str], random: Random, most: int) -> None:
        """Dye so many scalars of the tree that lies in the folder."""
        try:
            _, session = _traced(folder / root, arguments)
        except (KustompyError, RecursionError):
            self.counts["trees that fail"] += 1
            return
        session.close()
        self.counts["trees"] += 1
        files = [each for each in session.files.were_read if _is_yaml(Path(each)) and Path(each).is_relative_to(folder)]
        lines = Lines(session.read)
        texts, all_of_them = {}, []
        for file in files:
            try:
                text = Path(file).read_bytes().decode()
            except (UnicodeDecodeError, OSError):
                continue
            if "\r" in text or "\t" in text:
                continue
            texts[file] = text.split("\n")
            all_of_them += list(scalars(file, lines))
        unique = list({(each.file, each.line, each.column): each for each in all_of_them}.values())
        random.shuffle(unique)
        self._dye(folder, root, arguments, texts, unique[:most])

    def _dye(
        self, folder: Path, root: str, arguments: list[str], texts: dict[str, list[str]], chosen: list[Scalar]
    ) -> None:
        if not chosen:
            return
        problem = self._rendered(folder, root, arguments, texts, chosen)
        if problem is None:
            self.counts["dyed"] += len(chosen)
        elif len(chosen) == 1:
            self.counts[problem] += 1
        else:
            middle = len(chosen) // 2
            self._dye(folder, root, arguments, texts, chosen[:middle])
            self._dye(folder, root, arguments, texts, chosen[middle:])

    def _rendered(
        self, folder: Path, root: str, arguments: list[str], texts: dict[str, list[str]], chosen: list[Scalar]
    ) -> str | None:
        """What keeps the dyed tree from being looked at; None if it was."""
        with tempfile.TemporaryDirectory(prefix="dye") as temporary:
            copy = Path(os.path.realpath(temporary)) / "tree"
            shutil.copytree(folder, copy, symlinks=True)
            for file, text in dyed(texts, chosen).items():
                (copy / Path(file).relative_to(folder)).write_text(text)
            result = self.reference.build(str(copy / root), *arguments)
            if result.code:
                return "refused by the binary"
            try:
                trace, session = _traced(copy / root, arguments)
                session.close()
                ours = write([each.manifest for each in trace.resources])
            except KustompyError:
                return "refused by us"
            theirs = result.stdout.decode()
            if ours != theirs:
                return "other bytes"
            places = {}
            for file in texts:
                here = str(copy / Path(file).relative_to(folder))
                for each in scalars(here, trace.lines):
                    line = Path(here).read_text().split("\n")[each.line - 1]
                    for dye in dyes_in(line[each.column - 1 : each.end - 1]):
                        places[here, each.line, each.column] = dye
            found = list(wrong_owners(trace, places, theirs))
            if found and self.keep:
                kept = Path(self.keep) / f"{len(self.wrong)}-{os.getpid()}"
                shutil.rmtree(kept, ignore_errors=True)
                shutil.copytree(copy, kept)
                (kept / "wrong.txt").write_text("\n".join(found) + "\n")
            self.wrong += [f"{folder}: {each}" for each in found]
            self.counts["wrong owners"] += len(found)
        return None


def _is_yaml(file: Path) -> bool:
    return file.suffix in (".yaml", ".yml", ".json") or file.name == "Kustomization"


def _traced(target: Path, arguments: list[str]) -> tuple[Trace, Session]:
    from kustompy.cli.build_flags import FLAGS, build_options
    from kustompy.cli.flags import parse

    options = build_options(parse(arguments, FLAGS), os.environ) if arguments else Options()
    record = Record()
    session = Session(Files(), options, Purpose(trace=record))
    return Trace(rendered(str(target), session), record, session.read), session


# A key twice is an error that these two have ways around, each with another value of the key.
_OF_KEYS_TWICE = ("annotations/repeated", "yaml/tags-on-keys")


def fixture_trees() -> Iterator[tuple[Path, str, list[str]]]:
    """The trees of the fixtures that build: folder, root, and flags."""
    for case in wanted_cases([]):
        meta = metadata(case)
        arguments = meta.get("args", [])
        if "/".join(case.parts[-2:]) in _OF_KEYS_TWICE:
            continue
        if "expected.yaml" in goldens(case) and not any("helm" in each or "plugin" in each for each in arguments):
            yield tree_of(case, meta), meta.get("root", "."), arguments
    example = FIXTURES.parent / "examples/gitops"
    for overlay in sorted((example / "overlays").iterdir()):
        yield example, str(overlay.relative_to(example)), []


def run(share: tuple[int, int, int, int, str]) -> tuple[Counter[str], list[str]]:
    """One process's share: trees of the fixtures in turn, then drawn ones."""
    seed, first, step, wanted, kept = share
    reference = find_reference()
    assert reference is not None, HOW
    dyer = Dyer(reference, kept)
    for number, (folder, root, arguments) in enumerate(fixture_trees()):
        if number % step == first and dyer.counts["dyed"] < wanted:
            dyer.tree(folder.resolve(), root, arguments, Random(f"{seed}/{number}"), 200)
    number = first
    while dyer.counts["dyed"] < wanted:
        random = Random(f"{seed}/{number}")
        tree = Tree(random)
        with tempfile.TemporaryDirectory(prefix="tree") as temporary:
            folder = Path(os.path.realpath(temporary))
            for name, text in tree.files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(text.encode())
            dyer.tree(folder, tree.root, [], random, 200)
        number += step
    return dyer.counts, dyer.wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scalars", type=int, default=10_000, help="how many to dye")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", default="", help="a folder for the trees with a wrong owner")
    options = parser.parse_args()
    if find_reference() is None:
        print(HOW, file=sys.stderr)
        return 1
    if options.keep:
        Path(options.keep).mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    share = -(-options.scalars // options.jobs)
    shares = [(options.seed, first, options.jobs, share, options.keep) for first in range(options.jobs)]
    with multiprocessing.Pool(options.jobs) as pool:
        results = pool.map(run, shares)
    wrong = [each for _, found in results for each in found]
    print(*wrong, sep="\n")
    print(dict(sum((counts for counts, _ in results), Counter())), f"{time.monotonic() - began:.0f} s")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
