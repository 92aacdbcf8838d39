"""The order in which go-yaml prints the keys of a mapping."""

from __future__ import annotations

from kustompy.memo import Memo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class _Key:
    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __lt__(self, other: _Key) -> bool:
        return precedes(self.text, other.text)


def ordered(keys: Iterable[str]) -> list[str]:
    """The keys in go-yaml's order. It is not transitive (a10, a1b, a2), so start from a plain sort."""
    plain = sorted(keys)
    joined = "".join(plain)
    # Letters compare by code point, and digits of one width as their numbers do: nearly all mappings end here, without
    # one call of `precedes`.
    if joined.isascii() and (joined.isalpha() or (joined.isalnum() and _are_numbered_alike(plain))):
        return plain
    if len(plain) > _FEW and joined.isascii():
        from kustompy.yamlio.go.natural_order import naturally_ordered

        found = naturally_ordered(plain)
        if found is not None:
            return found
    return sorted(plain, key=_Key)


# Comparing fewer keys two by two takes no longer than taking them apart.
_FEW = 24


def _are_numbered_alike(keys: list[str]) -> bool:
    """Whether keys of letters and digits have digits at their ends only, and as many of them."""
    words = [key.rstrip("0123456789") for key in keys]
    widths = {len(key) - len(word) for key, word in zip(keys, words, strict=True)} - {0}
    return len(widths) == 1 and "".join(words).isalpha()


class Orders(Memo):
    """Sequences of keys, and the same keys in order; None for those that are in order already."""

    def __init__(self) -> None:
        super().__init__(_KEPT)

    def __missing__(self, keys: tuple[str, ...]) -> list[str] | None:
        found = ordered(keys)
        order = None if found == list(keys) else found
        return self.keep(keys, order) if len(keys) <= _MANY else order


# Manifests repeat the keys of their mappings; larger mappings hardly come again.
_KEPT, _MANY = 20_000, 50


def precedes(a: str, b: str) -> bool:
    """Whether go-yaml prints the key ``a`` before ``b``: letters last, runs of digits as numbers."""
    for at, (x, y) in enumerate(zip(a, b, strict=False)):
        if x == y:
            continue
        # `keyList.Less` of go-yaml v2: of two letters the smaller, of a letter and another character the other one
        # first.
        if x.isalpha() or y.isalpha():
            return x < y if x.isalpha() and y.isalpha() else y.isalpha()
        start = 0
        # A zero behind other digits is a digit of the number, one at its head is not: 01 is 1.
        if x == "0" or y == "0":
            before = at - 1
            while before >= 0 and a[before].isdecimal():
                if a[before] != "0":
                    start = 1
                    break
                before -= 1
        x_end, x_number = _run(a, at, start)
        y_end, y_number = _run(b, at, start)
        if x_number != y_number:
            return x_number < y_number
        return x_end < y_end if x_end != y_end else x < y
    return len(a) < len(b)


def _run(text: str, at: int, number: int) -> tuple[int, int]:
    """The end of the run of digits and its number, in 64 bits as Go has it."""
    while at < len(text) and text[at].isdecimal():
        number = number * 10 + ord(text[at]) - 48
        at += 1
    # Go adds the digits up in an int64, which wraps around in silence.
    return at, (number + (1 << 63)) % (1 << 64) - (1 << 63)
