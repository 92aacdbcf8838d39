"""The grammar of git URLs: which bases are repositories, and what a URL says of them (spec section 4)."""

from __future__ import annotations

import posixpath

from kustompy.golang.text import FALSE

DEFAULT_SECONDS = 27.0
FORCED = "git::"
FORCED_WARNING = (
    "Warning: Forcing the git protocol using the 'git::' URL prefix is not supported. "
    "Kustomize currently strips this invalid prefix, but will stop doing so in a future release. "
    "Please remove the 'git::' prefix from your configuration."
)

_FILE = "file://"
_SCHEMES = ("ssh://", "https://", "http://", _FILE)
_GITHUB = ("github.com/", "github.com:")
_ORGANISATION_AND_REPOSITORY = 2


class GitUrl:
    """A repository, the directory in it that is to be built, and how it is to be fetched."""

    __slots__ = ("forced", "host", "path", "raw", "ref", "repository", "seconds", "submodules")

    def __init__(self, raw: str, host: str, repository: str, path: str, query: dict[str, str]) -> None:
        self.raw, self.host, self.repository, self.path = raw, host, repository, path
        self.forced = raw[: len(FORCED)].lower() == FORCED
        self.ref = query.get("ref") or query.get("version", "")
        self.seconds = _seconds(query.get("timeout", ""))
        # What strconv.ParseBool cannot read leaves submodules on, as their absence does.
        self.submodules = query.get("submodules") not in FALSE

    @property
    def clone_url(self) -> str:
        """What git is asked for."""
        return self.host + self.repository

    @property
    def origin(self) -> dict[str, str]:
        """What ``originAnnotations`` say of it; kustomize calls the root of a repository so."""
        origin = {"path": posixpath.normpath(self.path) if self.path else "notCloned", "repo": self.clone_url}
        return {**origin, "ref": self.ref} if self.ref else origin


def parse_git_url(text: str) -> GitUrl | None:
    """What the URL says, or None where kustomize takes it for a local path."""
    # An absolute path may hold `.git` or `//`, and is a local one to kustomize nevertheless.
    if text.startswith("/"):
        return None
    rest, _, query = text.partition("?")
    split = _host_and_rest(_without_prefix(rest, FORCED)[1])
    if split is None:
        return None
    host, rest = split
    paths = _repository_and_path(rest, host)
    if paths is None:
        return None
    repository, path = paths
    # What leads out of the repository is no git URL, and fails as a local path then.
    below = posixpath.normpath(path.removeprefix("/"))
    if not repository or below == ".." or below.startswith("../"):
        return None
    return GitUrl(text, host, repository, path.removeprefix("/"), _query(query))


def _host_and_rest(text: str) -> tuple[str, str] | None:
    scheme, text = _scheme_of(text)
    user, text = _user_of(text)
    is_github = text[:11].lower() in _GITHUB
    # `git@host:path` is an address of scp; of bare names kustomize knows that of GitHub alone.
    scp = not scheme and bool(user or is_github)
    if not scheme and not scp:
        return None
    if scheme == _FILE:
        return scheme, user + text
    separator = text.find("/")
    colon = text.find(":")
    # The first of the two separators ends the host, as git reads `host:path/more`.
    if scp and (separator < 0 or 0 < colon < separator):
        separator = colon
    if separator < 0:
        return None
    host, rest = text[: separator + 1], text[separator + 1 :]
    if not is_github:
        return scheme + user + host, rest
    # kustomize writes addresses of GitHub in one of two forms, whichever way they came.
    if user or scheme == "ssh://":
        return f"{user}github.com:", rest
    return "https://github.com/", rest


def _without_prefix(text: str, prefix: str) -> tuple[bool, str]:
    if text[: len(prefix)].lower() == prefix:
        return True, text[len(prefix) :]
    return False, text


def _scheme_of(text: str) -> tuple[str, str]:
    for scheme in _SCHEMES:
        found, rest = _without_prefix(text, scheme)
        if found:
            return scheme, rest
    return "", text


def _user_of(text: str) -> tuple[str, str]:
    name, at, rest = text.partition("@")
    if at and name and name.isascii() and name[0].isalpha() and name.replace("-", "").isalnum():
        return f"{name}@", rest
    return "", text


def _repository_and_path(text: str, host: str) -> tuple[str, str] | None:
    """Split at what marks the end of a repository, else after two segments; a ``file://`` has no such default."""
    # Azure DevOps: `organisation/project/_git/repository/path`, whose repository has no suffix.
    before, marker, after = text.partition("_git/")
    if marker:
        repository, _, path = after.partition("/")
        return before + marker + repository, path
    before, marker, after = text.partition("//")
    if marker:
        return before, after
    before, marker, after = text.partition(".git")
    if marker:
        return before + marker, after
    if host.startswith(_FILE):
        return text, ""
    segments = text.split("/")
    if len(segments) < _ORGANISATION_AND_REPOSITORY:
        return None
    return "/".join(segments[:_ORGANISATION_AND_REPOSITORY]), "/".join(segments[_ORGANISATION_AND_REPOSITORY:])


def _query(text: str) -> dict[str, str]:
    """The first value of each key; nothing at all where one is written wrongly."""
    values: dict[str, str] = {}
    for pair in text.split("&"):
        name, _, value = pair.partition("=")
        try:
            key, decoded = _unescaped(name), _unescaped(value)
        except ValueError:
            return {}
        # Go's url.ParseQuery refuses a semicolon since 1.17, and kustomize drops the whole query with it.
        if ";" in pair:
            return {}
        values.setdefault(key, decoded)
    return values


def _unescaped(text: str) -> str:
    first, *others = text.replace("+", " ").split("%")
    decoded = first.encode()
    for each in others:
        if len(each) < 2 or not each[:2].isalnum():
            raise ValueError(text)
        decoded += bytes([int(each[:2], 16)]) + each[2:].encode()
    # Go keeps bytes that are no UTF-8; so does this, in its way.
    return decoded.decode(errors="surrogateescape")


_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_LONGEST = 300.0
"""The tree says how long git may take, but not longer than this."""


def _seconds(text: str) -> float:
    """A whole number of seconds or a Go duration; anything else, and what is not above zero, is the default."""
    # Go's strconv.Atoi and time.ParseDuration both take a sign.
    digits = text.removeprefix("+")
    if digits.isascii() and digits.isdigit():
        return min(float(digits), _LONGEST) or DEFAULT_SECONDS
    total, rest = 0.0, digits
    while rest:
        number = _leading(rest, "0123456789.")
        unit = _leading(rest[len(number) :], "nsuµμmh")
        if number.count(".") > 1 or number.strip(".") == "" or unit not in _UNITS:
            return DEFAULT_SECONDS
        total += float(number) * _UNITS[unit]
        rest = rest[len(number) + len(unit) :]
    return min(total, _LONGEST) or DEFAULT_SECONDS


def _leading(text: str, characters: str) -> str:
    return text[: len(text) - len(text.lstrip(characters))]
