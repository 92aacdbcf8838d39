"""Secrets in messages: their values are never shown, though kustomize itself prints them."""

from __future__ import annotations

from kustompy.errors import PatchError
from kustompy.model.resource import PRIVATE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kustompy.model.paths import FieldPath, Source
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest, Value

    Mark = tuple[Resource | Source, Value]
    """What was read of a Secret: where it stands, or the resource that was read there, and the values in it."""

HIDDEN = "***"
FIELDS = ("data", "stringData")
_HIDDEN = tuple((field,) for field in FIELDS)
WHOLE_FILE = -1
"""In a source: every document of the file."""
_SHORTEST = 6
"""Shorter values are words of every message: they are hidden only where a message shows data."""
_SHORTEST_OF_ALL = 3
_LONGEST_TOLD = 50
"""No message cuts a value shorter than that."""
# What comes before data in messages of kustomize and of ours: only behind one of these are short values hidden.
_SHOWING = (
    "node contents:", "with config: `", "[patch: ", "out of bounds for value", "decoding ", "interface {}{",
)  # fmt: skip
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def is_secret(manifest: Value) -> bool:
    """Whether the values of a manifest must not be shown."""
    # `stringData` is a field of Secrets alone: a document that lacks its kind, or misspells it, is hidden as well.
    return isinstance(manifest, dict) and (manifest.get("kind") == "Secret" or "stringData" in manifest)


def is_hidden(manifest: Value, path: FieldPath) -> bool:
    """Whether the value at a path of a manifest must not be shown."""
    return is_secret(manifest) and (path[:1] in _HIDDEN or path[2:3] == (_LAST_APPLIED,))


def values_of(manifest: Manifest) -> list[Value]:
    """The values of a Secret as it is now, whatever is written into it later."""
    found = [manifest.get(field) for field in FIELDS]
    return [dict(each) if isinstance(each, dict) else each for each in found]


def names_secrets(text: str) -> bool:
    """Whether a text speaks of Secrets: any that holds one does."""
    if "ecret" not in text and "stringData" not in text:
        return False
    # Each different sign is replaced once; replacing at each of its many places takes as long as a build.
    words = set(text.translate({ord(char): " " for char in set(text) if not char.isalnum()}).split())
    return not words.isdisjoint((*PRIVATE_KINDS, "stringData", "secretGenerator"))


def may_hold(text: str) -> bool:
    """Whether a text that no parser can read may hold values of a Secret: it names one, or sets a variable."""
    return names_secrets(text) or any(
        line.partition("=")[0].strip().isidentifier() for line in text.split("\n") if "=" in line
    )


def may_select_secrets(kind: str) -> bool:
    """Whether a target of this kind, a pattern, may select a Secret; one that says no kind may."""
    if not kind:
        return True
    from kustompy.golang import regexp

    try:
        return regexp.compile(kind, full=True).full_match("Secret")
    # A pattern that cannot be read selects nothing, but what it was meant to select is not known.
    except PatchError:
        return True


def is_of_secrets(text: str, kind: str = "") -> bool:
    """Whether a patch that has not been read may hold values of a Secret; ``kind`` is that of its target."""
    if names_secrets(text) or kind == "Secret":
        return True
    has_data = "/data" in text or '"data"' in text or any(line.startswith("data:") for line in text.split("\n"))
    return has_data and may_select_secrets(kind)


def kind_in(target: Value) -> str:
    """The kind of a target that nobody has checked; "" if it says none."""
    kind = target.get("kind") if isinstance(target, dict) else None
    return kind if isinstance(kind, str) else ""


def shown(manifest: Manifest) -> Manifest:
    """The manifest as a message may show it."""
    if not is_secret(manifest):
        return manifest
    result = {key: _hidden(value) if key in FIELDS else value for key, value in manifest.items()}
    metadata = manifest.get("metadata")
    if isinstance(metadata, dict):
        annotations = metadata.get("annotations")
        if isinstance(annotations, dict) and _LAST_APPLIED in annotations:
            result["metadata"] = {**metadata, "annotations": {**annotations, _LAST_APPLIED: HIDDEN}}
    return result


def _hidden(value: Value) -> Value:
    if not value:
        return value
    return dict.fromkeys(value, HIDDEN) if isinstance(value, dict) else HIDDEN


def masked(text: str) -> str:
    """The text, without the passwords and tokens of URLs in it, those included that were tried as paths: ``http:/``."""
    if "@" not in text:
        return text
    first, *parts = text.split(":/")
    done = [first]
    for part in parts:
        slashes = "/" * part.startswith("/")
        rest = part[len(slashes) :]
        credentials, at, _ = rest.partition("/")[0].rpartition("@")
        name, colon, _ = credentials.partition(":")
        # `user:password@`; a space shows that the colon and the `@` are of a sentence around the URL.
        if colon and not any(map(str.isspace, credentials)):
            part = f"{slashes}{name}:{HIDDEN}{rest[len(credentials) :]}"
        # `https://token@host`, as of GitHub: what stands alone before the `@` is the token. In `ssh://git@host` it is a
        # user.
        elif at and not colon and done[-1].endswith(("http", "https")):
            part = f"{slashes}{HIDDEN}{rest[len(credentials) :]}"
        done.append(part)
    return ":/".join(done)


