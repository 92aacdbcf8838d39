"""Where the field path of a replacement's target leads: every place, found by regular expressions, or created."""

from __future__ import annotations

from kustompy.golang import regexp
from kustompy.model.field_path import FieldPathError, WrongKindError, condition, elements, is_list_part, number
from kustompy.model.values import copied, is_null, is_scalar, text_of
from kustompy.yamlio.nodes.nodes import ValuedComposer
from kustompy.yamlio.scalars.scalars import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.golang.regexp import Steps
    from kustompy.model.field_path import Place
    from kustompy.model.values import Value


class Untagged(str):
    """The text of a scalar that was created without a tag, until what it is to hold is written."""

    __slots__ = ()


class Matcher:
    """Finds all places that a target's path leads to.

    ``made`` is what is created at the end of the path where it is missing, an Untagged for a scalar; None creates
    nothing. Patterns take their ``steps`` from a budget.
    """

    __slots__ = ("is_field", "made", "parts", "steps")

    def __init__(self, parts: list[str], made: Value | None = None, steps: Steps | None = None) -> None:
        self.parts, self.made, self.steps = parts, made, steps
        self.is_field = [
            # Worked out once for each path: a target may be looked for in thousands of resources.
            bool(part) and part != "*" and not is_list_part(part) and number(part) is None
            for part in parts
        ]

    def places(self, root: Value) -> list[Place]:
        """Every place, in order."""
        return self._below(root, 0)

    def _below(self, value: Value, depth: int) -> list[Place]:
        """The places that the parts from this depth on lead to."""
        part = self.parts[depth]
        if self.is_field[depth]:
            return self._at_field(value, part, depth)
        if _is_index(part):
            return self._at_index(value, int(part), depth)
        if is_list_part(part):
            return self._at_matches(value, part, depth)
        if part == "*":
            return [place for index in range(len(elements(value))) for place in self._on(value, index, depth)]
        return self._at_field(value, part, depth)

    def _on(self, container: Value, key: str | int, depth: int) -> list[Place]:
        """Go on from a place that the part at this depth led to."""
        if depth + 1 == len(self.parts):
            return [(container, key)]
        return self._below(container[key], depth + 1)

    def _new(self, depth: int) -> Value:
        """What is created where the part at this depth leads."""
        following = self.parts[depth + 1] if depth + 1 < len(self.parts) else ""
        if is_list_part(following) or _is_index(following):
            return []
        return {} if following else copied(self.made)

    def _at_field(self, value: Value, part: str, depth: int) -> list[Place]:
        if is_null(value):
            if self.made is None:
                return []
            # kyaml puts the children under the null, where no one will print them
            value = {}
        if not part or not isinstance(value, dict):
            raise WrongKindError("MappingNode" if part else "ScalarNode", value)
        if part not in value:
            if self.made is None:
                return []
            value[part] = self._new(depth)
        held = value[part]
        if depth + 1 < len(self.parts) and is_scalar(held):
            # What is found in the text of a field is not part of the manifest: as in kustomize, writing there
            # succeeds and changes nothing. What it does well with such texts is in structured_text.
            return self._below(_parsed(held, self.parts[depth + 1]), depth + 1)
        return self._on(value, part, depth)

    def _at_index(self, value: Value, index: int, depth: int) -> list[Place]:
        found = elements(value)
        # Only the element behind the last one can be created: PathMatcher refuses what would leave a gap.
        if index == len(found) and self.made is not None:
            found.append(self._new(depth))
        if index >= len(found):
            raise FieldPathError(f"index {index} specified but only {len(found)} elements found")
        return self._on(found, index, depth)

    def _at_matches(self, value: Value, part: str, depth: int) -> list[Place]:
        key, pattern = condition(part)
        sequence = elements(value)
        found = self._matching(sequence, key, pattern, depth)
        if found or self.made is None:
            return found
        # The pattern itself is the value of the created element, as if it were a text.
        element: Value = {key: resolve(pattern)} if key else Untagged(pattern)
        sequence.append(element)
        found = self._matching(sequence, key, pattern, depth)
        if not found:
            # kustomize creates another, and another, until its stack overflows
            raise FieldPathError(f"the element created for {part} does not match it")
        if (element, key) in found:
            element[key] = Untagged(pattern)
        return found

    def _matching(self, sequence: list[Value], key: str, pattern: str, depth: int) -> list[Place]:
        """The places in the elements whose value under the key, or which themselves, match the pattern."""
        # No pattern is compiled for an empty list: one that cannot be read fails only where there is an element.
        if not sequence:
            return []
        compiled = regexp.compile(pattern, steps=self.steps)
        if self.steps is not None:
            self.steps.spend(len(sequence) // 2)  # a text without a pattern takes none by itself
        found: list[Place] = []
        for index, element in enumerate(sequence):
            if key and not (isinstance(element, dict) and key in element):
                continue
            # The pattern is not anchored: name=a matches every element whose name has an a in it.
            if compiled.search(_rendered(element[key] if key else element), self.steps):
                found += self._on(sequence, index, depth) if key else [(sequence, index)]
        return found


def _parsed(text: Value, part: str) -> Value:
    """The YAML that the text of a scalar holds, for a path that goes on with the part."""
    document = ValuedComposer(text_of(text))
    if document.root is None:
        is_for_sequence = part == "*" or is_list_part(part) or _is_index(part)
        raise WrongKindError(
            "SequenceNode" if is_for_sequence else "MappingNode" if part else "ScalarNode", None, found=""
        )
    return document.value


def _is_index(part: str) -> bool:
    index = number(part)
    return index is not None and index >= 0


def _rendered(value: Value) -> str:
    """The element as YAML, quotes and all."""
    if type(value) is str:
        return value
    from kustompy.yamlio.go.node_text import node_text

    return node_text(value).strip()
