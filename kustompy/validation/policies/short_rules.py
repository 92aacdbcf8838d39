"""Short rules of a team in ``kustompy.toml``: a code, kinds, an expression in CEL, and a message."""

from __future__ import annotations

from typing import NamedTuple

from kustompy.cel import CelError, CompileError, Program, compiled
from kustompy.cel.errors import BudgetError
from kustompy.cel.program import described
from kustompy.cel.scope import Budget
from kustompy.cel.types import BOOL, DYN, fits
from kustompy.errors import UsageError
from kustompy.validation.policies.checkers import Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kustompy.cel.values import Value
    from kustompy.model.values import Manifest
    from kustompy.validation.policies.checkers import Checker
    from kustompy.validation.schema.facts import Path

_KEYS = frozenset(("code", "expression", "kinds", "message", "path", "severity"))
# The budget of one rule for one object; the settings are the team's own, so that no budget for the whole run is needed.
_STEPS = 200_000


class ShortRule(NamedTuple):
    """One compiled rule; without ``kinds`` it is for all."""

    code: str
    kinds: frozenset[str]
    program: Program
    message: str
    path: Path
    warns: bool


def short_rules(tables: Iterable[Mapping[str, object]]) -> Checker:
    """The checker for the rules of a settings file; a ``UsageError`` names a rule that cannot be used, and why."""
    # Compiled before any object is looked at, so that a mistake is reported even by a run that finds nothing.
    rules = [_rule(table) for table in tables]

    def check(manifests: Sequence[Manifest]) -> Iterator[Found]:
        for index, manifest in enumerate(manifests):
            for rule in rules:
                if not rule.kinds or manifest.get("kind") in rule.kinds:
                    message = _broken(rule, manifest)
                    if message:
                        yield Found(index, rule.code, rule.path, message, rule.warns)

    return check


def _broken(rule: ShortRule, manifest: Manifest) -> str:
    variables: dict[str, Value] = {"object": manifest}  # type: ignore[dict-item]  # keys of manifests are texts
    try:
        value = rule.program.value(variables, Budget(_STEPS))
    except CelError as error:
        # An expression that fails, by a missing field for one, counts as broken: silence could hide a mistake in it.
        return f"{rule.message} ({error})"
    except BudgetError:
        return f"{rule.message} (the expression costs too much on this object)"
    return "" if value is True else rule.message


def _rule(table: Mapping[str, object]) -> ShortRule:
    code = table.get("code")
    if not isinstance(code, str) or not code:
        raise _wrong("?", 'it needs a code, such as code = "TEAM001"')
    unknown = sorted(set(table) - _KEYS)
    if unknown:
        raise _wrong(code, f"it has no {unknown[0]!r}; there are {', '.join(sorted(_KEYS))}")
    expression, message = table.get("expression"), table.get("message")
    if not isinstance(expression, str) or not isinstance(message, str) or not message:
        raise _wrong(code, "it needs an expression and a message, both texts")
    kinds, path = table.get("kinds", []), table.get("path", "")
    if not isinstance(kinds, list) or not isinstance(path, str) or table.get("severity", "error") not in _SEVERITIES:
        raise _wrong(code, "kinds is a list, path a text, severity one of error and warning")
    parts = tuple(part for part in path.split(".") if part)
    return ShortRule(
        code, frozenset(map(str, kinds)), _program(code, expression), message, parts, table.get("severity") == "warning"
    )


_SEVERITIES = ("error", "warning")


def _program(code: str, expression: str) -> Program:
    try:
        program = compiled(expression, {"object": DYN})
    except CompileError as error:
        raise _wrong(code, described(expression, error)) from None
    if program.type != DYN and not fits(BOOL, program.type, {}):
        raise _wrong(code, f"the expression is of type {program.type}, not bool")
    return program


def _wrong(code: str, problem: str) -> UsageError:
    return UsageError(f"the rule {code} of the settings cannot be used: {problem}", code="KST812")