def shown_literals(sources: Iterable[str]) -> list[str]:
    """Literal sources of a secret as a message may show them: the keys alone."""
    return [f"{source.partition('=')[0]}={HIDDEN}" if "=" in source else HIDDEN for source in sources]


class Blotter:
    """Finds values in texts, in one walk over each text however many values there are.

    Values may be nested; a tuple holds the content of a file that is one as a whole, or whose lines set some. A value
    that is short, or stands in what is ``visible`` anyway, is hidden only where a text shows data.
    """

    __slots__ = ("_everywhere", "_in_data")

    def __init__(self, values: Iterable[Value], visible: str = "") -> None:
        self._everywhere, self._in_data = _Words(_SHORTEST), _Words(_SHORTEST_OF_ALL)
        for spelled in {each for value in values for text in texts_in(value) for each in _spellings(text)}:
            if len(spelled) >= _SHORTEST and spelled not in visible:
                self._everywhere.add(spelled)
            else:
                self._in_data.add(spelled)

    def hidden(self, text: str) -> str:
        """The text without the values."""
        start = min((at for at in map(text.find, _SHOWING) if at >= 0), default=len(text))
        places = [*self._everywhere.places(text, 0), *self._in_data.places(text, start, whole=True)]
        return _without(text, places) if places else text

    def holds(self, text: str) -> bool:
        """Whether one of the values is in a text that is itself a value."""
        return bool(self._everywhere.places(text, 0) or self._in_data.places(text, 0, whole=True))


def texts_in(value: Value) -> Iterator[str]:
    """The texts that a value of a Secret would be shown as: those of nested values, numbers, and lines of files."""
    if isinstance(value, tuple):
        # The content of a file: as a whole, and each line of it as an env file has it.
        text = value[0].decode("utf-8", "replace")
        yield text
        yield from (line.partition("=")[2].strip() for line in text.split("\n"))
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts_in(each)
    elif isinstance(value, str):
        yield str(value)
    elif value is not None:
        yield str(getattr(value, "text", value))


def _spellings(value: str) -> Iterator[str]:
    """The value, its lines and its beginning, how Go quotes it, and what it is in base64 or stands for there."""
    from base64 import b64decode, b64encode
    from binascii import Error

    from kustompy.golang.text import quoted

    yield value
    # Messages cut long values, but none shorter than that.
    yield value[:_LONGEST_TOLD]
    yield from (line.strip() for line in value.split("\n"))
    # As `%q` prints it, between the quotes.
    yield quoted(value)[1:-1]
    yield b64encode(value.encode("utf-8", "surrogatepass")).decode()
    try:
        # What a `data:` field stands for, as the decoded text that another message may tell.
        yield b64decode("".join(value.split()), validate=True).decode()
    except (Error, ValueError):
        return


class _Words:
    """Values by their first characters, with the lengths that those of such a beginning have, the longest first."""

    __slots__ = ("head", "lengths", "values")

    def __init__(self, head: int) -> None:
        self.head = head
        self.lengths: dict[str, list[int]] = {}
        self.values: set[str] = set()

    def add(self, value: str) -> None:
        head = value[: self.head]
        if len(head) < self.head or value in self.values:
            return
        self.values.add(value)
        lengths = self.lengths.setdefault(head, [])
        if len(value) not in lengths:
            lengths.append(len(value))
            lengths.sort(reverse=True)

    def places(self, text: str, start: int, *, whole: bool = False) -> list[tuple[int, int]]:
        """Where values stand from ``start`` on; ``whole`` ones are no part of a longer word."""
        head, lengths = self.head, self.lengths
        if not lengths:
            return []
        # Each place of the text costs one look-up by its first characters, however many values there are.
        found = []
        for at in [at for at in range(start, len(text) - head + 1) if text[at : at + head] in lengths]:
            for length in lengths[text[at : at + head]]:
                end = at + length
                inside = whole and (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum())
                if not inside and text[at:end] in self.values:
                    found.append((at, end))
                    break
        return found


def _without(text: str, places: list[tuple[int, int]]) -> str:
    """The text with each place, and places that overlap as one, hidden."""
    parts, done = [], 0
    for start, end in sorted(places):
        if start >= done:
            parts += [text[done:start], HIDDEN]
        done = max(done, end)
    return "".join([*parts, text[done:]])
