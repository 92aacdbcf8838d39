"""Hints that hang on how something is written: what each spelling gets, and what gets none."""

from __future__ import annotations

import pytest

from kustompy.diagnosis import hints
from kustompy.kustomization.file import FILE_NAMES

MERGED = ["a: 1", "<<<<<<< HEAD", "b: 2", "=======", "b: 3", ">>>>>>> theirs", "c: 4", "d: 5", "e: 6", "f: 7"]


@pytest.mark.parametrize(("line", "found"), [(1, 2), (3, 2), (5, 2), (7, 4), (8, 6), (9, 6), (10, 0), (0, 2)])
def test_a_mark_of_git_is_found_within_three_lines(line: int, found: int) -> None:
    assert hints.conflict_line(MERGED, line) == found


def test_a_line_of_equals_signs_alone_is_no_conflict() -> None:
    assert hints.conflict_line(["title", "=======", "text"], 2) == 0


@pytest.mark.parametrize(
    ("lines", "line", "hint"),
    [
        (["name: {{ .Values.name }}"], 1, "this looks like a template: render it first, or quote the braces"),
        (["name: {{ .Values.name }}", "kind: Pod"], 2, ""),
        (["name: {{ .Values.name }}"], 0, ""),
        (["name: caf\ufffd"], 1, "save the file as UTF-8 text"),
        (["a: 1", "name: caf\ufffd"], 1, ""),
        (["a\0p\0i"], 0, "save the file as UTF-8 text"),
        (["a: 1", "b\0"], 0, ""),
        (["kind: Pod"], 1, ""),
    ],
)
def test_hint_of_lines(lines: list[str], line: int, hint: str) -> None:
    assert hints.of_lines(lines, line) == hint


@pytest.mark.parametrize(
    ("entry", "hint"),
    [
        ("../base/kustomization.yaml", "name the directory: `../base`"),
        ("../base/Kustomization", "name the directory: `../base`"),
        ("kustomization.yaml", ""),
        ("../base/deployment.yaml", ""),
        ("~/base", "`~` is not the home directory here: write a relative path"),
        ("base~", ""),
        ("$HOME/base", "variables are not replaced here: write the path itself"),
        ("*.yaml", "patterns are not matched here: list each file"),
        ("pod[12].yaml", "patterns are not matched here: list each file"),
        ("pod?.yaml", "patterns are not matched here: list each file"),
        ("..\\base", "write `/` between folders: `../base`"),
    ],
)
def test_hint_of_an_entry(entry: str, hint: str) -> None:
    assert hints.of_entry(entry, FILE_NAMES) == hint


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("metadata.labels.app.kubernetes.io/name",
         "put a backslash before each dot of the key: `metadata.labels.app\\.kubernetes\\.io/name`"),
        ("metadata.annotations.a.b\\.c",
         "put a backslash before each dot of the key: `metadata.annotations.a\\.b\\.c`"),
        ("metadata.labels.app\\.kubernetes\\.io/name", ""),
        ("metadata.labels.app", ""),
        ("metadata.labels.[app.kubernetes.io/name]", ""),
        ("spec.containers[0].image", "write `spec.containers.0.image`"),
        ("spec.containers.[name=main].image", ""),
        ("spec/replicas", "write `spec.replicas`"),
        ("/spec/replicas", "write `spec.replicas`"),
        ("{.spec.replicas}", "write `spec.replicas`"),
        ("spec.replicas", ""),
    ],
)  # fmt: skip
def test_hint_of_a_field_path(path: str, hint: str) -> None:
    assert hints.of_field_path(path) == hint


@pytest.mark.parametrize(("entry", "is_told"), [("base", True), ("", False), ("a: 1\nb: 2", False)])
def test_only_an_entry_that_may_be_a_directory_is_told_of(entry: str, is_told: bool) -> None:
    assert (f"`{entry}` has no kustomization" in hints.of_bare_directory(entry)) == is_told


@pytest.mark.parametrize(("field", "is_told"), [("secretGenerator", True), ("configMapGenerator", False)])
def test_only_files_of_secrets_may_come_from_the_pipeline(field: str, is_told: bool) -> None:
    assert ("[inputs]" in hints.of_missing_file((field, 0, "files", 0))) == is_told
