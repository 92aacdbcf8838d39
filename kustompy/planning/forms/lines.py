"""What differs between two texts, line by line; texts that are JSON are laid out first."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.values import Value

# difflib takes time in the product of both sides.
_MOST_COMPARISONS = 4_000_000
_AROUND = 2
# A short object is read faster on one line.
_WORTH_LAYING_OUT = 40


def line_changes(old: Value, new: Value) -> list[str] | None:
    """The lines of a unified diff, each with its sign; None if the two are not both texts of several lines."""
    if not isinstance(old, str) or not isinstance(new, str):
        return None
    before, after = _laid_out(old), _laid_out(new)
    if "\n" not in before and "\n" not in after:
        return None
    one, other = before.split("\n"), after.split("\n")
    if len(one) * len(other) > _MOST_COMPARISONS:
        return [f"@@ {len(one)} lines became {len(other)} @@"]
    from difflib import unified_diff

    # The first two lines are the names of files, which a value does not have.
    return list(unified_diff(one, other, n=_AROUND, lineterm=""))[2:]


def _laid_out(text: str) -> str:
    """The text of a JSON object or list with a line for each value."""
    # Dashboards and policies are JSON on one line in a config map: a diff of that line shows nothing.
    if "\n" in text or len(text) < _WORTH_LAYING_OUT or text[:1] not in "{[":
        return text
    import json

    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    # A text that only looks like JSON, or one that is nested too deeply for Python, stays as it is.
    except (ValueError, RecursionError):
        return text
