"""What was made of texts that come again: bases are copied, or included from many places."""

from __future__ import annotations

from kustompy.errors import KustompyError
from kustompy.model.values import copied

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Concatenate, ParamSpec, TypeVar

    from kustompy.model.values import Value

    Arguments = ParamSpec("Arguments")
    Made = TypeVar("Made")


class Repeated:
    """Plain data by the text that it was made of: made twice at most, and copied from then on.

    What comes once is not kept, which is most of it, and only the hash of its text is.
    """

    __slots__ = ("_made", "_met", "refused")

    def __init__(self) -> None:
        self._met: set[int] = set()
        self._made: dict[bytes, Value] = {}
        self.refused = 0
        """How many bytes nothing could be made of, each time that they came."""

    def of(
        self,
        text: bytes,
        make: Callable[Concatenate[bytes, Arguments], Made],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Made:
        """``make(text, *arguments)``, cached by text; arguments may affect errors only, which are not cached."""
        if text not in self._made:
            try:
                made = make(text, *arguments, **named)
            except KustompyError:
                self.refused += len(text)
                raise
            # Two texts of one hash cost a value that is kept for nothing: what is kept is found by the text itself.
            if hash(text) not in self._met:
                self._met.add(hash(text))
                return made
            self._made[text] = made
        from kustompy.yamlio.scalars.deep import deeply

        # The build changes what it gets in place, so nobody gets what is kept.
        again: Made = deeply(copied, self._made[text])
        return again

    def clear(self) -> None:
        """Forget it all."""
        self._met.clear()
        self._made.clear()
