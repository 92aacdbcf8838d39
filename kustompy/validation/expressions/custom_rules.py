"""``x-kubernetes-validations``: the rules in CEL that a CustomResourceDefinition has for its objects."""

from __future__ import annotations

from kustompy.cel import CelError, CompileError, compiled
from kustompy.cel.errors import BudgetError, UnknownError
from kustompy.cel.program import described
from kustompy.cel.types import BOOL, DYN, STRING, fits, optional_of
from kustompy.cel.values import NONE
from kustompy.model.json_schema import LIST_TYPE, RULES
from kustompy.validation.expressions.adapted import adapted
from kustompy.validation.expressions.declared import type_of
from kustompy.validation.schema.facts import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NamedTuple

    from kustompy.cel import Program
    from kustompy.cel.scope import Budget
    from kustompy.cel.types import Type
    from kustompy.cel.values import Value
    from kustompy.model.values import Manifest
    from kustompy.validation.expressions.expense import Expense
    from kustompy.validation.schema.facts import Path
    from kustompy.validation.schema.marks import Schema

    class Rule(NamedTuple):
        """One compiled rule; ``message_of`` is its messageExpression, if it has one."""

        program: Program
        message: str
        message_of: Program | None
        field_path: Path
        reason: str

    class Node(NamedTuple):
        """A place in a schema: the rules for the values there, and the nodes below that have rules."""

        rules: tuple[Rule, ...]
        properties: dict[str, Node]
        values: Node | None
        items: Node | None

    class Unusable(NamedTuple):
        """A rule that cannot be used: its path in the schema, and the reason."""

        path: Path
        message: str
else:
    from collections import namedtuple

    Rule = namedtuple("Rule", ["program", "message", "message_of", "field_path", "reason"])
    Node = namedtuple("Node", ["rules", "properties", "values", "items"])
    Unusable = namedtuple("Unusable", ["path", "message"])

# The API server has RuntimeCELCostBudget for one object, in units of its own; this is of the same order.
STEPS_OF_OBJECT = 1_000_000
# The API server limits the estimated cost of a rule instead, which is stricter for all but absurd rules.
_LONGEST = 5_000


class CustomRules:
    """The rules for the objects of one version of a custom kind."""

    __slots__ = ("_node", "_schema", "unusable")

    def __init__(self, schema: Schema, *, drops_status: bool) -> None:
        """With ``drops_status`` the rules about ``status`` are left out: the API server empties it on create."""
        self.unusable: list[Unusable] = []
        if drops_status:
            properties = {key: each for key, each in mapping(schema, "properties").items() if key != "status"}
            schema = {**schema, "properties": properties}
        self._schema = schema
        self._node = _node(schema, (), self.unusable, head=True)

    def broken(self, manifest: Manifest, expense: Expense) -> list[tuple[Path, str]]:
        """The paths and messages of the rules that an object, which fits the schema, breaks.

        A LimitError if the rules of all objects together cost too much.
        """
        if self._node is None:
            return []
        expense.meet(manifest)
        budget = expense.budget(STEPS_OF_OBJECT)
        given = budget.left
        found: list[tuple[Path, str]] = []
        try:
            found += _broken(self._node, adapted(manifest, self._schema, head=True), (), budget)
        except (BudgetError, RecursionError):
            found.append(((), "the rules of the kind cost more than the API server may spend on one object"))
        expense.settle(given, budget)
        return found


def _node(
    schema: Schema, path: Path, unusable: list[Unusable], *, head: bool = False, correlates: bool = True
) -> Node | None:
    """The rules at and below a place of a schema, None if there are none.

    With ``correlates`` a value there can be paired with the one before a change, so that rules may use ``oldSelf``.
    """
    rules = tuple(_rules(schema, path, unusable, head=head, correlates=correlates)) if schema.get(RULES) else ()
    properties = {}
    for name, each in mapping(schema, "properties").items():
        at = (*path, "properties", name)
        inner = _node(each, at, unusable, correlates=correlates) if isinstance(each, dict) else None
        if inner is not None:
            properties[name] = inner
    # Entries of a list are paired by the keys of a list map; in any other list a rule with oldSelf is refused.
    is_map = schema.get(LIST_TYPE) == "map"
    values, items = (
        _node(schema[key], (*path, key), unusable, correlates=correlates and (is_map or key != "items"))
        if isinstance(schema.get(key), dict)
        else None
        for key in ("additionalProperties", "items")
    )
    if not rules and not properties and values is None and items is None:
        return None
    return Node(rules, properties, values, items)


