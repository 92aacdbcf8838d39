"""Hints from lines and entries, row by row, and what is left alone."""

from __future__ import annotations

import pytest

from kustompy.diagnosis import hints
from kustompy.diagnosis.places import Places
from kustompy.errors import KustompyError, LoadError, wrapping
from kustompy.errors.diagnostic import Diagnostic
from kustompy.system.files import Files

_CONFLICT = [
    "a: 1",
    "b: 2",
    "c: 3",
    "<<<<<<< HEAD",
    "d: 4",
    "=======",
    "d: 5",
    ">>>>>>> x",
    "e: 6",
    "f: 7",
    "g: 8",
    "h: 9",
]


@pytest.mark.parametrize(
    ("line", "found"),
    [(1, 4), (4, 4), (7, 4), (8, 6), (9, 6), (10, 8), (11, 8), (12, 0), (0, 0), (99, 0)],
)
def test_conflicts_near_a_line(line: int, found: int) -> None:
    assert hints.conflict_line(_CONFLICT, line) == found
    assert hints.conflict_line(["=======", ">>>>>>>"], 1) == 0


@pytest.mark.parametrize(
    ("lines", "line", "hint"),
    [
        (["a: {{ b }}"], 1, "this looks like a template: render it first, or quote the braces"),
        (["x", "a: {{ b }}"], 1, ""),
        (["x", "a: {{ b }}"], 2, "this looks like a template: render it first, or quote the braces"),
        (["a: {{ b }}"], 0, ""),
        (["a: {{ b }}"], 2, ""),
        (["a", "\ufffd"], 2, "save the file as UTF-8 text"),
        (["a", "\ufffd"], 1, ""),
        (["a\0", "b"], 2, "save the file as UTF-8 text"),
        (["a", "b\0"], 2, ""),
        ([], 0, ""),
    ],
)
def test_lines_that_cannot_be_read(lines: list[str], line: int, hint: str) -> None:
    assert hints.of_lines(lines, line) == hint


@pytest.mark.parametrize(
    ("entry", "hint"),
    [
        ("base/kustomization.yaml", "name the directory: `base`"),
        ("kustomization.yaml", ""),
        ("base/other.yaml", ""),
        ("~/a.yaml", "`~` is not the home directory here: write a relative path"),
        ("a~.yaml", ""),
        ("${A}.yaml", "variables are not replaced here: write the path itself"),
        ("*.yaml", "patterns are not matched here: list each file"),
        ("a?.yaml", "patterns are not matched here: list each file"),
        ("[ab].yaml", "patterns are not matched here: list each file"),
        ("a\\b.yaml", "write `/` between folders: `a/b.yaml`"),
    ],
)
def test_entries_that_name_no_file(entry: str, hint: str) -> None:
    assert hints.of_entry(entry, ("kustomization.yaml",)) == hint


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("spec.replicas", ""),
        (".spec.replicas", "write `spec.replicas`"),
        ("{.spec.replicas}", "write `spec.replicas`"),
        ("spec.list[0].name", "write `spec.list.0.name`"),
        ("spec.list.[name=a].b", ""),
        ("spec/replicas", "write `spec.replicas`"),
        ("/spec/replicas", "write `spec.replicas`"),
        ("spec.a/b", ""),
        ("metadata.labels.a.b/c", r"put a backslash before each dot of the key: `metadata.labels.a\.b/c`"),
        (r"metadata.annotations.a\.b.c", r"put a backslash before each dot of the key: `metadata.annotations.a\.b\.c`"),
        (r"metadata.annotations.a\.b", ""),
        ("metadata.labels.[a.b]", ""),
        ("metadata.labels.a", ""),
    ],
)
def test_field_paths_of_other_tools(path: str, hint: str) -> None:
    assert hints.of_field_path(path) == hint


def test_other_hints() -> None:
    assert hints.of_bare_directory("base").startswith("`base` has no kustomization: ")
    assert (hints.of_bare_directory(""), hints.of_bare_directory("a\nb")) == ("", "")
    assert hints.of_missing_file(("secretGenerator", 0, "files", 0)).startswith("add the file")
    assert (hints.of_missing_file(("resources", 0)), hints.of_missing_file(())) == ("", "")


def test_entries_and_lines_of_places() -> None:
    text = "resources: [a.yaml]\nPatches: [{path: p.yaml}]\nconfigMapGenerator: [{files: [k=f.txt, 1]}]\n"
    places = Places(Files({"/k.yaml": text.encode(), "/bad.yaml": b"a: ["}, disk=False))
    paths: dict[tuple[str | int, ...], str] = {
        ("resources", 0): "a.yaml", ("resources", 1): "", ("resources", "x"): "", ("patches", 0): "p.yaml",
        ("patches", 0, "path"): "p.yaml", ("configMapGenerator", 0, "files", 0): "f.txt",
        ("configMapGenerator", 0, "files", 1): "", ("resources", 0, "x"): "",
    }  # fmt: skip
    found = {path: places.entry(Diagnostic("m", file="/k.yaml", path=path)) for path in paths}
    assert found == paths
    assert (places.config("/bad.yaml"), places.config("/gone.yaml"), places.text("/gone.yaml")) == (None, None, b"")
    assert [places.line("/k.yaml", number) for number in (0, 1, 99)] == ["", "resources: [a.yaml]", ""]
    assert (places.line_of("/k.yaml", ("resources", 0)), places.line_of("/gone.yaml", ("a",))) == (1, 0)
    assert sum(places.may_suggest() for _ in range(102)) == 100
    there, gone = (places.placed(Diagnostic("m", file=file, path=("a",))) for file in ("/k.yaml", "/gone.yaml"))
    assert ((there.line, there.column), (gone.line, gone.column)) == ((1, 1), (0, 0))


def test_what_an_outer_level_knows() -> None:
    bare = LoadError("m")
    assert bare.located(file="/f", path=("a",), resource="r").diagnostics[0].file == "/f"
    assert bare.diagnostics[0].path == ("a",)
    assert bare.located(file="/g", path=("b",), resource="s").diagnostics[0].resource == "r"
    inner = LoadError("m", file="/f").located(file="/other", path=("a",))
    assert (inner.diagnostics[0].file, inner.diagnostics[0].path) == ("/f", ())
    same = LoadError("m", file="/f").located(file="/f", path=("a",))
    assert same.diagnostics[0].path == ("a",)
    named = LoadError("m", file="/f").located(resource="r")
    assert named.diagnostics[0].resource == "r"
    assert (bare.code, bare.coded("KST301").code, bare.coded("KST302").code) == ("KST300", "KST301", "KST301")
    assert [bare.hinted(each).diagnostics[0].hint for each in ("one", "two")] == ["one", "one"]
    assert bare.below(["x", 0]).diagnostics[0].path == ("x", 0, "a")


def test_levels_that_wrap_an_error() -> None:
    inner = LoadError("inner")
    with pytest.raises(LoadError), wrapping("outer", file="/f", path=("p",), below=("b",), resource=1, hint="h"):
        raise inner
    first = inner.diagnostics[0]
    assert str(inner) == "outer: inner"
    assert (first.file, first.path, first.resource, first.hint) == ("/f", ("b",), "1", "h")
    with pytest.raises(LoadError), wrapping(lambda error: f"<{error}>"):
        raise inner
    assert str(inner) == "<outer: inner>"
    other = KustompyError("inner")
    with pytest.raises(KustompyError), wrapping("outer", kinds=LoadError):
        raise other
    assert str(other) == "inner"
    with pytest.raises(ValueError, match="x"), wrapping("outer"):
        raise ValueError("x")
