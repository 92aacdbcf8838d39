"""Named formats (the API server's format library, since Kubernetes 1.31): ``format.dns1123Label().validate(text)``."""

from __future__ import annotations

import base64
import binascii
import re

from kustompy.cel.errors import CelError
from kustompy.cel.library.times import timestamp_of
from kustompy.cel.library.urls import is_url
from kustompy.cel.overloads import function, method
from kustompy.cel.types import FORMAT, STRING, list_of, optional_of
from kustompy.cel.values import NONE, Format, Optional

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cel.overloads import Function

_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_NAME = r"[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?"
_ENDS = "must start and end with an alphanumeric character"
_NAME_RULE = f"must consist of alphanumeric characters, '-', '_' or '.', and {_ENDS}"
_UUID = r"(?i:[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12})"
# Name: pattern, longest text, and what is wrong with any other text, in the words of k8s.io/apimachinery's validation.
# Python's `re` is safe here: the patterns are ours, and the texts are short when they are matched.
_SHAPES: dict[str, tuple[str, int, str]] = {
    "dns1123Label": (
        _LABEL,
        63,
        f"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and {_ENDS}",
    ),
    "dns1123Subdomain": (
        rf"{_LABEL}(?:\.{_LABEL})*",
        253,
        f"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and {_ENDS}",
    ),
    "dns1035Label": (
        r"[a-z](?:[-a-z0-9]*[a-z0-9])?",
        63,
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
        "character, and end with an alphanumeric character",
    ),
    "labelValue": (rf"(?:{_NAME})?", 63, f"a valid label must be an empty string or {_NAME_RULE[5:]}"),
    "uuid": (_UUID, 36, "does not match the UUID format"),
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", 10, "invalid date"),
}
_PREFIXES = {"dns1123LabelPrefix": "dns1123Label", "dns1123SubdomainPrefix": "dns1123Subdomain",
             "dns1035LabelPrefix": "dns1035Label"}  # fmt: skip
NAMES = (*_SHAPES, *_PREFIXES, "qualifiedName", "uri", "byte", "datetime")


def _named(name: str) -> Function:
    made: Function = lambda: Format(name)  # noqa: E731  # each name needs a function of its own
    return function(f"format.{name}", result=FORMAT)(made)


OF_NAMES = tuple(_named(name) for name in NAMES)


@function("format.named", STRING, result=optional_of(FORMAT))
def named(name: str) -> Optional:
    """The format of this name, if there is one."""
    return Optional(Format(name), is_there=True) if name in NAMES else NONE


@method("validate", FORMAT, STRING, result=optional_of(list_of(STRING)))
def validate(format_: Format, text: str) -> Optional:
    """What is wrong with the text; none if nothing is."""
    problem = _problem(format_.name, text)
    return Optional([problem], is_there=True) if problem else NONE


def _problem(name: str, text: str) -> str:
    if name in _PREFIXES:
        # a prefix may end with a dash, as what follows it ends the name
        return _problem(_PREFIXES[name], text[:-1] + "a" if text.endswith("-") else text)
    if name in _SHAPES:
        shape, longest, rule = _SHAPES[name]
        # First, since a pattern with repetitions inside of repetitions must not see a long text.
        if len(text) > longest:
            return f"must be no more than {longest} bytes"
        return "" if re.fullmatch(shape, text) else rule
    if name == "qualifiedName":
        prefix, slash, last = text.rpartition("/")
        problem = _problem("dns1123Subdomain", prefix) if slash else ""
        if not problem and (not last or _problem("labelValue", last)):
            return f"name part {_NAME_RULE}"
        return problem
    if name == "uri":
        return "" if is_url(text) else "invalid URI"
    return _problem_of_encoding(name, text)


def _problem_of_encoding(name: str, text: str) -> str:
    try:
        if name == "byte":
            base64.b64decode(text, validate=True)
        else:
            timestamp_of(text)
    except (binascii.Error, ValueError, CelError):
        return "invalid base64" if name == "byte" else "invalid datetime"
    return ""
