"""No behaviour hangs on the text of a code: codes are what users read, look up and switch off.

What a place, a remedy or a next step hangs on is carried: the fault of a diagnostic, its facts, or a flag. A comparison
with what a user has switched off is what codes are for.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kustompy

PACKAGE = Path(kustompy.__file__).parent
_CODE = re.compile(r"KST\d{1,3}")
_CHOICES = frozenset(("disable", "disabled", "_disabled", "own_disable"))
_OF_TEXTS = frozenset(("startswith", "endswith", "removeprefix", "find", "partition"))


def _trees() -> dict[str, ast.Module]:
    """The modules that have a code, or the code of something, in their text."""
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(("kustompy", *file.relative_to(PACKAGE).with_suffix("").parts))
        text = file.read_text(encoding="utf-8")
        if ("KST" in text or ".code" in text) and not name.startswith("kustompy.messages.codes"):
            found[name.removesuffix(".__init__")] = ast.parse(text)
    return found


def _is_code(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(_CODE.fullmatch(node.value))


def _constants(tree: ast.Module) -> Iterator[str]:
    """The names that a module gives to codes, or to collections of them."""
    for each in tree.body:
        if isinstance(each, (ast.Assign, ast.AnnAssign)) and each.value is not None:
            kinds = (ast.Constant, ast.Tuple, ast.List, ast.Set)
            is_set = isinstance(each.value, ast.Call) and getattr(each.value.func, "id", "") == "frozenset"
            if (isinstance(each.value, kinds) or is_set) and any(map(_is_code, ast.walk(each.value))):
                targets = each.targets if isinstance(each, ast.Assign) else [each.target]
                for target in targets:
                    yield from (part.id for part in ast.walk(target) if isinstance(part, ast.Name))


def _names(tree: ast.Module, known: dict[str, frozenset[str]]) -> frozenset[str]:
    """What a module calls codes: its own names, those that it imports, and ``module.NAME``."""
    found = set()
    for each in ast.walk(tree):
        if isinstance(each, ast.ImportFrom):
            for alias in each.names:
                name = alias.asname or alias.name
                if alias.name in known.get(each.module or "", ()):
                    found.add(name)
                found.update(f"{name}.{inner}" for inner in known.get(f"{each.module}.{alias.name}", ()))
    return frozenset(found)


def _is_of_codes(node: ast.expr, names: frozenset[str]) -> bool:
    """Whether an expression is made of codes, written out or by the names of constants."""
    return any(
        _is_code(each) or (isinstance(each, (ast.Name, ast.Attribute)) and ast.unparse(each) in names)
        for each in ast.walk(node)
    )


def _is_choice(node: ast.expr) -> bool:
    return (isinstance(node, ast.Attribute) and node.attr in _CHOICES) or (
        isinstance(node, ast.Name) and node.id in _CHOICES
    )


def _is_code_of(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "code"


def decided(tree: ast.Module, names: frozenset[str]) -> Iterator[ast.expr]:
    """Each expression in which a code is compared, matched, or looked up in a table of what to do."""
    for each in ast.walk(tree):
        if isinstance(each, ast.Compare):
            sides = [each.left, *each.comparators]
            if any(_is_of_codes(side, names) for side in sides) and not any(map(_is_choice, sides)):
                yield each
        elif isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute):
            is_match = each.func.attr in _OF_TEXTS and any(_is_of_codes(part, names) for part in each.args)
            is_table = each.func.attr == "get" and bool(each.args) and _is_code_of(each.args[0])
            if is_match or is_table:
                yield each
        elif isinstance(each, ast.Subscript) and _is_code_of(each.slice):
            yield each


def test_no_code_decides_anything() -> None:
    trees = _trees()
    own = {name: frozenset(_constants(tree)) for name, tree in trees.items()}
    found = [
        f"{module}:{each.lineno}: {ast.unparse(each)}"
        for module, tree in trees.items()
        for each in decided(tree, own[module] | _names(tree, own))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        'told.code == "KST301"',
        'told.code in ("KST301", "KST306")',
        'if_(told.code not in frozenset(("KST301",)))',
        'entry.code.startswith("KST8")',
        "told.code == MISSING",
        "told.code in rules.SOME",
        "remedies.get(told.code)",
        "remedies[told.code]",
    ],
)
def test_what_decides_is_found(text: str) -> None:
    assert len(list(decided(ast.parse(text), frozenset(("MISSING", "rules.SOME"))))) == 1


@pytest.mark.parametrize(
    "text", ['error(code="KST301")', '"KST902" in choice.disabled', "told.code == finding.code", "told.fault == LOST"]
)
def test_what_does_not_decide_is_left_alone(text: str) -> None:
    assert list(decided(ast.parse(text), frozenset(("MISSING",)))) == []
