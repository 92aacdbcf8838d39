"""Placeholders: texts that a later tool fills in, such as Flux, helm or envsubst."""

from __future__ import annotations

from kustompy.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_OPENINGS = ("${", "$(", "{{")
_SIGN = "%"


def placeholder_test(patterns: Sequence[str] = ()) -> Callable[[str], bool]:
    """The check that a text has a ``${X}``, ``$(X)``, ``{{ x }}`` or ``%X%``, or matches one of the user's patterns."""
    from kustompy.golang import regexp
    from kustompy.golang.regexp.syntax import RegexpError

    searches = []
    for pattern in patterns:
        try:
            searches.append(regexp.compile(pattern).search)
        except RegexpError as error:
            raise UsageError(f"the placeholder {pattern!r} is no regular expression: {error}", code="KST806") from None

    def has_placeholder(text: str) -> bool:
        return (
            any(opening in text for opening in _OPENINGS)
            or _is_between_signs(text)
            or any(search(text) for search in searches)
        )

    return has_placeholder


def _is_between_signs(text: str) -> bool:
    """Whether there is a ``%NAME%``: a word without spaces between two signs."""
    # `50%..75%` and `%20` of URLs are none: a name begins with a letter or underscore.
    parts = text.split(_SIGN)
    return any(
        part and part.replace("_", "a").replace("-", "a").isalnum() and not part[0].isdigit() for part in parts[1:-1]
    )
