"""The generators of an ApplicationSet, and the sets of parameters that they produce."""

from __future__ import annotations

from typing import NamedTuple

from kustompy.controllers.argocd.sets.clusters import clusters_of
from kustompy.controllers.argocd.sets.expansion import Expansion
from kustompy.controllers.argocd.sets.flat import flattened, selects
from kustompy.controllers.argocd.sets.git import directories_of, files_of
from kustompy.controllers.argocd.sources import foreign, is_foreign
from kustompy.controllers.merged import merged_values
from kustompy.controllers.templates.values import as_of_json
from kustompy.errors import KustompyError
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kustompy.controllers.objects import Object
    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value

    Fields = dict[str, Value]

_KINDS = (
    "list", "git", "matrix", "merge", "clusters", "scmProvider", "pullRequest", "clusterDecisionResource", "plugin",
)  # fmt: skip
_DEEPEST = 3
"""How deep generators may nest; Argo CD allows a matrix in a merge, and no deeper."""


class Parameters(NamedTuple):
    """The parameters of one Application, and the template that their generator lays over that of the set."""

    values: Fields
    template: Fields


class Generating(Expansion):
    """The generators of one ApplicationSet at work."""

    def all(self) -> Iterator[Parameters]:
        """The parameters of all generators, in order."""
        for number, each in enumerate(self.subject.mappings("spec", "generators")):
            path: FieldPath = ("spec", "generators", number)
            template = each.get(_kind(each, self.subject, path))
            over = template.get("template") if isinstance(template, dict) else None
            for values in self.of(each, path, {}):
                yield Parameters(values, over if isinstance(over, dict) else {})

    def of(self, generator: Fields, path: FieldPath, around: Fields, depth: int = 0) -> list[Fields]:
        """The sets of parameters of a generator; ``around`` is one of the generator before it in a matrix."""
        if depth > _DEEPEST:
            raise self.subject.error("generators nest too deep", *path)
        kind = _kind(generator, self.subject, path)
        fields = generator[kind]
        if not isinstance(fields, dict):
            raise self.subject.error(f"`{kind}` is not a mapping", *path, kind)
        # The second generator of a matrix may use the parameters of the first in its own fields.
        if around:
            fields = self.texts.filled(fields, around, (*path, kind))
        make = _MAKERS.get(kind)
        if make is None:
            raise self.subject.error(
                f"the generator `{kind}` needs what is not in this repository", *path, kind, code="KST259",
                hint="build the Applications that it makes, or the ApplicationSet with a list in its place",
            )  # fmt: skip
        found = make(self, fields, (*path, kind), depth)
        selector = generator.get("selector")
        if selector is not None:
            # The selector chooses among what was generated, by the dotted names of parameters as labels.
            found = [each for each in found if selects(selector, flattened(each), self.subject, (*path, "selector"))]
        self.admit(len(found))
        # Go's templates get parameters that were read from JSON, where each number is a float64.
        return as_of_json(found) if self.texts.has_templates else found

    def with_values(self, made: Fields, generator: Fields, path: FieldPath) -> Fields:
        """The parameters with the ``values`` of their generator, which may refer to the others."""
        values = generator.get("values")
        if not isinstance(values, dict):
            return made
        filled = self.texts.filled(values, made, (*path, "values"))
        if self.texts.has_templates:
            return {**made, "values": filled}
        return {**made, **{f"values.{key}": str(value) for key, value in filled.items()}}

    def nested(self, fields: Fields, path: FieldPath, least: int) -> list[tuple[Fields, FieldPath]]:
        """The generators in a matrix or merge, each with its path; an error if there are fewer than ``least``."""
        found = fields.get("generators")
        if not isinstance(found, list) or len(found) < least or not all(isinstance(each, dict) for each in found):
            raise self.subject.error(f"`{path[-1]}` needs at least {least} generators", *path)
        return [(each, (*path, "generators", number)) for number, each in enumerate(found)]


