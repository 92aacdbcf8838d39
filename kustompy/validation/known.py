"""Texts that are known to be good: the same few labels and quantities stand in manifest after manifest."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_KEPT = 8192


def remembered(check: Callable[[str], bool]) -> Callable[[str], bool]:
    """The check, which looks at a text that it found good only once, as long as it remembers."""
    good: set[str] = set()

    def checked(text: str) -> bool:
        if text in good:
            return True
        if not check(text):
            return False
        if len(good) >= _KEPT:
            good.clear()
        good.add(text)
        return True

    return checked
