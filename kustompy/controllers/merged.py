"""Values of charts, and parameters, over others."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

    Values = dict[str, Value]


def merged_values(below: Values, above: Values) -> Values:
    """Values over others: mappings are merged, whatever else is replaced."""
    made = dict(below)
    waiting = [(made, above)]
    while waiting:
        into, over = waiting.pop()
        for key, each in over.items():
            there = into.get(key)
            if isinstance(each, dict) and isinstance(there, dict):
                into[key] = dict(there)
                waiting.append((into[key], each))
            else:
                into[key] = each
    return made
