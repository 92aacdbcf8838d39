"""Caches that outlive a build: answers that never change, bounded in number."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeVar

    Answer = TypeVar("Answer")
    Table = dict[Any, Any]
else:
    Table = dict  # subscripting it would cost at run time


class Memo(Table):
    """Answers that never change by what was asked, forgotten all at once when there are too many.

    One that belongs to something that is itself forgotten is not ``shared``: nothing else keeps it.
    """

    __slots__ = ("bound",)

    def __init__(self, bound: int, *, shared: bool = True) -> None:
        super().__init__()
        self.bound = bound
        if shared:
            _SHARED.append(self)

    def keep(self, asked: object, answer: Answer) -> Answer:
        """Keep the answer, and give it back."""
        # All at once: to know which was used longest ago would cost more at each use than it saves.
        if len(self) >= self.bound:
            self.clear()
        self[asked] = answer
        return answer

    def issuperset(self, asked: Iterable[object]) -> bool:
        """Whether there is an answer to each of these."""
        return self.keys() >= set(asked)


class TextMemo(Memo):
    """Answers by texts, of which those of a Secret are forgotten."""

    __slots__ = ()

    def forget(self, value: object) -> None:
        """Forget the texts in a value of a Secret."""
        if isinstance(value, str):
            self.pop(value, None)
        elif isinstance(value, (dict, list)):
            for each in value.values() if isinstance(value, dict) else value:
                self.forget(each)


class Constants(Table):
    """Tables that come with kustompy, read when they are first asked for.

    They are never forgotten: like constants that stand in the code, others compare them by identity.
    """

    __slots__ = ()

    def keep(self, name: str, table: Answer) -> Answer:
        """Keep a table, and give back the one that came first, in whichever thread."""
        # setdefault is one step for the interpreter: two threads may read a table, and both use the same one.
        first: Answer = self.setdefault(name, table)
        return first


# All that modules have made, each once when it is imported.
_SHARED: list[Memo] = []


def clear_caches() -> None:
    """Forget what builds have left to be faster the next time; nothing that is printed depends on it."""
    for memo in _SHARED:
        memo.clear()
