"""Nested parameters as a flat mapping of dotted names, for texts without templates and for selectors."""

from __future__ import annotations

from kustompy.controllers.templates.values import as_of_json, printed, weight_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.controllers.objects import Object
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value

    Fields = dict[str, Value]


def flattened(values: Fields) -> Fields:
    """The scalars as texts, each under the keys and indexes that lead to it, joined by dots."""
    # For the limits alone: an element of a list may be large, and each of its scalars becomes a name.
    weight_of(values)
    found: Fields = {}
    waiting: list[tuple[str, Value]] = [("", values)]
    while waiting:
        name, each = waiting.pop()
        if isinstance(each, dict):
            waiting += [(f"{name}.{key}" if name else str(key), inner) for key, inner in each.items()]
        elif isinstance(each, list):
            waiting += [(f"{name}.{number}", inner) for number, inner in enumerate(each)]
        else:
            # Argo CD reads parameters as JSON, so a number is a float64: 1000000 is printed as 1e+06.
            found[name] = "" if each is None else printed(as_of_json(each))
    return found


def selects(selector: Value, labels: Fields, subject: Object, path: FieldPath) -> bool:
    """Whether a label selector of Kubernetes, given as a mapping, matches the labels."""
    if not isinstance(selector, dict):
        raise subject.error("`selector` is not a mapping", *path)
    wanted, expressions = selector.get("matchLabels") or {}, selector.get("matchExpressions") or []
    if not isinstance(wanted, dict) or not isinstance(expressions, list):
        raise subject.error("`selector` has the wrong type", *path)
    if any(labels.get(key) != value for key, value in wanted.items()):
        return False
    return all(_fits(each, labels, subject, path) for each in expressions)


def _fits(expression: Value, labels: Fields, subject: Object, path: FieldPath) -> bool:
    if not isinstance(expression, dict) or not isinstance(expression.get("key"), str):
        raise subject.error("an entry of `matchExpressions` has no key", *path, "matchExpressions")
    # NotIn matches what lacks the label, as the API server's selectors do.
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