def _kind(generator: Fields, subject: Object, path: FieldPath) -> str:
    kinds = [each for each in _KINDS if each in generator]
    if len(kinds) != 1:
        raise subject.error("a generator must be one of " + ", ".join(f"`{each}`" for each in _KINDS), *path)
    return kinds[0]


def _of_list(generating: Generating, fields: Fields, path: FieldPath, depth: int) -> list[Fields]:
    elements = fields.get("elements") or []
    if not isinstance(elements, list):
        raise generating.subject.error("`elements` is not a list", *path, "elements")
    text = fields.get("elementsYaml")
    if isinstance(text, str) and text:
        elements = [*elements, *_elements_in(text, generating, (*path, "elementsYaml"))]
    found: list[Fields] = []
    for number, each in enumerate(elements):
        if not isinstance(each, dict):
            raise generating.subject.error("an entry of `elements` is not a mapping", *path, "elements", number)
        found.append(generating.parameters(each))
    return found


def _elements_in(text: str, generating: Generating, path: FieldPath) -> list[Value]:
    try:
        found = read_config(text, generating.session.options.limits)
    except KustompyError as error:
        raise generating.subject.error(f"`elementsYaml` is not YAML: {error}", *path) from None
    if not isinstance(found, list):
        raise generating.subject.error("`elementsYaml` is not a list", *path)
    return found


def _of_git(generating: Generating, fields: Fields, path: FieldPath, depth: int) -> list[Fields]:
    url = fields.get("repoURL")
    if not isinstance(url, str) or is_foreign(url, generating.world, generating.session.options):
        raise foreign(url, generating.subject, path)
    make = directories_of if fields.get("directories") else files_of
    found = make(generating, fields, path)
    return [generating.with_values(each, fields, path) for each in found]


def _of_matrix(generating: Generating, fields: Fields, path: FieldPath, depth: int) -> list[Fields]:
    (first, first_path), (second, second_path), *_ = generating.nested(fields, path, 2)
    found: list[Fields] = []
    for around in generating.of(first, first_path, {}, depth + 1):
        for each in generating.of(second, second_path, around, depth + 1):
            found.append({**each, **around})
            # Counted while they are made: two lists of a thousand elements each are a million sets.
            generating.admit(len(found))
    return found


def _of_merge(generating: Generating, fields: Fields, path: FieldPath, depth: int) -> list[Fields]:
    keys = fields.get("mergeKeys")
    if not isinstance(keys, list) or not keys:
        raise generating.subject.error("`mergeKeys` is not a list of names", *path)
    # The first generator says which Applications there are: sets of the others that match none of its sets are dropped.
    first, *others = generating.nested(fields, path, 2)
    found = {_key_of(each, keys): each for each in generating.of(*first, {}, depth + 1)}
    for each, below in others:
        for values in generating.of(each, below, {}, depth + 1):
            key = _key_of(values, keys)
            if key in found:
                found[key] = merged_values(found[key], values)
    return list(found.values())


def _key_of(values: Fields, keys: list[Value]) -> tuple[str, ...]:
    # The repr tells 1 from "1" and from True, which are equal or have the same text.
    return tuple(repr(_at(values, str(key))) for key in keys)


def _at(values: Fields, key: str) -> object:
    """The parameter of a name, which may lead into a nested one by dots; None if there is none."""
    if key in values:
        return values[key]
    found: Value = values
    for part in key.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _of_clusters(generating: Generating, fields: Fields, path: FieldPath, depth: int) -> list[Fields]:
    made = map(generating.parameters, clusters_of(generating, fields, path))
    return [generating.with_values(each, fields, path) for each in made]


_MAKERS: dict[str, Callable[[Generating, Fields, FieldPath, int], list[Fields]]] = {
    "list": _of_list, "git": _of_git, "matrix": _of_matrix, "merge": _of_merge, "clusters": _of_clusters,
}  # fmt: skip
