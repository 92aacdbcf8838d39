"""The functions that templates may call: those of Go, Sprig and Argo CD that public repositories use.

None reads a clock, an environment or a file, and none is random: the output depends on the data alone. Argo CD itself
removes Sprig's ``env``, ``expandenv`` and ``getHostByName``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import posixpath

from kustompy.controllers.templates.go_functions import equal, indexed, less, printf, sliced
from kustompy.controllers.templates.reading import TemplateError
from kustompy.controllers.templates.values import NO_VALUE, as_in_json, as_of_json, is_true, printed, weight_of
from kustompy.errors import KustompyError
from kustompy.golang import regexp
from kustompy.golang.regexp.nodes import RegexpError
from kustompy.golang.text import quoted
from kustompy.yamlio.read.reader import read_config
from kustompy.yamlio.writer import write_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Protocol

    from kustompy.model.values import Value

    Function = Callable[..., Value]

    class Spending(Protocol):
        """A budget that work is taken from."""

        def spend(self, steps: int, characters: int = 0) -> None: ...


_LONGEST_NAME, _LONGEST_SLUG = 253, 50
_A_STEP = 10
"""How many values of a list or mapping count as one step."""
_MOST = 10_000
"""The most elements of a list, or characters of a repetition, that a function makes."""
_LONGEST_PATTERN = 1000
"""The longest pattern: a few characters may compile to a thousand instructions, which are made before they count."""
_A_CLASS = 1000
"""The steps that a class of Unicode counts if case is ignored: folding its letters takes milliseconds."""


def called(name: str, function: Function, values: Sequence[Value], budget: Spending) -> Value:
    """The result of a function for its arguments; a TemplateError if it does not take them."""
    # Paid by the size of the arguments, since most functions walk them.
    for each in values:
        budget.spend(1, len(each)) if isinstance(each, str) else budget.spend(1 + weight_of(each) // _A_STEP)
    # The functions check no types: those that do not fit fail inside, and Go fails as well, in other words.
    try:
        return function(*values, budget) if name in SEARCHING else function(*values)
    except (AttributeError, TypeError):
        shown = " ".join(printed(each)[:20] for each in values)
        raise TemplateError(f"error calling {name}: it does not take {shown or 'nothing'}") from None
    except (KeyError, IndexError):
        raise TemplateError(f"error calling {name}: no such key or index") from None
    except (ValueError, OverflowError, ZeroDivisionError, RecursionError) as error:
        raise TemplateError(f"error calling {name}: {error}") from None


def _text(value: object) -> str:
    return value if isinstance(value, str) else printed(value)


def _whole(value: Value) -> int:
    # Sprig casts by spf13/cast: a text that is not a number is 0, a fraction is cut off, true is 1.
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        digits = value.strip().removeprefix("-")
        return int(value) if digits.isascii() and digits.isdigit() and len(digits) < _DIGITS else 0
    return int(value or 0)


_DIGITS = 19
"""The digits at which a number may not fit Go's int64, where the cast gives 0."""


def _normalize(text: str) -> str:
    """The text as a name of Kubernetes: lower-case letters, digits, ``-`` and ``.``, at most 253 characters."""
    # Argo CD cuts before it trims, so a name may be shorter than it needs to be.
    made = "".join(char if char in _OF_NAMES else "-" for char in text.lower())
    return made[:_LONGEST_NAME].strip("-.")


_OF_NAMES = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.")


def _slugify(*arguments: Value) -> str:
    """A slug of the last argument; before it come the greatest length, and whether to cut between words."""
    text, rest = _text(arguments[-1]), arguments[:-1]
    longest = _whole(rest[0]) if rest else _LONGEST_SLUG
    made = "-".join(filter(None, "".join(char if char.isalnum() else " " for char in text.lower()).split()))
    if len(made) <= longest:
        return made
    if len(rest) > 1 and rest[1] and made[longest] != "-" and "-" in made[:longest]:
        return made[:longest].rpartition("-")[0]
    return made[:longest].strip("-")


