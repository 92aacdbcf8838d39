"""A scalar that is dyed is the cause of what then differs: the line that ``diff`` tells is the line of the dye."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path
from random import Random

from kustompy.cli.build_flags import FLAGS, build_options
from kustompy.cli.flags import parse
from kustompy.errors import KustompyError
from kustompy.planning.changes.differ import Side, differences
from kustompy.planning.sides import side_of_build
from kustompy.provenance.lines import Lines
from kustompy.rendering.pipeline import build
from kustompy.session.options import Options
from tests.compat.dye import Scalar, dyed, dyes_in, fixture_trees, scalars

EVERY, MOST = 9, 6
"""Of the trees of the fixtures each ninth is dyed here, in so many places. Once, all trees were in 40 places each."""
_COPIES = "patches_json6902/all-operations"
"""An operation that copies is told by its own line, not by that of what it copies."""
_NOTES = "internal.config.kubernetes.io/"
"""What kustomize notes for itself, and operations may copy, has no writer."""


def of_tree(folder: Path, root: str, options: Options) -> tuple[dict[str, list[str]], list[Scalar]]:
    """The lines of the YAML files of a build, and the scalars in them."""
    texts: dict[str, list[str]] = {}
    found: list[Scalar] = []
    lines = Lines(lambda path: Path(path).read_bytes())
    for file in map(Path, build(str(folder / root), options).files):
        if file.suffix not in (".yaml", ".yml") or not file.is_relative_to(folder):
            continue
        try:
            text = file.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        if "\r" not in text and "\t" not in text:
            texts[str(file)] = text.split("\n")
            found += scalars(str(file), lines)
    return texts, list({(each.file, each.line, each.column): each for each in found}.values())


def told_otherwise(
    folder: Path, root: str, options: Options, old: Side, scalar: Scalar, texts: list[str], at: Path
) -> list[str]:
    """The fields that have the dye, and whose causes are other lines."""
    shutil.copytree(folder, at, symlinks=True)
    file = at / Path(scalar.file).relative_to(folder)
    file.write_text(dyed({scalar.file: texts}, [scalar])[scalar.file])
    try:
        new = side_of_build(str(at / root), options)
    except KustompyError:
        return []
    wrong = []
    for change in differences(old, new):
        for field in change.fields:
            if field.follows or not dyes_in(str(field.new)) or str(field.path[-1]).startswith(_NOTES):
                continue
            told = [each.writer[2:4] for each in field.causes]
            # of an element that is there as a whole, the line where it begins is told
            if isinstance(field.new, (dict, list)) and told:
                continue
            if (str(file), scalar.line) not in told:
                wrong.append(f"{file}:{scalar.line} {field.path} {field.causes}")
    return wrong


def test_causes_are_the_lines_that_were_dyed(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for number, (tree, root, arguments) in enumerate(fixture_trees()):
        if number % EVERY or _COPIES in tree.as_posix():
            continue
        folder = tree.resolve()
        options = build_options(parse(arguments, FLAGS), os.environ) if arguments else Options()
        texts, found = of_tree(folder, root, options)
        old = side_of_build(str(folder / root), options)
        Random(number).shuffle(found)
        for each in found[:MOST]:
            counts["dyed"] += 1
            wrong += told_otherwise(folder, root, options, old, each, texts[each.file], tmp_path / str(counts["dyed"]))
    assert wrong == []
    assert counts["dyed"] > 50
