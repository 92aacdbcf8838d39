"""What was made of texts that come again: bases are copied, or included from many places."""

from __future__ import annotations

from kustompy.model.values import copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Repeated:
    """Plain data by the text that it was made of: made twice at most, and copied from then on.

    What comes once is not kept, which is most of it, and only the hash of its text is.
    """

    __slots__ = ("_made", "_met")

    def __init__(self) -> None:
        self._met: set[int] = set()
        self._made: dict[bytes, Any] = {}

    def of(self, text: bytes, make: Callable[..., Any], *arguments: Any) -> Any:
        """``make(text, *arguments)``, cached by text; arguments may affect errors only, which are not cached."""
        if hash(text) not in self._met:
            made = make(text, *arguments)
            self._met.add(hash(text))
            return made
        if text not in self._made:
            self._made[text] = make(text, *arguments)
        from kustompy.yamlio.scalars.deep import deeply

        return deeply(copied, self._made[text])

    def clear(self) -> None:
        """Forget it all."""
        self._met.clear()
        self._made.clear()
