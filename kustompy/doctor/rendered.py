"""What one overlay comes to at a level: the texts of its resources, or the message it fails with."""

from __future__ import annotations

from kustompy.errors import KustompyError
from kustompy.rendering.pipeline import build
from kustompy.session.options import Options, Purpose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_ASKED = Purpose(diagnoses=False)


class Rendered:
    """The documents by resource id in the order they are printed, or an error."""

    __slots__ = ("documents", "error")

    def __init__(self, documents: Mapping[str, str], error: str = "") -> None:
        self.documents, self.error = documents, error

    @property
    def text(self) -> str:
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
        texts = built.to_yaml().split("---\n") if len(built) else []
    except KustompyError as error:
        return Rendered({}, str(error).partition("\n")[0])
    return Rendered(documents_of([str(each.id) for each in built], texts))


def documents_of(ids: list[str], texts: list[str]) -> dict[str, str]:
    """The documents by the ids; what is there twice is told apart by its place."""
    found: dict[str, str] = {}
    for place, text in enumerate(texts):
        name = ids[place] if place < len(ids) else f"document {place + 1}"
        found[name if name not in found else f"{name} ({place + 1})"] = text
    return found
