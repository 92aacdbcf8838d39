"""An outer level words and places what an inner one raises, and knows nothing better than that one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import kustompy
from kustompy.errors import KustompyError, LoadError, wrapping


def fails(**place: object) -> None:
    raise LoadError("no such file", **place)  # type: ignore[arg-type]  # the fields of a place


def test_each_level_puts_its_words_before() -> None:
    with pytest.raises(LoadError) as caught, wrapping("outer"), wrapping("inner", file="a.yaml", path=("b", 0)):
        fails()
    error = caught.value
    assert str(error) == "outer: inner: no such file"
    first = error.diagnostics[0]
    assert (first.message, first.file, first.path) == ("no such file", "a.yaml", ("b", 0))
    assert error.__cause__ is None
    assert error.__context__ is None


def test_the_inner_place_stays() -> None:
    with pytest.raises(LoadError) as caught, wrapping(file="outer.yaml", path=("a",), resource="r"):
        fails(file="inner.yaml", path=("b",))
    first = caught.value.diagnostics[0]
    assert (str(caught.value), first.file, first.path, first.resource) == ("no such file", "inner.yaml", ("b",), "r")


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError, match="a"), wrapping("outer"):
        raise KeyError("a")


def test_what_succeeds_is_as_it_was() -> None:
    with wrapping("outer"):
        done = True
    assert done
    assert issubclass(LoadError, KustompyError)


def test_nobody_words_an_error_and_raises_it_again() -> None:
    """A level words, places and chains with ``wrapping``, or changes the error and lets it go on as it is."""
    changes = {"worded", "located", "noted", "below", "hinted", "coded"}
    found = [
        f"{file}:{each.lineno}"
        for file in sorted(Path(kustompy.__file__).parent.rglob("*.py"))
        if "except" in (text := file.read_text(encoding="utf-8"))
        for handler in ast.walk(ast.parse(text))
        if isinstance(handler, ast.ExceptHandler)
        for each in ast.walk(handler)
        if isinstance(each, ast.Raise)
        and isinstance(each.exc, ast.Call)
        and isinstance(each.exc.func, ast.Attribute)
        and each.exc.func.attr in changes
        and handler.name in {part.id for part in ast.walk(each.exc.func) if isinstance(part, ast.Name)}
    ]
    assert found == []
