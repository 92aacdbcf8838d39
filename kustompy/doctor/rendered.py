"""The render of one overlay: a text for each resource, or the message of the failure."""

from __future__ import annotations

from kustompy.errors import KustompyError
from kustompy.rendering.pipeline import build
from kustompy.session.options import Options, Purpose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

# A failure is compared by its first line: looking for other mistakes and for places would be thrown away.
_ASKED = Purpose(diagnoses=False)


class Rendered:
    """The documents by resource id in the order they are printed, or an error."""

    __slots__ = ("documents", "error")

    def __init__(self, documents: Mapping[str, str], error: str = "") -> None:
        self.documents, self.error = documents, error

    @property
    def text(self) -> str:
        """All of it as one text, to be compared."""
        return f"Error: {self.error}" if self.error else "---\n".join(self.documents.values())

    def differing(self, other: Rendered) -> list[str]:
        """The ids of the resources that are not the same in both; none where one of them failed."""
        if self.error or other.error:
            return []
        names = dict.fromkeys([*self.documents, *other.documents])
        return [name for name in names if self.documents.get(name) != other.documents.get(name)]


def rendered(directory: str, options: Options) -> Rendered:
    """The overlay at the level of the options."""
    try:
        built = build(directory, options, purpose=_ASKED)
        texts = texts_of(built.to_yaml())
    except KustompyError as error:
        return Rendered({}, str(error).partition("\n")[0])
    return Rendered(documents_of([str(each.id) for each in built], texts))


def texts_of(printed: str) -> list[str]:
    """The documents of a build that was printed, each with its line end."""
    # At the margin alone: a script or a manifest in a ConfigMap may have `---` in it, indented.
    return [f"{each}\n" for each in printed.removesuffix("\n").split("\n---\n")] if printed else []


def documents_of(ids: list[str], texts: list[str]) -> dict[str, str]:
    """The documents by resource id; of an id that comes again, the place is added to it."""
    found: dict[str, str] = {}
    for place, text in enumerate(texts):
        # A binary may print more documents than kustompy knows ids of.
        name = ids[place] if place < len(ids) else f"document {place + 1}"
        found[name if name not in found else f"{name} ({place + 1})"] = text
    return found
