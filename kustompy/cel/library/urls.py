"""URLs (the API server's URL library): absolute URIs and absolute paths."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlsplit

from kustompy.cel.errors import CelError
from kustompy.cel.overloads import function, method
from kustompy.cel.types import BOOL, STRING, URL, list_of, map_of
from kustompy.cel.values import Url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.cel.types import Type

_QUERY: Type = map_of(STRING, list_of(STRING))


def _parsed(text: str) -> Url | None:
    # Python's urlsplit takes tabs and newlines out of a text in silence, and blanks in front of it; Go's
    # url.ParseRequestURI refuses them, and takes a blank in a path.
    if any(each < " " or each == "\x7f" for each in text) or text[:1] == " ":
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if not parts.scheme and not text.startswith("/"):
        return None
    if parts.scheme and not parts.netloc and not parts.path.startswith("/"):
        return None
    if " " in parts.netloc:
        return None
    host = parts.netloc.rpartition("@")[2]
    # Go keeps the digits of the port as they are written, whatever number they make. An address of IPv6 has colons too.
    name, colon, port = host.rpartition(":")
    if not colon or "]" in port:
        name, port = host, ""
    elif not all(each in "0123456789" for each in port):
        return None
    # No limit to the fields: reading them is linear, and paid for by the budget like each look at the text.
    query = tuple(parse_qsl(parts.query, keep_blank_values=True))
    return Url(parts.scheme, host, name.strip("[]"), port, quote(parts.path, safe="/%:@!$&'()*+,;=~-._"), query)


@function("isURL", STRING, result=BOOL)
def is_url(text: str) -> bool:
    """Whether the text is an absolute URI or an absolute path."""
    return _parsed(text) is not None


@function("url", STRING, result=URL)
def url(text: str) -> Url:
    """The URL that the text is."""
    found = _parsed(text)
    if found is None:
        raise CelError(f"URL parse error during conversion from string: invalid URI {text[:60]!r}")
    return found


@method("getScheme", URL, result=STRING)
def scheme(value: Url) -> str:
    """What stands before ``://``."""
    return value.scheme


@method("getHost", URL, result=STRING)
def host(value: Url) -> str:
    """The host with its port."""
    return value.host


@method("getHostname", URL, result=STRING)
def hostname(value: Url) -> str:
    """The host without its port."""
    return value.hostname


@method("getPort", URL, result=STRING)
def port(value: Url) -> str:
    """The port, empty if the URL names none."""
    return value.port


@method("getEscapedPath", URL, result=STRING)
def escaped_path(value: Url) -> str:
    """The path, escaped."""
    return value.escaped_path


@method("getQuery", URL, result=_QUERY)
def query(value: Url) -> dict[str, list[str]]:
    """The parameters, each with all its values."""
    found: dict[str, list[str]] = {}
    for key, each in value.query:
        found.setdefault(key, []).append(each)
    return found
