"""Mappings of values merged over others: those of charts, and the parameters of generators."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

    Values = dict[str, Value]


def merged_values(below: Values, above: Values) -> Values:
    """``above`` over ``below``: mappings are merged, anything else is replaced. Neither argument changes."""
    # A null stays a null here: helm removes the key of the chart's own values that one stands for.
    made = dict(below)
    # A list in place of recursion: a file of values may nest as deep as the limit of the reader lets it.
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