def _rules(schema: Schema, path: Path, unusable: list[Unusable], *, head: bool, correlates: bool) -> Iterator[Rule]:
    type_ = type_of(schema, head=head)
    written = schema[RULES]
    for index, each in enumerate(written if isinstance(written, list) else ()):
        at = (*path, RULES, index)
        if not isinstance(each, dict) or not isinstance(each.get("rule"), str) or not each["rule"].strip():
            continue  # the table reports a missing rule
        old = optional_of(type_) if each.get("optionalOldSelf") is True else type_
        variables = {"self": type_, "oldSelf": old}
        program = _program(each["rule"], variables, BOOL, (*at, "rule"), unusable)
        expression = each.get("messageExpression")
        message_of = (
            _program(expression, variables, STRING, (*at, "messageExpression"), unusable)
            if isinstance(expression, str) and expression.strip()
            else None
        )
        field_path = _field_path(each.get("fieldPath"))
        if field_path and not _is_field(schema, field_path, str(each["fieldPath"])):
            unusable.append(Unusable((*at, "fieldPath"), "fieldPath must be a valid path"))
        if program is not None:
            asks = "oldSelf" in program.names_used
            if asks and not correlates:
                why = "oldSelf cannot be used on the uncorrelatable portion of the schema: in a list that is no map"
                unusable.append(Unusable((*at, "rule"), why))
            if not asks and each.get("optionalOldSelf") is not None:
                why = "may not be set if oldSelf is not used in rule"
                unusable.append(Unusable((*at, "optionalOldSelf"), why))
        if program is None or ("oldSelf" in program.names_used and each.get("optionalOldSelf") is not True):
            # A transition rule is not evaluated on create, unless optionalOldSelf asks for it.
            continue
        message = str(each.get("message") or f"failed rule: {each['rule'].strip()}")
        yield Rule(program, message, message_of, field_path, str(each.get("reason") or ""))


def _program(
    text: str, variables: dict[str, Type], wanted: Type, path: Path, unusable: list[Unusable]
) -> Program | None:
    if len(text) > _LONGEST:
        unusable.append(Unusable(path, f"the expression is longer than {_LONGEST} characters"))
        return None
    try:
        program = compiled(text, variables)
    except CompileError as error:
        unusable.append(Unusable(path, f"compilation failed: {described(text, error)}"))
        return None
    if program.type != DYN and not fits(wanted, program.type, {}):
        unusable.append(Unusable(path, f"must evaluate to a {wanted}, not to {program.type}"))
        return None
    return program


def _field_path(written: object) -> Path:
    """The path behind ``fieldPath: .a.b['c']``; empty if there is none."""
    if not isinstance(written, str):
        return ()
    pieces = written.replace("['", ".'").replace("']", "'").split(".")
    return tuple(piece.strip("'") for piece in pieces if piece)


def _is_field(schema: Schema, path: Path, written: str) -> bool:
    """Whether a fieldPath leads from the place of a rule to a field; it cannot lead through a list."""
    if written[:1] not in (".", "["):
        return False
    for name in path:
        own = mapping(schema, "properties").get(str(name), schema.get("additionalProperties"))
        if not isinstance(own, dict):
            return False
        schema = own
    return True


def _broken(node: Node, value: Value, path: Path, budget: Budget) -> Iterator[tuple[Path, str]]:
    for rule in node.rules:
        message = _message(rule, value, budget)
        if message:
            yield (*path, *rule.field_path), message
    if isinstance(value, dict):
        for key, each in value.items():
            inner = node.properties.get(str(key), node.values)
            if inner is not None:
                yield from _broken(inner, each, (*path, str(key)), budget)
    elif isinstance(value, list) and node.items is not None:
        for index, each in enumerate(value):
            yield from _broken(node.items, each, (*path, index), budget)


def _message(rule: Rule, value: Value, budget: Budget) -> str:
    """The message of the rule about the value; empty if the value fulfils it."""
    variables: dict[str, Value] = {"self": value, "oldSelf": NONE}
    try:
        if rule.program.value(variables, budget) is True:
            return ""
    except UnknownError:
        # The rule needs what only a cluster knows: no verdict rather than a false one.
        return ""
    except CelError as error:
        return f"rule evaluation error: {error}"
    if rule.message_of is not None:
        try:
            made = rule.message_of.value(variables, budget)
        except CelError:
            return rule.message
        # A messageExpression that fails, or yields a blank or more than one line, counts as absent.
        if isinstance(made, str) and made.strip() and "\n" not in made:
            return made.strip()
    return rule.message
