"""Findings: what validation reports about one value of one manifest, and the faults that it distinguishes."""

from __future__ import annotations

from kustompy.errors import MISSING_FILE, UNREADABLE
from kustompy.errors.diagnostic import Diagnostic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.model.values import Value

# Faults: reports decide by these, and never by codes or messages, whether a document is invalid or could not be checked
# (kubeconform's statusInvalid and statusError).
NO_OBJECT = "no object"
"""A document is no object of Kubernetes."""
NO_SCHEMA = "no schema"
"""Nobody has a schema of a kind."""
BAD_SCHEMA = "bad schema"
"""The schema of a kind cannot be used."""
UNREAD = "unread file"
"""A file cannot be read."""
REJECTED = "rejected kind"
"""A document is of a kind that the user rejects."""
TWICE = "key twice"
"""A mapping has a key twice, or one that is no text."""
UNKNOWN = "unknown field"
"""A field that the schema does not have."""
UNUSABLE = "unusable schemas"
"""The schemas that the user asks for cannot be used."""
UNCHECKED = frozenset((UNREADABLE, MISSING_FILE, UNREAD, NO_OBJECT, NO_SCHEMA, BAD_SCHEMA))
"""The faults of a document that could not be checked."""
_SHOWN = 60


class Finding(Diagnostic):
    """A Diagnostic about a manifest; its text is the path of the value followed by the message."""

    __slots__ = ()

    def __str__(self) -> str:
        place = path_text(self.path)
        return f"{place}: {self.message}" if place else self.message


def path_text(path: Sequence[str | int]) -> str:
    """A path as people write it: ``spec.containers[0].image``."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part and all(each.isalnum() or each in "-_$" for each in part):
            text += f".{part}" if text else part
        else:
            # `app.kubernetes.io/name` behind a dot would read as three fields.
            text += f'["{part}"]'
    return text


def shown(value: Value) -> str:
    """The value as a message shows it, cut after 60 characters."""
    text = repr(value) if type(value) is not bool else str(value).lower()
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
