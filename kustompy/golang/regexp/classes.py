"""Character classes of regular expressions as ranges of code points: named ones, negation, case folding."""

from __future__ import annotations

from kustompy.memo import Memo

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kustompy.golang.regexp.nodes import Ranges


_LAST = 0x10FFFF
ANY: Ranges = ((0, _LAST),)
ANY_BUT_NEWLINE: Ranges = ((0, 9), (11, _LAST))

# ASCII only, as in RE2: `\d` takes no Arabic digit, and `\s` no vertical tab.
PERL_CLASSES: dict[str, Ranges] = {
    "d": ((48, 57),),
    "s": ((9, 10), (12, 13), (32, 32)),
    "w": ((48, 57), (65, 90), (95, 95), (97, 122)),
}
POSIX_CLASSES: dict[str, Ranges] = {
    "alnum": ((48, 57), (65, 90), (97, 122)),
    "alpha": ((65, 90), (97, 122)),
    "ascii": ((0, 127),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": ((48, 57),),
    "graph": ((33, 126),),
    "lower": ((97, 122),),
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": ((65, 90),),
    "word": ((48, 57), (65, 90), (95, 95), (97, 122)),
    "xdigit": ((48, 57), (65, 70), (97, 102)),
}
# The names of Go's `unicode.CategoryAliases`, beside the short ones, in the one form that all spellings are led to.
_CATEGORY_ALIASES = {
    "Other": "C", "Control": "Cc", "Cntrl": "Cc", "Format": "Cf", "Unassigned": "Cn", "Privateuse": "Co",
    "Surrogate": "Cs", "Letter": "L", "Casedletter": "Lc", "Lowercaseletter": "Ll", "Modifierletter": "Lm",
    "Otherletter": "Lo", "Titlecaseletter": "Lt", "Uppercaseletter": "Lu", "Mark": "M", "Combiningmark": "M",
    "Spacingmark": "Mc", "Enclosingmark": "Me", "Nonspacingmark": "Mn", "Number": "N", "Decimalnumber": "Nd",
    "Digit": "Nd", "Letternumber": "Nl", "Othernumber": "No", "Punctuation": "P", "Punct": "P",
    "Connectorpunctuation": "Pc", "Dashpunctuation": "Pd", "Closepunctuation": "Pe", "Finalpunctuation": "Pf",
    "Initialpunctuation": "Pi", "Otherpunctuation": "Po", "Openpunctuation": "Ps", "Symbol": "S",
    "Currencysymbol": "Sc", "Modifiersymbol": "Sk", "Mathsymbol": "Sm", "Othersymbol": "So", "Separator": "Z",
    "Lineseparator": "Zl", "Paragraphseparator": "Zp", "Spaceseparator": "Zs",
}  # fmt: skip


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The same code points in order, with ranges that touch made one."""
    result: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if result and low <= result[-1][1] + 1:
            if high > result[-1][1]:
                result[-1] = (result[-1][0], high)
        else:
            result.append((low, high))
    return tuple(result)


def negated(ranges: Ranges) -> Ranges:
    """Every other code point."""
    result: list[tuple[int, int]] = []
    following = 0
    for low, high in ranges:
        if following < low:
            result.append((following, low - 1))
        following = high + 1
    if following <= _LAST:
        result.append((following, _LAST))
    return tuple(result)


# The two letters that fold to a code point outside of ASCII, long s and the Kelvin sign.
_ASCII_EXTRAS = ((75, 0x212A), (83, 0x17F))
# The last letter of Unicode with a case, of the script Adlam: behind it nothing folds.
_LAST_FOLDING = 0x1E943


def folded(ranges: Ranges) -> Ranges:
    """The ranges with whatever differs from one of theirs only in case."""
    # Most patterns are ASCII: these need no table, whose making walks over 125,000 code points.
    if ranges[-1:] and ranges[-1][1] < 128:
        return _folded_ascii(ranges)
    if ranges == ANY or not ranges:
        return ranges
    known: Ranges | None = _FOLDED.get(ranges)
    if known is not None:
        return known
    from bisect import bisect_left, bisect_right

    orbits, codes = _orbits()
    result = list(ranges)
    for low, high in ranges:
        # a class of Unicode has a hundred thousand letters, of which few have a case
        for code in codes[bisect_left(codes, low) : bisect_right(codes, high)]:
            result += orbits[code]
    return _FOLDED.keep(ranges, merged(result))


def _folded_ascii(ranges: Ranges) -> Ranges:
    result = list(ranges)
    for low, high in ranges:
        for first in (65, 97):
            start, end = max(low, first), min(high, first + 25)
            if start <= end:
                result.append((start ^ 32, end ^ 32))
            result.extend((extra, extra) for letter, extra in _ASCII_EXTRAS if start <= letter + first - 65 <= end)
    return merged(result)


_MEMO = Memo(2)
_FOLDED = Memo(16)
"""Classes by what they were before; a pattern often repeats one."""


def _orbits() -> tuple[dict[int, Ranges], list[int]]:
    """For each code point that has another case: all that it folds together with; and these code points in order."""
    known: tuple[dict[int, Ranges], list[int]] | None = _MEMO.get("orbits")
    if known is not None:
        return known
    group_of: dict[int, set[int]] = {}
    for code in range(65, _LAST_FOLDING + 1):
        # dotted and dotless i fold in Turkish only
        if 0xD800 <= code < 0xE000 or code in (0x130, 0x131):
            continue
        character = chr(code)
        for other in (character.lower(), character.upper(), character.casefold()):
            # Go folds one character to one: `ß` and `ss` are not the same.
            if len(other) == 1 and other != character:
                group = group_of.setdefault(code, {code})
                group |= group_of.get(ord(other), {ord(other)})
                for each in group:
                    group_of[each] = group
    orbits = {code: tuple((each, each) for each in sorted(group)) for code, group in group_of.items()}
    return _MEMO.keep("orbits", (orbits, sorted(orbits)))


def unicode_class(name: str) -> Ranges | None:
    r"""What ``\p{name}`` stands for, None if Go knows no such name."""
    canonical = "".join(each for each in name if each not in "_- ").capitalize()
    if canonical == "Any":
        return ANY
    if canonical == "Ascii":
        return ((0, 127),)
    if canonical == "Assigned":
        return negated(_all_categories()["Cn"])
    canonical = _CATEGORY_ALIASES.get(canonical, canonical)
    if len(canonical) <= 2:
        return _all_categories().get(canonical)
    from kustompy.golang.regexp.scripts import script_ranges

    return script_ranges(canonical)


def _all_categories() -> dict[str, Ranges]:
    known: dict[str, Ranges] | None = _MEMO.get("categories")
    if known is not None:
        return known
    from unicodedata import category

    runs: dict[str, list[tuple[int, int]]] = {}
    start, current = 0, category("\0")
    # One walk over all of Unicode, kept for as long as the process lives: only a pattern with a class of Unicode asks
    # for it.
    for code in range(1, _LAST + 2):
        this = category(chr(code)) if code <= _LAST else ""
        if this != current:
            runs.setdefault(current, []).append((start, code - 1))
            start, current = code, this
    found = {name: tuple(ranges) for name, ranges in runs.items()}
    for major in "CLMNPSZ":
        found[major] = merged(each for name in runs if name[0] == major for each in runs[name])
    found["Lc"] = merged((*runs["Ll"], *runs["Lt"], *runs["Lu"]))
    return _MEMO.keep("categories", found)
