"""The lines and columns that a diagnostic gets from its file and path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kustompy.diagnosis.places import Places
from kustompy.errors import UNREADABLE
from kustompy.errors.diagnostic import Diagnostic
from kustompy.system.files import Files

if TYPE_CHECKING:
    from kustompy.model.paths import FieldPath

KUSTOMIZATION = b"""\
bases:
- ../base
NamePrefix: a-
configMapGenerator:
- name: settings
  files: [key=some/file.txt]
patches:
- path: patch.yaml
- patch: |
    kind: Service
    metadata:
      name: web
"""
FILES = {
    "/kustomization.yaml": KUSTOMIZATION,
    "/broken.yaml": b"a: 1\nb: [\n",
    "/two.yaml": b"kind: A\n---\nkind: B\n",
    "/empty.yaml": b"",
    "/secret.yaml": b"secretGenerator:\n- literals: [A=b]\n",
}


@pytest.fixture
def places() -> Places:
    return Places(Files(FILES, disk=False))


def told(file: str, *path: str | int, **more: object) -> Diagnostic:
    return Diagnostic("x", file=f"/{file}.yaml", path=path, **more)  # type: ignore[arg-type]  # names of fields


def span(diagnostic: Diagnostic) -> tuple[int, int, int, int]:
    return diagnostic.line, diagnostic.column, diagnostic.end_line, diagnostic.end_column


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("configMapGenerator", 0, "name"), (5, 9, 5, 17)),
        (("patches", 0, "path"), (8, 9, 8, 19)),
        # today's name of a field finds its old name, in any case of letters
        (("resources", 0), (2, 3, 2, 10)),
        (("namePrefix",), (3, 13, 3, 15)),
    ],
)
def test_place_of_a_value(places: Places, path: FieldPath, expected: tuple[int, int, int, int]) -> None:
    assert span(places.placed(told("kustomization", *path))) == expected


def test_place_of_a_key(places: Places) -> None:
    assert span(places.placed(told("kustomization", "patches", on_key=True))) == (7, 1, 7, 8)


def test_place_in_a_text_that_is_a_value(places: Places) -> None:
    diagnostic = told("kustomization", "patches", 1, "patch", inline=((0, ("metadata", "name")),))
    placed = places.placed(diagnostic)
    assert span(placed) == (12, 13, 12, 16)
    assert placed.inline == ()


def test_a_line_of_a_text_is_marked_whole(places: Places) -> None:
    diagnostic = told("kustomization", "patches", 1, "patch", inline=((0, ()),), line=2)
    assert places.placed(diagnostic).line == 11


def test_place_in_a_later_document(places: Places) -> None:
    assert span(places.placed(told("two", "kind", document=1))) == (3, 7, 3, 8)


def test_what_no_yaml_reader_understands_is_where_it_stopped(places: Places) -> None:
    placed = places.placed(told("broken", fault=UNREADABLE))
    assert placed.line > 1


@pytest.mark.parametrize(("file", "line"), [("empty", 0), ("missing", 0)])
def test_a_file_without_text_has_no_line(places: Places, file: str, line: int) -> None:
    assert places.placed(told(file, "kind")).line == line
    assert places.line(f"/{file}.yaml", 1) == ""
    assert places.config(f"/{file}.yaml") is None


def test_an_unknown_path_is_at_what_is_nearest_above(places: Places) -> None:
    assert places.placed(told("kustomization", "patches", 0, "target", "kind")).line == 8


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        (("resources", 0), "../base"),
        (("configMapGenerator", 0, "files", 0), "some/file.txt"),
        (("patches", 0), "patch.yaml"),
        (("patches", 1), ""),
        (("patches", 7), ""),
        (("patches", "name"), ""),
        (("configMapGenerator", 0, "files", 0, "deeper"), ""),
        (("configMapGenerator",), ""),
    ],
)
def test_the_path_that_an_entry_names(places: Places, path: FieldPath, entry: str) -> None:
    assert places.entry(told("kustomization", *path)) == entry


def test_written_text_of_a_place(places: Places) -> None:
    assert places.written(places.placed(told("kustomization", "patches", 0, "path"))) == "patch.yaml"
    assert places.written(places.placed(told("kustomization", "patches"))) == ""
    assert places.written(places.placed(told("secret", "secretGenerator", 0, "literals", 0))) == ""


@pytest.mark.parametrize(("number", "line"), [(1, "kind: A"), (3, "kind: B"), (0, ""), (4, ""), (-1, "")])
def test_a_line_by_its_number(places: Places, number: int, line: str) -> None:
    assert places.line("/two.yaml", number) == line


def test_suggestions_are_looked_for_a_hundred_times(places: Places) -> None:
    assert [places.may_suggest() for _ in range(101)] == [True] * 100 + [False]
