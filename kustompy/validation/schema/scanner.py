"""JSON of our own tables, read by the scanner of Python's ``json`` without the package around it."""

# The package imports `re` for texts that are no JSON, and so takes as many instructions as a third of a small build.

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.validation.schema.marks import Schema


class _Choices:
    """The attributes of a JSONDecoder that the scanner reads."""

    strict = True
    object_hook = object_pairs_hook = array_hook = None
    parse_float, parse_int, parse_constant = float, int, float


def scanned(text: str) -> Schema:
    """The mapping of a JSON text, which is known to be well-formed."""
    try:
        from _json import make_scanner
    except ImportError:
        # PyPy and others have no such module.
        from json import loads

        found: Schema = loads(text)
        return found
    made: tuple[Schema, int] = make_scanner(_Choices)(text, 0)  # type: ignore[arg-type]  # any object will do
    return made[0]