def _replace(old: str, new: str, text: str) -> str:
    # Counted before it is made: an empty `old` matches between all characters.
    if text.count(old) * len(new) > _MOST * 100:
        raise ValueError("the result is too long")
    return text.replace(old, new)


def _repeat(count: Value, text: str) -> str:
    if _whole(count) * len(text) > _MOST:
        raise ValueError("the result is too long")
    return text * _whole(count)


def _indent(count: Value, text: str) -> str:
    if _whole(count) > _MOST // 100:
        raise ValueError("the indent is too large")
    pad = " " * _whole(count)
    return pad + text.replace("\n", "\n" + pad)


def _trunc(count: Value, text: str) -> str:
    # A negative count keeps the end of the text, as in Sprig.
    length = _whole(count)
    return text[:length] if length >= 0 else text[length:]


def _substr(start: Value, end: Value, text: str) -> str:
    # Sprig takes a negative start for 0, and an end that is negative or too large for that of the text.
    first, last = max(_whole(start), 0), _whole(end)
    return text[first:] if last < 0 or last > len(text) else text[first:last]


def _searched(pattern: str, text: str, budget: Spending) -> bool:
    if len(pattern) > _LONGEST_PATTERN:
        raise ValueError("the pattern is too long")
    # `(?i)` folds every letter of a class such as `\p{L}` when the pattern is compiled, before any step is counted.
    if "(?" in pattern:
        budget.spend(_A_CLASS * sum(map(pattern.count, ("\\p", "\\P"))))
    return regexp.compile(pattern, steps=budget).search(text, budget)


def _match(pattern: str, text: str, budget: Spending) -> bool:
    """Whether a pattern matches in a text; a malformed pattern matches nothing, as in Sprig."""
    try:
        return _searched(pattern, text, budget)
    except RegexpError:
        return False


def _must_match(pattern: str, text: str, budget: Spending) -> bool:
    try:
        return _searched(pattern, text, budget)
    except RegexpError as error:
        raise ValueError(error) from None


def _split(separator: str, text: str) -> dict[str, str]:
    # Sprig's keys begin with an underscore, so that a template can ask for `._0`.
    return {f"_{number}": each for number, each in enumerate(text.split(separator))}


def _join(separator: str, values: Value) -> str:
    entries = values if isinstance(values, list) else [values]
    return separator.join(_text(each) for each in entries if each is not None)


def _default(fallback: Value, value: Value = None) -> Value:
    return value if is_true(value) else fallback


def _coalesce(*values: Value) -> Value:
    return next((each for each in values if is_true(each)), None)


def _ternary(yes: Value, no: Value, test: bool) -> Value:
    return yes if test else no


def _dig(*arguments: Value) -> Value:
    # At least a key, the fallback and the mapping: fewer are an error of unpacking, as they are one in Sprig.
    first, *keys, fallback, value = arguments
    keys.insert(0, first)
    for key in keys:
        if not isinstance(value, dict):
            raise TypeError
        if key not in value:
            return fallback
        value = value[key]
    return value


def _dict(*pairs: Value) -> dict[str, Value]:
    # An odd number of arguments gives the last key an empty text.
    keys = list(map(_text, pairs[::2]))
    return dict(zip(keys, [*pairs[1::2], ""][: len(keys)], strict=False))


def _merge(*mappings: dict[str, Value]) -> dict[str, Value]:
    """The mappings merged, earlier ones over later ones."""
    made: dict[str, Value] = {}
    for each in mappings:
        _lay(made, each)
    return made


def _lay(into: dict[str, Value], below: dict[str, Value]) -> None:
    # Sprig merges by mergo, which fills in what is empty: false, 0 and "" do not hide a value below.
    for key, value in below.items():
        if isinstance(into.get(key), dict) and isinstance(value, dict):
            into[key] = dict(into[key])
            _lay(into[key], value)
        elif not is_true(into.get(key)):
            into[key] = value


def _merge_over(*mappings: dict[str, Value]) -> dict[str, Value]:
    """The mappings merged, later ones over earlier ones."""
    return _merge(*reversed(mappings))


