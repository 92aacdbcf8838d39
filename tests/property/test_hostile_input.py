"""Laws for whatever a pull request may bring: only our errors, nothing written, nothing left behind."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kustompy
from kustompy.errors import KustompyError
from kustompy.rendering.pipeline import build
from kustompy.session.options import Options
from kustompy.system.files import Files
from tests.fuzz.targets import FILES, FIXED_KUSTOMIZATION, MANIFEST, built

WORDS = st.sampled_from(
    ["resources", "patches", "images", "replacements", "configMapGenerator", "secretGenerator", "namespace", "kind",
     "namePrefix", "labels", "components", "apiVersion", "metadata", "name", "data", "items", "spec", "target", "path",
     "literals", "files", "source", "targets", "select", "fieldPaths"]
)  # fmt: skip
KEYS = WORDS | st.text(max_size=5)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
VALUES = st.recursive(
    PLAIN | st.sampled_from(FILES) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
GOOD = {
    "kustomization.yaml": b"resources: [a.yaml, base]\npatches: [{path: b.yaml}]\n",
    "a.yaml": MANIFEST,
    "b.yaml": MANIFEST,
    "base/kustomization.yaml": b"configMapGenerator: [{name: g, envs: [d.env], files: [c.yaml]}]\n",
    "base/c.yaml": MANIFEST,
    "base/d.env": b"A=1\n",
}


@given(st.sampled_from(sorted(GOOD)), st.binary(max_size=200))
def test_any_bytes_in_any_file(name: str, content: bytes) -> None:
    built({**GOOD, name: content})


@given(st.sampled_from(sorted(GOOD)), st.integers(0, 300), st.integers(0, 300), st.binary(max_size=6))
def test_a_file_with_bytes_exchanged(name: str, start: int, length: int, content: bytes) -> None:
    good = GOOD[name]
    built({**GOOD, name: good[: start % len(good)] + content + good[start % len(good) + length % 10 :]})


@given(st.dictionaries(WORDS, VALUES, max_size=5), VALUES, VALUES)
def test_any_values_anywhere(kustomization: dict[str, object], first: Any, second: Any) -> None:
    files = {
        "/t/kustomization.yaml": {"resources": ["a.yaml"], **kustomization},
        "/t/a.yaml": first,
        "/t/b.yaml": second,
    }
    try:
        texts = {name: kustompy.dump(content).encode() for name, content in files.items()}
    except (KustompyError, TypeError, AttributeError, ValueError):
        return  # no text holds these values
    built(texts)


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every path below a folder with its time of change and its content."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
    }


@given(st.sampled_from(sorted(GOOD)), st.binary(max_size=80))
def test_a_build_writes_nothing(name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lay_out({**GOOD, name: content}, Path(folder))
        before = snapshot(Path(folder))
        with contextlib.suppress(KustompyError):
            build(folder).to_yaml()
        assert snapshot(Path(folder)) == before


def lay_out(files: dict[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


class Interrupted(Files):
    """Files of which the one with a number is never read to its end."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.left = number

    def read(self, path: str, *, is_real: bool = False) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return super().read(path, is_real=is_real)


@pytest.mark.parametrize("number", range(7))
def test_an_interrupted_build_leaves_nothing_behind(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    lay_out(GOOD, tmp_path / "tree")
    before, descriptors = snapshot(tmp_path), len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc") else 0
    with pytest.raises((KeyboardInterrupt, KustompyError)):
        build(str(tmp_path / "tree"), Options(), Interrupted(number)).one("ConfigMap", "nothing")
    assert snapshot(tmp_path) == before
    assert not os.path.isdir("/proc") or len(os.listdir("/proc/self/fd")) == descriptors


def test_the_tree_of_these_laws_builds() -> None:
    assert FIXED_KUSTOMIZATION
    assert len(kustompy.build("/t", files={f"/t/{name}": text for name, text in GOOD.items()}, disk=False)) == 2
