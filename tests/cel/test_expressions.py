"""Expressions, one a line in ``expressions.txt``, and what they come to."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

from kustompy.cel import CelError, CompileError, compiled
from kustompy.cel.library import NAMES
from kustompy.cel.library.durations import duration_of
from kustompy.cel.library.times import timestamp_of
from kustompy.cel.overloads import overloads_in
from kustompy.cel.program import described
from kustompy.cel.types import DURATION, DYN, INT, STRING, TIMESTAMP, list_of, map_of, object_of
from kustompy.cel.values import Uint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cel.values import Value

LINES = Path(__file__).with_name("expressions.txt").read_text(encoding="utf-8").splitlines()
CASES = [
    re.split(r" (=>|!!|!) ", line, maxsplit=1) for line in LINES if re.search(r" (=>|!!|!) ", line) and line[:1] != "#"
]
CASES = [case for case in CASES if len(case) == 3]
assert len(CASES) > 150, "no cases found"

TYPES = {
    "self": DYN,
    "x": INT,
    "s": STRING,
    "l": list_of(INT),
    "m": map_of(STRING, INT),
    "o": object_of({"count": ("count", INT), "name": ("name", STRING)}),
    "t": TIMESTAMP,
    "d": DURATION,
}
VALUES: dict[str, Value] = {
    "self": {"a": 1, "b": {"c": "x"}, "none": None},
    "x": 5,
    "s": "hello",
    "l": [3, 1, 2],
    "m": {"one": 1},
    "o": {"count": 3},
    "t": timestamp_of("2024-02-29T12:30:00Z"),
    "d": duration_of("1h"),
}


@pytest.mark.parametrize(("text", "sign", "wanted"), CASES, ids=[case[0] for case in CASES])
def test_an_expression_comes_to_its_value(text: str, sign: str, wanted: str) -> None:
    if sign == "!!":
        with pytest.raises(CompileError) as wrong:
            compiled(text, TYPES)
        assert wrong.value.message == wanted
        return
    program = compiled(text, TYPES)
    if sign == "!":
        with pytest.raises(CelError) as failed:
            program.value(VALUES)
        assert str(failed.value) == wanted
        return
    value = program.value(VALUES)
    if wanted == "inf":
        assert value == float("inf")
    elif re.fullmatch(r"\d+u", wanted):
        assert type(value) is Uint
        assert value == int(wanted[:-1])
    else:
        expected = ast.literal_eval(wanted)
        assert (type(value), value) == (type(expected), expected)


def test_an_error_tells_its_line_and_column() -> None:
    text = "x == 5 &&\n  missing"
    with pytest.raises(CompileError) as wrong:
        compiled(text, TYPES)
    assert described(text, wrong.value) == "ERROR: <input>:2:3: undeclared reference to 'missing' (in container '')"


def test_a_program_knows_the_variables_it_names() -> None:
    assert compiled("l.all(i, i > x) && has(self.a)", TYPES).names_used >= {"l", "x", "self"}
    assert "s" not in compiled("l.all(i, i > x)", TYPES).names_used


@pytest.mark.parametrize("module", sorted(NAMES))
def test_each_module_has_the_functions_that_it_is_loaded_for(module: str) -> None:
    marked = overloads_in(import_module(f"kustompy.cel.library.{module}"))
    assert {each.name for each in marked} == set(NAMES[module].split())