def _set(value: dict[str, Value], key: str, entry: Value) -> dict[str, Value]:
    # Sprig changes the mapping in place: templates call it for that alone, `{{ $_ := set $d "k" "v" }}`.
    value[key] = entry
    return value


def _unset(value: dict[str, Value], key: str) -> dict[str, Value]:
    value.pop(key, None)
    return value


def _first(values: Value) -> Value:
    return values[0] if values else NO_VALUE


def _last(values: Value) -> Value:
    return values[-1] if values else NO_VALUE


def _until(count: Value) -> list[int]:
    if _whole(count) > _MOST:
        raise ValueError("the list is too long")
    return list(range(_whole(count)))


def _uniq(values: list[Value]) -> list[Value]:
    # Each is compared with all before it, since mappings and lists have no hash.
    if len(values) > _MOST // 10:
        raise ValueError("the list is too long")
    return [each for number, each in enumerate(values) if each not in values[:number]]


def _concat(*lists: list[Value]) -> list[Value]:
    return [each for values in lists for each in values]


def _to_raw_json(value: Value) -> str:
    return json.dumps(as_in_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _to_json(value: Value) -> str:
    # encoding/json escapes these three for the sake of HTML.
    text = _to_raw_json(value)
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def _to_yaml(value: Value) -> str:
    value = as_in_json(value)
    if isinstance(value, dict):
        return str(write_document(value)).rstrip("\n")
    # The writer prints documents, which are mappings: anything else is printed under a key, and the key cut off.
    written: str = write_document({"k": value})[len("k:") :]
    return written.strip("\n").removeprefix(" ")


def _from_yaml(text: str) -> Value:
    try:
        return as_of_json(read_config(text))
    except KustompyError as error:
        raise ValueError(error) from None


def _decoded(text: str) -> str:
    # Sprig's `b64dec` returns the text of the error.
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        return str(error)


def _kind(value: Value) -> str:
    names = {bool: "bool", str: "string", int: "int64", float: "float64", dict: "map", list: "slice"}
    return names.get(type(value), "invalid")


def _quote(*values: Value) -> str:
    # Sprig skips nil here and in `squote` and `cat`.
    return " ".join(quoted(_text(each)) for each in values if each is not None)


def _squote(*values: Value) -> str:
    return " ".join(f"'{_text(each)}'" for each in values if each is not None)


def _remainder(first: Value, second: Value) -> int:
    # Go rounds a quotient towards zero, Python towards minus infinity; the sign of the remainder follows.
    left, right = _whole(first), _whole(second)
    return left - right * _quotient(left, right)


def _quotient(first: Value, second: Value) -> int:
    left, right = _whole(first), _whole(second)
    size = abs(left) // abs(right)
    return size if (left < 0) == (right < 0) else -size


def _product(*values: Value) -> int:
    # Go's int64 would wrap around, which nobody wants to see in a name: it is refused.
    made = 1
    for each in values:
        made *= _whole(each)
    if abs(made) >= 1 << 63:
        raise ValueError("the product is too large")
    return made


# By the documents of text/template, of Sprig 3 and of Argo CD. Where the order of arguments looks odd, it lets the last
# one come from a pipe: `.name | trimPrefix "x"`.
FUNCTIONS: dict[str, Function] = {
    # Of Go.
    "eq": equal, "ne": lambda first, second: not equal(first, second), "lt": less,
    "le": lambda first, second: not less(second, first), "gt": lambda first, second: less(second, first),
    "ge": lambda first, second: not less(first, second), "not": lambda value: not is_true(value), "index": indexed,
    "slice": sliced, "len": len, "print": lambda *values: "".join(map(printed, values)), "printf": printf,
    "println": lambda *values: " ".join(map(printed, values)) + "\n",
    # Of Argo CD.
    "normalize": _normalize, "slugify": _slugify, "toYaml": _to_yaml, "fromYaml": _from_yaml,
    "fromYamlArray": _from_yaml,
    # Of Sprig: texts.
    "lower": str.lower, "upper": str.upper, "trim": str.strip, "trimAll": lambda chars, text: text.strip(chars),
    "trimPrefix": lambda part, text: text.removeprefix(part), "trimSuffix": lambda part, text: text.removesuffix(part),
    "replace": _replace, "contains": lambda part, text: part in text,
    "hasPrefix": lambda part, text: text.startswith(part), "hasSuffix": lambda part, text: text.endswith(part),
    "repeat": _repeat, "quote": _quote, "squote": _squote,
    "cat": lambda *values: " ".join(_text(each) for each in values if each is not None), "indent": _indent,
    "nindent": lambda count, text: "\n" + _indent(count, text), "trunc": _trunc, "substr": _substr,
    "regexMatch": _match, "mustRegexMatch": _must_match,
    "nospace": lambda text: "".join(text.split()), "splitList": lambda separator, text: text.split(separator),
    "split": _split, "join": _join, "toString": _text, "toStrings": lambda values: list(map(_text, values)),
    "sortAlpha": lambda values: sorted(map(_text, values)), "base": posixpath.basename,
    "dir": lambda text: posixpath.dirname(text) or ".", "ext": lambda text: posixpath.splitext(text)[1],
    "clean": lambda text: posixpath.normpath(text or "."),
    "b64enc": lambda text: base64.b64encode(text.encode()).decode(),
    "b64dec": _decoded, "sha256sum": lambda text: hashlib.sha256(text.encode()).hexdigest(),
    # Of Sprig: defaults and empty values.
    "default": _default, "empty": lambda value: not is_true(value), "coalesce": _coalesce, "ternary": _ternary,
    "all": lambda *values: all(map(is_true, values)), "any": lambda *values: any(map(is_true, values)),
    # Of Sprig: numbers.
    "add": lambda *values: sum(map(_whole, values)), "add1": lambda value: _whole(value) + 1,
    "sub": lambda first, second: _whole(first) - _whole(second), "mul": _product, "div": _quotient, "mod": _remainder,
    "max": lambda *values: max(map(_whole, values)), "min": lambda *values: min(map(_whole, values)), "int": _whole,
    "int64": _whole, "atoi": _whole, "until": _until,
    # Of Sprig: lists and mappings. Go's maps have no order, so `keys` and `values` are sorted to be the same each time.
    "list": lambda *values: list(values), "first": _first, "last": _last, "rest": lambda values: values[1:],
    "initial": lambda values: values[:-1], "append": lambda values, each: [*values, each],
    "prepend": lambda values, each: [each, *values], "concat": _concat, "has": lambda each, values: each in values,
    "without": lambda values, *others: [each for each in values if each not in others], "uniq": _uniq,
    "compact": lambda values: [each for each in values if is_true(each)], "reverse": lambda values: values[::-1],
    "dict": _dict, "get": lambda value, key: value.get(key, ""), "set": _set, "unset": _unset,
    "hasKey": lambda value, key: key in value, "keys": lambda *mappings: _concat(*map(sorted, mappings)),
    "values": lambda value: [each for _, each in sorted(value.items())],
    "pick": lambda value, *keys: {key: value[key] for key in keys if key in value},
    "omit": lambda value, *keys: {key: each for key, each in value.items() if key not in keys},
    "pluck": lambda key, *mappings: [each[key] for each in mappings if key in each], "merge": _merge,
    "mergeOverwrite": _merge_over, "dig": _dig, "deepCopy": lambda value: json.loads(json.dumps(value)),
    # Of Sprig: formats and kinds.
    "toJson": _to_json, "toRawJson": _to_raw_json,
    "toPrettyJson": lambda value: json.dumps(as_in_json(value), ensure_ascii=False, sort_keys=True, indent=2),
    "fromJson": _from_yaml,
    "mustFromJson": _from_yaml, "mustMerge": _merge, "mustToJson": _to_json, "kindOf": _kind,
    "kindIs": lambda kind, value: _kind(value) == kind,
}  # fmt: skip
SEARCHING = frozenset(("regexMatch", "mustRegexMatch"))
"""The functions that take steps from the budget themselves."""
