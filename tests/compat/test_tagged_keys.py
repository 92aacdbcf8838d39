"""Every tag on every key before every value: what is merged, dropped, kept as a text, or refused.

The documents that kustompy builds are compared in one build for each place; those that it refuses, each by itself, and
a share of them: one process each.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from kustompy.errors import YamlError
from kustompy.rendering.pipeline import build
from tools.reference import Reference

TAGS = [
    "", "! ", "!!str ", "!!merge ", "!!int ", "!!float ", "!!bool ", "!!null ", "!!map ", "!!seq ", "!!timestamp ",
    "!!binary ", "!foo ",
]  # fmt: skip
KEYS = ["<<", '"<<"', "a", '"a"', "1", '"1"', "true", "~", '""', "1.5", "2001-01-01", "YQ==", "=", "yes"]
SHARE = 5
VALUES = ["*d", "[{q: 1}, *d]", "{x: y}", "x"]
PLACES = {
    "inside": 'data: &d {{x: "1", s: t}}\nother:\n  b: c\n  {0}\n',
    "at the root": 'data: &d {{x: "1", s: t}}\n{0}\n',
}


def document(number: int, entry: str, place: str) -> str:
    """A config map with the entry."""
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{number}}}\n{place.format(entry)}"


def built(folder: Path, text: str) -> list[str] | None:
    """What kustompy makes of the text, None if it refuses it."""
    (folder / "kustomization.yaml").write_text("resources: [r.yaml]\n")
    (folder / "r.yaml").write_text(text)
    try:
        return build(str(folder)).to_yaml().splitlines()
    except YamlError:
        return None


@pytest.mark.parametrize("place", PLACES.values(), ids=list(PLACES))
def test_tags_on_keys(place: str, reference: Reference, tmp_path: Path) -> None:
    entries = [f"{tag}{key}: {value}" for tag, key, value in product(TAGS, KEYS, VALUES)]
    texts = {entry: document(number, entry, place) for number, entry in enumerate(entries)}
    taken = [text for text in texts.values() if built(tmp_path, text) is not None]
    assert len(taken) > len(texts) / 4
    ours = built(tmp_path, "---\n".join(taken))
    theirs = reference.build(str(tmp_path))
    assert theirs.code == 0, theirs.stderr.decode()
    assert ours == theirs.stdout.decode().splitlines()
    refused = [text for text in texts.values() if text not in taken]
    for text in refused[::SHARE]:
        built(tmp_path, text)
        assert reference.build(str(tmp_path)).code != 0, text
