"""Whether two values are the same JSON."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value


def same(a: Value, b: Value) -> bool:
    """Whether two values are the same JSON: true is not 1."""
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
    # Python takes True for 1, which is another value for every server.
    return isinstance(a, bool) == isinstance(b, bool) and bool(a == b)
