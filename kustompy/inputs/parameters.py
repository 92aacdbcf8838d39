"""Parameters: ``${NAME}`` in files of a tree, replaced in their text before anything parses them."""

from __future__ import annotations

from kustompy.errors import UsageError
from kustompy.system.files import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NamedTuple

    from kustompy.model.values import Value

    class Refusal(NamedTuple):
        """Why a parameter has no value, and the remedy; a value that does not fit may be a secret, and is not shown."""

        message: str
        hint: str
        code: str

    class _Parameter(NamedTuple):
        name: str
        type: str = "string"
        default: str | None = None
else:
    from collections import namedtuple

    Refusal = namedtuple("Refusal", ["message", "hint", "code"])
    _Parameter = namedtuple("_Parameter", ["name", "type", "default"], defaults=["string", None])

_PLACEHOLDERS = {"boolean": "true", "integer": "1"}
_ARTICLES = {"boolean": "a boolean", "integer": "an integer", "string": "a string"}
_TYPES = tuple(_ARTICLES)
_KEYS = ("default", "type")
_EXAMPLE = 'write REPLICAS = { type = "integer", default = 2 }'
# A value is put into YAML as text, in quotes or without: these could end the scalar, begin a comment, or begin another
# node. With them whoever sets a variable could write fields of their own.
_STRUCTURE = frozenset("{}[]&*!|>'\"%@`,\\#")
# At the start a dash begins a list, ? and : a mapping, ~ is null, and =, << are keys of YAML 1.1 with a meaning.
_FIRST = frozenset("-?: ~=<")
_LONGEST = 4096
_RULES = {
    "boolean": "a boolean is written true or false",
    "integer": "an integer is written in digits",
    "string": "a string is one line without `: ` and without what means something in YAML: "
    + " ".join(sorted(_STRUCTURE)),
}


class Parameter(_Parameter):
    """A name that texts may have in ``${…}``, of type ``string``, ``integer`` or ``boolean``.

    ``default`` is the text where the environment does not have it; None if it is required.
    """

    __slots__ = ()

    def given(self, environment: Mapping[str, str] | None) -> str | Refusal:
        """The text for ``${NAME}``, or the reason why there is none; without an environment a placeholder."""
        text = None if environment is None else environment.get(self.name)
        # A variable that is set and empty counts: it is the empty text, neither an integer nor a boolean.
        if text is not None:
            if is_of_type(self.type, text):
                return text
            return Refusal(f"the variable {self.name} is not {_ARTICLES[self.type]}", _RULES[self.type], "KST332")
        if self.default is not None:
            return self.default
        if environment is None:
            return _PLACEHOLDERS.get(self.type, f"placeholder-{self.name}".lower().replace("_", "-"))
        return Refusal(
            f"the parameter {self.name} has no value", f"set the variable {self.name}, or declare a default", "KST333"
        )


def parameter_of(name: str, table: Value) -> Parameter:
    """The parameter of an entry of ``[parameters]``."""
    if not (name.isascii() and name.replace("_", "a").isalnum() and not name[0].isdigit()):
        raise _wrong(f"{name!r} is not a valid name of a parameter", "use letters, digits and _")
    if not isinstance(table, dict) or any(key not in _KEYS for key in table):
        raise _wrong(f"the parameter {name} is not a table of type and default", _EXAMPLE)
    kind, default = table.get("type", "string"), table.get("default")
    if kind not in _TYPES:
        raise _wrong(f"the parameter {name} has the type {kind!r}: there are {', '.join(_TYPES)}", _EXAMPLE)
    if default is None:
        return Parameter(name, kind)
    # By type(): True is an int in Python, and no default of an integer.
    fits = {"boolean": isinstance(default, bool), "integer": type(default) is int, "string": isinstance(default, str)}
    text = str(default).lower() if kind == "boolean" else str(default)
    if not fits[kind] or not is_of_type(kind, text):
        raise _wrong(f"the default of the parameter {name} is not {_ARTICLES[kind]}", _RULES[kind])
    return Parameter(name, kind, text)


def is_of_type(kind: str, text: str) -> bool:
    """Whether a text may stand for a parameter of the type."""
    if kind == "boolean":
        return text in ("true", "false")
    if kind == "integer":
        # isdigit alone takes digits of every script, and YAML those of ASCII.
        digits = text.removeprefix("-")
        return digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST
    return _is_plain(text)


def _is_plain(text: str) -> bool:
    """Whether a text is one scalar of YAML wherever it is put: plain, or inside quotes of either kind."""
    return (
        len(text) <= _LONGEST
        and text.isprintable()
        and not _STRUCTURE.intersection(text)
        and text[:1] not in _FIRST
        and text == text.strip()
        # A colon before a blank or at the end makes a key of what stands before it; inside of a URL it does not.
        and ": " not in text
        and not text.endswith(":")
    )


def replaced(text: str, values: Mapping[str, str | Refusal], file: str) -> str:
    """The text with ``${NAME}`` replaced; ``$${`` stands for ``${``.

    A name that is not declared raises an InputError (KST331) at its line; so does one without a value (KST332, KST333).
    """
    # One pass with `find`: a value is not looked through again, so that it cannot name another parameter, and the time
    # grows with the text.
    made: list[str] = []
    at = 0
    while True:
        start = text.find("${", at)
        if start < 0:
            made.append(text[at:])
            return "".join(made)
        if start > at and text[start - 1] == "$":
            made += (text[at : start - 1], "${")
            at = start + 2
            continue
        end = text.find("}", start)
        name = text[start + 2 : end] if end >= 0 else ""
        value = values.get(name)
        if not isinstance(value, str):
            raise _refused(value or _undeclared(name, values), file, text.count("\n", 0, start) + 1)
        made += (text[at:start], value)
        at = end + 1


def _undeclared(name: str, values: Mapping[str, str | Refusal]) -> Refusal:
    # Without an end brace the name may be the rest of the file.
    shown = f"${{{name}}}" if name and len(name) <= _LONGEST and name.isprintable() else "${"
    declared = f"declared are {', '.join(sorted(values))}" if values else "none is declared"
    return Refusal(
        f"{shown} is not a parameter",
        f"declare it under [parameters], or write $${{ for a text that has it; {declared}",
        "KST331",
    )


def _refused(refusal: Refusal, file: str, line: int) -> InputError:
    return InputError(refusal.message, code=refusal.code, hint=refusal.hint, file=file, line=line)


def _wrong(text: str, hint: str) -> UsageError:
    return UsageError(text, code="KST812", hint=hint)
