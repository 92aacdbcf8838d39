"""What is dyed in trees comes out where the record says: a bounded number of scalars, the same ones each time.

``python tests/compat/dye.py --scalars 10000`` dyes as many as one likes.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from random import Random

from tests.compat.dye import Dyer, fixture_trees
from tests.compat.trees.tree import Tree
from tools.reference import Reference

EVERY = 5
"""Of the trees of the fixtures each fifth is dyed here."""
DRAWN = 20


def test_the_dyes_of_the_fixtures(reference: Reference) -> None:
    dyer = Dyer(reference)
    for number, (folder, root, arguments) in enumerate(fixture_trees()):
        if number % EVERY == 0:
            dyer.tree(folder.resolve(), root, arguments, Random(number), 100)
    assert dyer.wrong == []
    assert dyer.counts["dyed"] > 100


def test_the_dyes_of_drawn_trees(reference: Reference) -> None:
    dyer = Dyer(reference)
    for number in range(DRAWN):
        random = Random(f"dye/{number}")
        tree = Tree(random)
        with tempfile.TemporaryDirectory(prefix="tree") as temporary:
            folder = Path(os.path.realpath(temporary))
            for name, text in tree.files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(text.encode())
            dyer.tree(folder, tree.root, [], random, 100)
    assert dyer.wrong == []
    assert dyer.counts["dyed"] > 100
