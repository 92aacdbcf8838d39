"""The fields of a kustomization, each with how often it is there and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable

from tests.compat.trees.changes import json_patch, patch, replacement, strategic_merge
from tests.compat.trees.draws import Value
from tests.compat.trees.kinds import NAMESPACES
from tests.compat.trees.krm import configurations, crds, generator_configs, openapi, transformer_configs
from tests.compat.trees.layer import Layer
from tests.compat.trees.pods import IMAGES
from tests.compat.trees.scalars import ANNOTATION_KEYS, LABEL_KEYS, NAMES, ODD, WORDS, quoted, unquoted

ENV_LINES = (
    "A=1",
    "B=two words",
    "",
    "# comment",
    "C=",
    "NOVALUE",
    " D = x ",
    'E="q"',
    "F=a=b",
    "G=é😀",
    "H=yes",
    "I=x # y",
)
FILE_TEXTS: tuple[str, ...] = (
    "hello\n",
    "a: 1\nb:\n- x\n",
    "",
    "no newline",
    "tab\there\n",
    "trailing \nx\n",
    "é😀\n",
    "\n\nlead\n",
    "\r\nx\n",
)
FILE_TEXTS += ('{"a": 1}', "x" * 100, " lead", "a\n\n\n", "#!/bin/sh\necho $HOME\n")
LITERALS = (
    "a=1",
    "b=two words",
    'c="quoted"',
    "d='single'",
    "e=",
    "f=a=b",
    "g=0777",
    "h=yes",
    "i= x ",
    "j=a\\nb",
    "k=é",
    "B=~",
)


def text_of(layer: Layer) -> Value:
    """A string of a kustomization, written so that it is one, nearly always."""
    draws = layer.draws
    if not draws.odd(0.5):
        return draws.one(WORDS)
    return draws.one(ODD) if draws.chance(3) else quoted(unquoted(draws.one(ODD)).split("\n")[0])


def affix(layer: Layer) -> Value:
    return layer.draws.one(("dev-", "p-", "x", '"1"', "a.b-") if layer.draws.odd(0.3) else ("dev-", "p-"))


def suffix(layer: Layer) -> Value:
    return layer.draws.one(("-v1", "-s", '"-1"', '"0"'))


def namespace(layer: Layer) -> Value:
    return layer.draws.one((*NAMESPACES, '"123"' if layer.draws.odd(0.3) else "prod"))


def pairs(layer: Layer) -> Value:
    return {key: text_of(layer) for key in layer.draws.sample((*LABEL_KEYS, "new", '"y"'), 2, 1)}


def labels(layer: Layer) -> Value:
    def one() -> Value:
        return {"pairs": pairs(layer)} | layer.draws.fields(
            25,
            includeSelectors=lambda: layer.draws.one(("true", "false")),
            includeTemplates=lambda: "true",
            fields=lambda: [field_spec(layer)],
        )

    return layer.draws.several(one, 2, 1)


def field_spec(layer: Layer) -> Value:
    draws = layer.draws
    paths = (
        "spec/labels",
        "spec/template/metadata/labels",
        "metadata/labels",
        "spec/a/b",
        "spec/selector",
        "spec/containers[]/x",
    )
    found: dict[str, Value] = {"path": draws.one(paths)}
    found |= draws.fields(50, create=lambda: "true", kind=lambda: draws.one(("Thing", "Deployment", "Service")))
    return found | draws.fields(8, group=lambda: draws.one(("apps", "example.com")), version=lambda: "v1")


def annotation_values(layer: Layer) -> Value:
    return {key: text_of(layer) for key in layer.draws.sample((*ANNOTATION_KEYS[:3], "new"), 2, 1)}


def images(layer: Layer) -> Value:
    draws = layer.draws

    def one() -> Value:
        name = unquoted(draws.one(IMAGES)).split("@")[0]
        name = name.rsplit(":", 1)[0] if draws.chance(85) else name
        return {"name": quoted(name)} | draws.fields(
            35,
            newName=lambda: draws.one(("mirror.io/nginx", "new", "redis")),
            newTag=lambda: quoted(draws.one(("v2", "1.10", "latest", "0777"))),
            digest=lambda: '"sha256:' + "1" * 64 + '"',
            tagSuffix=lambda: "-s",
        )

    return draws.several(one, 2, 1)


def replicas(layer: Layer) -> Value:
    able = [each for each in layer.manifests if each.get("kind") in ("Deployment", "StatefulSet", "ReplicaSet")]
    names = [quoted(unquoted(layer.name_of(each))) for each in able] or list(NAMES)
    return [
        {"name": layer.draws.one(names), "count": layer.draws.one(("0", "3", "10"))}
        for _ in range(layer.draws.number(1, 2))
    ]


def generator(layer: Layer, secret: bool) -> Value:
    """One generated map; its name is often one that another layer generates, too."""
    draws = layer.draws
    known = [name for kind, name in layer.generated if kind == secret]
    merging = known and draws.chance(60)
    unused = [name for name in (*NAMES, "gen", "gen-b", "gen-c") if not layer.has(secret, name)]
    found: dict[str, Value] = {"name": draws.one(known if merging else unused or NAMES)}
    if merging or draws.chance(0.5):
        found["behavior"] = draws.one(
            ("merge", "merge", "replace", "create") if draws.chance(20) else ("merge", "replace")
        )
    literals = draws.sample(LITERALS, 3)
    found |= {"literals": [quoted(each) for each in literals]} if literals else {}
    if draws.chance(25):
        path = layer.file("file.txt", draws.one(FILE_TEXTS))
        found["files"] = [draws.one((path, f"key={path}", f"{path}=x" if draws.chance(5) else f"app.conf={path}"))]
    if draws.chance(20):
        lines = draws.sample(ENV_LINES, 4, 1)
        found[draws.one(("env", "envs"))] = layer.file("vars.env", "\n".join(lines) + draws.one(("\n", "")))
        if "envs" in found:
            found["envs"] = [found["envs"]]
    if secret and draws.chance(40):
        found["type"] = draws.one(("Opaque", "kubernetes.io/tls"))
    if draws.chance(1 if merging else 4):
        found["namespace"] = draws.one(NAMESPACES)
    if draws.chance(20):
        found["options"] = options(layer)
    return found


def options(layer: Layer) -> Value:
    flag = lambda: layer.draws.one(("true", "false"))  # noqa: E731  # drawn anew for each
    return layer.draws.fields(
        40,
        labels=lambda: pairs(layer),
        annotations=lambda: annotation_values(layer),
        disableNameSuffixHash=flag,
        immutable=flag,
    )


def generators(secret: bool) -> Callable[[Layer], Value]:
    def several(layer: Layer) -> Value:
        found = []
        for _ in range(layer.draws.number(1, 2)):
            each = generator(layer, secret)
            found.append(each)
            made = {"apiVersion": "v1", "kind": "Secret" if secret else "ConfigMap", "metadata": {"name": each["name"]}}
            layer.manifests.append({**made, "data": {"a": "1", "b": "x"}})
            layer.generated.append((secret, each["name"]))
        return found

    return several


def sort_options(layer: Layer) -> Value:
    draws = layer.draws
    order = draws.one(("legacy", "legacy", "fifo", "fifo", "bogus" if draws.chance(5) else "fifo"))
    if order == "legacy" and draws.chance(50):
        lists = {
            "orderFirst": draws.sample(("Namespace", "Service", "Thing", "Secret"), 3),
            "orderLast": draws.sample(("Deployment", "ConfigMap"), 2),
        }
        return {"order": order, "legacySortOptions": lists}
    return {"order": order}


def build_metadata(layer: Layer) -> Value:
    return layer.draws.sample(("managedByLabel", "originAnnotations", "transformerAnnotations"), 3, 1)


def several(make: Callable[[Layer], Value], most: int = 2) -> Callable[[Layer], Value]:
    return lambda layer: layer.draws.several(lambda: make(layer), most, 1)


def wrong(layer: Layer) -> Value:
    return layer.draws.one(("x", "1", "[1]", "{a: b}", "", "[]"))


FIELDS: tuple[tuple[str, float, Callable[[Layer], Value]], ...] = (
    ("openapi", 1.5, openapi),
    ("configurations", 6, configurations),
    ("crds", 2.5, crds),
    ("generatorOptions", 5, options),
    ("configMapGenerator", 25, generators(False)),
    ("secretGenerator", 12, generators(True)),
    ("generators", 3, generator_configs),
    ("patchesStrategicMerge", 8, several(strategic_merge)),
    ("patches", 32, several(patch, 3)),
    ("namespace", 22, namespace),
    ("namePrefix", 22, affix),
    ("nameSuffix", 12, suffix),
    ("labels", 18, labels),
    ("commonLabels", 12, pairs),
    ("commonAnnotations", 15, annotation_values),
    ("patchesJson6902", 7, several(json_patch)),
    ("replicas", 6, replicas),
    ("images", 15, images),
    ("imageTags", 0.5, images),
    ("replacements", 18, several(replacement)),
    ("transformers", 7, transformer_configs),
    ("validators", 1, transformer_configs),
    ("sortOptions", 10, sort_options),
    ("buildMetadata", 7, build_metadata),
)
UNKNOWN: tuple[str, ...] = ("resource", "helmChart", "patch", "metadata", "Labels", "namespace")
