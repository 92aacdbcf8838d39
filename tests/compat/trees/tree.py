"""A whole tree: layers of kustomizations over each other, with their resources."""

from __future__ import annotations

from random import Random

from tests.compat.trees.changes import variable
from tests.compat.trees.draws import Draws, Value
from tests.compat.trees.fields import FIELDS, UNKNOWN, wrong
from tests.compat.trees.kinds import manifest
from tests.compat.trees.layer import Layer
from tests.compat.trees.writing import Writer

ODDNESS = (0, 5, 15, 40)
VARS = ("VA", "VB")


class Tree:
    """The files of a drawn tree, and the directory to build."""

    def __init__(self, random: Random) -> None:
        self.draws = Draws(random, random.choice(ODDNESS))
        self.files: dict[str, str] = {}
        self.layers: list[Layer] = []
        self.components: list[Layer] = []
        if self.draws.chance(15):
            self.draws.vars = list(VARS)
        self.unset = list(self.draws.vars)
        self.taken: set[tuple[str, ...]] = set()
        self.busy = self.draws.one((1, 1, 1, 0.4, 2))
        """How much its kustomizations say."""
        for number in range(self.draws.one((1, 1, 2, 2, 3, 4)) - 1):
            self._layer(f"base{number}")
        self.root = self._layer("top").directory

    def _layer(self, directory: str) -> Layer:
        draws = self.draws
        layer = Layer(draws, directory, self.files)
        top = directory == "top"
        component = not top and draws.chance(20)
        kustomization: dict[str, Value] = {"kind": "Component"} if component else {}
        resources = self._resources(layer, least=int(not self.layers and not component))
        components: list[Value] = []
        bases = self.layers if top and draws.chance(50) else draws.sample(self.layers, 2)
        for base in bases:
            times = 1 if draws.chance(99) else 2
            resources += [f"../{base.directory}"] * times
            self._take_over(layer, base)
        for used in self.components if top else draws.sample(self.components, 1):
            components.append(f"../{used.directory}")
            self._take_over(layer, used)
        if component and not layer.manifests and self.layers:
            layer.manifests = list(draws.one(self.layers).manifests)
        if resources and draws.chance(95 if bases else 99.5):
            kustomization["resources"] = resources
        elif resources:
            kustomization["bases"] = resources
        if components:
            kustomization["components"] = components
        kustomization |= self._fields(layer)
        self.files[f"{directory}/{self._name()}"] = self._written(kustomization)
        if not (component and draws.chance(99)) and not component:
            self.layers.append(layer)
        elif component:
            self.components.append(layer)
        return layer

    def _take_over(self, layer: Layer, base: Layer) -> None:
        layer.manifests += base.manifests
        layer.affixes += base.affixes
        layer.generated += base.generated

    def _name(self) -> str:
        if self.draws.chance(97):
            return "kustomization.yaml"
        return self.draws.one(("kustomization.yml", "Kustomization"))

    def _resources(self, layer: Layer, least: int) -> list[Value]:
        """Files of manifests, a few documents each."""
        found: list[Value] = []
        for _ in range(self.draws.number(least, 2)):
            manifests = self.draws.several(lambda: self._manifest(layer), 4, 1)
            found.append(layer.file("resources", self._documents(layer, manifests)))
        return found

    def _manifest(self, layer: Layer) -> dict[str, Value]:
        """A manifest whose id is new to the tree, nearly always."""
        for _ in range(4):
            drawn = manifest(self.draws)
            metadata = drawn.get("metadata", {})
            identity = (str(drawn.get("kind")), str(metadata.get("name")), str(metadata.get("namespace")))
            if identity not in self.taken or self.draws.chance(1):
                break
        self.taken.add(identity)
        layer.manifests.append(drawn)
        return drawn

    def _documents(self, layer: Layer, manifests: list[dict[str, Value]]) -> str:
        draws = self.draws
        if draws.chance(4):
            kind = draws.one(("List", "List", "ConfigMapList", "ThingList"))
            return layer.text_of({"apiVersion": "v1", "kind": kind, "items": manifests})
        text = "---\n" if draws.chance(10) else ""
        text += "---\n".join(layer.text_of(each) for each in manifests)
        if draws.odd():
            text = draws.one(
                (text.rstrip("\n"), text + "---\n", text + "---\n# nothing\n", text.replace("---\n", "--- # x\n"))
            )
            text = text.replace("\n", "\r\n") if draws.chance(5) else text
        return text

    def _fields(self, layer: Layer) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, percent, make in FIELDS:
            if self.draws.chance(percent * self.busy):
                found[name] = make(layer)
        if self.unset and self.draws.chance(60 if layer.directory == "top" else 30):
            found["vars"] = [variable(layer, name) for name in self.unset]
            self.unset = [] if self.draws.chance(97) else self.unset
        if {"namePrefix", "nameSuffix"} & set(found):
            layer.affixes = [*layer.affixes, (found.get("namePrefix", ""), found.get("nameSuffix", ""))]
        if self.draws.chance(0.4):
            found[self.draws.one(UNKNOWN)] = wrong(layer)
        return found

    def _written(self, kustomization: dict[str, Value]) -> str:
        writer = Writer(self.draws)
        # Anchors would share what the fields take apart again, but drawn aliases rarely fit a field's type.
        writer.anchored = False
        return writer.document(kustomization)


def drawn_tree(random: Random) -> Tree:
    return Tree(random)
