"""Parameters as names with dots, for texts without templates and for selectors."""

from __future__ import annotations

from kustompy.controllers.templates.values import as_of_json, printed, weight_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kustompy.controllers.objects import Object
    from kustompy.model.paths import FieldPath

    Fields = dict[str, Any]


def flattened(values: Fields) -> Fields:
    """Each scalar as a text under the names that lead to it, with dots between them."""
    weight_of(values)
    found: Fields = {}
    waiting: list[tuple[str, Any]] = [("", values)]
    while waiting:
        name, each = waiting.pop()
        if isinstance(each, dict):
            waiting += [(f"{name}.{key}" if name else str(key), inner) for key, inner in each.items()]
        elif isinstance(each, list):
            waiting += [(f"{name}.{number}", inner) for number, inner in enumerate(each)]
        else:
            found[name] = "" if each is None else printed(as_of_json(each))
    return found


def selects(selector: Any, labels: Fields, subject: Object, path: FieldPath) -> bool:
    """Whether a label selector of Kubernetes, as a mapping, selects what has these labels."""
    if not isinstance(selector, dict):
        raise subject.error("`selector` is no mapping", *path)
    wanted, expressions = selector.get("matchLabels") or {}, selector.get("matchExpressions") or []
    if not isinstance(wanted, dict) or not isinstance(expressions, list):
        raise subject.error("`selector` is of another type", *path)
    if any(labels.get(key) != value for key, value in wanted.items()):
        return False
    return all(_fits(each, labels, subject, path) for each in expressions)


def _fits(expression: Any, labels: Fields, subject: Object, path: FieldPath) -> bool:
    if not isinstance(expression, dict) or not isinstance(expression.get("key"), str):
        raise subject.error("an entry of `matchExpressions` has no key", *path, "matchExpressions")
    key, values = expression["key"], expression.get("values") or []
    tests = {
        "In": labels.get(key) in values,
        "NotIn": labels.get(key) not in values,
        "Exists": key in labels,
        "DoesNotExist": key not in labels,
    }
    if expression.get("operator") not in tests:
        raise subject.error("an operator is In, NotIn, Exists or DoesNotExist", *path, "matchExpressions")
    return tests[expression["operator"]]
