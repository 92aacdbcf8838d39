"""What of the texts of a build comes from its inputs: files that the pipeline has, and parameters."""

from __future__ import annotations

from kustompy.provenance.lines import Lines
from kustompy.provenance.places import WHOLE
from kustompy.session.inputs import Pairs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.provenance.lines import Read
    from kustompy.provenance.places import Place
    from kustompy.session.inputs import Inputs


class Given:
    """The inputs of a traced build; ``read`` gives files as they are written, with their parameters."""

    def __init__(self, inputs: Inputs, read: Read) -> None:
        self._inputs, self._read, self._lines = inputs, read, Lines(read)

    def at(self, place: Place, lines: Lines) -> Iterator[str]:
        """The inputs that a place has its text from; ``lines`` are those of the texts as the build has read them."""
        inputs = self._inputs
        content = inputs.files.get(place.file)
        if isinstance(content, Pairs):
            yield f"inputs: {content.pairs[place.line - 1][0]}"
        elif content is not None:
            names = ", ".join(inputs.made_of.get(place.file, ()))
            yield f"inputs: {names}" if names else "inputs"
        elif inputs.rewriting is not None and inputs.rewriting.is_for(place.file):
            written = self._written(place, lines)
            # Only those in the text that is at the place: a file may have many parameters.
            used = [name for name in inputs.rewriting.variables if f"${{{name}}}" in written]
            yield from (f"parameters: {name}" for name in used)

    def _written(self, place: Place, lines: Lines) -> str:
        """What is written at a place with its parameters; empty if the build has read it as it is."""
        if place.line == WHOLE:
            return self._read(place.file).decode("utf-8", "replace")
        written = self._lines.text(place) or ""
        return "" if written == lines.text(place) else written
