"""Checks of texts that remember good ones: the same few labels and quantities stand in manifest after manifest."""

from __future__ import annotations

from kustompy.memo import Memo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_KEPT = 8192


class Remembered:
    """A check that remembers the texts that it has accepted, in ``good``.

    Where a call would cost more than the rule, ask ``text in check.good or check(text)``.
    """

    __slots__ = ("_check", "good")

    def __init__(self, check: Callable[[str], bool]) -> None:
        self._check = check
        self.good = Memo(_KEPT)

    def __call__(self, text: str) -> bool:
        if text in self.good:
            return True
        # Bad texts are not kept: a tree with many would push out the good ones, and each is reported but once.
        if not self._check(text):
            return False
        return self.good.keep(text, answer=True)
