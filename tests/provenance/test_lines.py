"""Lines of places: long texts, texts in texts, old names of fields, and values of Secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kustompy.errors import LoadError
from kustompy.provenance.lines import Lines, Text
from kustompy.provenance.places import WHOLE, Place
from kustompy.yamlio.read.positions import positions

if TYPE_CHECKING:
    from kustompy.model.paths import FieldPath

TEXT = """\
apiVersion: v1
data:
  a: "x: 1"
  b: |

      k: 1
      l:
      - m
  c: 'it''s'
  d: k=v
e: [1, {f: g}]
---
kind: Secret
data: {a: b}
"""
KUSTOMIZATION = """\
Resources: [one.yaml]
bases: [two, three]
imageTags:
- name: a
configMapGenerator:
- env: a.env
secretGenerator:
- literals: [A=b]
  files: [f]
"""
FILES = {"t.yaml": TEXT, "k.yaml": KUSTOMIZATION}
LONG = "a: &x {b: 1}\nc:\n" + "".join(f"- {{n: {number}, deep: {{x: [y]}}}}\n" for number in range(400)) + "d: *x\n"


def read(file: str) -> bytes:
    if file not in FILES:
        raise LoadError("gone")
    return FILES[file].encode()


def text(*inner: FieldPath, document: int = 0, path: FieldPath = (), file: str = "t.yaml", line: int = 0) -> Place:
    return Place(file, document, path, tuple((0, each) for each in inner), line)


PLACES: list[tuple[Place, tuple[int, int, int, int] | None, str | None, bool]] = [
    (text(path=("apiVersion",)), (1, 13, 1, 15), "v1", True),
    (text(path=("data", "d")), (10, 6, 10, 9), "k=v", True),
    (text(path=("e", 1, "f")), (11, 12, 11, 13), "g", True),
    # a value that is not there: the nearest one around it
    (text(path=("e", 1, "z")), (11, 8, 11, 14), None, False),
    (text(path=("data",)), (3, 3, 11, 1), None, True),
    (text(document=1, path=("kind",)), (13, 7, 13, 13), "Secret", True),
    # texts in texts
    (text(("x",), path=("data", "a")), (3, 10, 3, 11), "1", True),
    (text(("k",), path=("data", "b")), (6, 10, 6, 11), "1", True),
    (text(("l", 0), path=("data", "b")), (8, 9, 8, 10), "m", True),
    (text(("k",), path=("data", "c")), (9, 6, 9, 13), None, False),
    # lines of files, and whole files
    (text(line=WHOLE), (1, 1, 1, 1), "apiVersion: v1", True),
    (text(line=2), (2, 1, 2, 1), "data:", True),
    (text(line=99), (99, 1, 99, 1), None, True),
    (text(file="gone.yaml", path=("a",)), None, None, False),
    (text(file=""), None, None, False),
    # names in another case, and old names, whose entries come behind those of the new one
    (text(file="k.yaml", path=("resources", 0)), (1, 13, 1, 21), "one.yaml", True),
    (text(file="k.yaml", path=("images", 0, "name")), (4, 9, 4, 10), "a", True),
    (text(file="k.yaml", path=("configMapGenerator", 0, "envs", 0)), (6, 8, 6, 13), "a.env", True),
]


@pytest.mark.parametrize(("place", "span", "written", "is_there"), PLACES, ids=str)
def test_places(place: Place, span: tuple[int, int, int, int] | None, written: str | None, is_there: bool) -> None:
    lines = Lines(read)
    assert lines.span(place) == span
    assert (lines.text(place), lines.is_there(place)) == (written, is_there)


@pytest.mark.parametrize(
    ("place", "is_secret"),
    [
        (text(document=1, path=("data", "a")), True),
        (text(document=1, path=("kind",)), False),
        (text(path=("data", "a")), False),
        (text(path=("stringData", "a")), True),
        (text(("data",), path=("data", "a")), False),
        (text(("stringData", "x"), path=("data", "a")), True),
        (text(file="k.yaml", path=("secretGenerator", 0, "literals", 0)), True),
        (text(file="k.yaml", path=("secretGenerator", 0, "files", 0)), False),
    ],
    ids=str,
)
def test_places_in_secrets(place: Place, is_secret: bool) -> None:
    assert Lines(read).is_of_secret(place) is is_secret


@pytest.mark.parametrize("size", [0, 40_000, 300_000])
@pytest.mark.parametrize("is_expected", [True, False])
def test_long_texts_have_the_same_places(size: int, is_expected: bool) -> None:
    """Of long texts only what is asked for is looked up, which must not show."""
    whole = LONG + "#" * size
    asked: list[tuple[FieldPath, tuple[int, int, int, int]]] = [
        (("c", 7, "n"), (10, 7, 10, 8)), (("c", 7, "deep", "x", 0), (10, 21, 10, 22)),
        (("c", 399, "n"), (402, 7, 402, 10)),
        (("a", "b"), (1, 11, 1, 12)), (("c", 8), (11, 3, 11, 25)),
    ]  # fmt: skip
    found = Text(whole, expected={(0, path) for path, _ in asked} if is_expected else None)
    assert [found.span(0, path) for path, _ in asked] == [span for _, span in asked]
    assert Text(whole, 2, 3).shifted((1, 1, 1, 2)) == (3, 4, 3, 5)
    assert Text("a: 1\nb: 2").whole_line(9) == (2, 1, 2, 5)
    assert found.span(0, ("c", 7, "gone")) == (10, 3, 10, 25)


def test_of_long_texts_only_what_is_asked_for_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []

    def counted(text: bytes | str, expected: object = None, near: object = None) -> object:
        looks.append("expected" if expected is not None else "whole" if near is None else "near")
        return positions(text, expected, near=near)  # type: ignore[arg-type]  # what the real one is given

    monkeypatch.setattr("kustompy.provenance.lines.positions", counted)
    there: FieldPath = ("c", 7, "n")
    aliased: FieldPath = ("d", "b")
    gone: FieldPath = ("c", 7, "gone")
    for size, path, is_expected, seen in (
        (0, there, True, ["near"]),
        (0, gone, True, ["near", "whole"]),
        (0, aliased, False, ["near", "whole"]),
        (40_000, there, True, ["expected"]),
        (40_000, gone, True, ["expected", "near", "whole"]),
        (40_000, there, False, ["near"]),
        (300_000, gone, True, ["expected"]),
        (300_000, gone, False, ["near", "whole"]),
    ):
        looks.clear()
        text = Text(LONG + "#" * size, expected={(0, path)} if is_expected else {(0, ("a",))})
        first = text.span(0, path)
        assert (size, path, looks) == (size, path, seen)
        assert text.span(0, path) == first
        assert (size, path, looks) == (size, path, seen)
    for short in ("- a\n" * 199 + "- a", "- a\n" * 200 + "- a", "a" * 32_000, "a" * 32_001):
        looks.clear()
        Text(short)
        assert looks == (["whole"] if len(short) in (799, 32_000) else [])
