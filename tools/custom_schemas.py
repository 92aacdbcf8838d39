"""Makes ``schemas/custom/definitions.tsv`` from the pydantic models in the PyPI packages ``cloudcoil-models-…``.

    python -m tools custom_schemas FOLDER

FOLDER is where the packages were installed, as by ``pip install --target FOLDER --no-deps --ignore-requires-python
cloudcoil-models-fluxcd …``, with pydantic importable. The form of the table is that of ``kubernetes_schemas``, with
``00-99`` for the versions of Kubernetes; ``schemas/custom/sources.txt`` says of which release of which project each
group is.

The models know types, fields, enums, patterns, ranges and lengths of a CustomResourceDefinition. They have lost its
rules in CEL and its list types, and what they make of its unions cannot be told from unions of types: of these the
fields alone are kept. A status is never judged.
"""

from __future__ import annotations

import importlib
import json
import sys
import types
from collections import Counter
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, ClassVar

Schema = dict[str, Any]

TOP = Path(__file__).parents[1]
TARGET = TOP / "schemas" / "custom"
REF = "#/$defs/"
META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
UNWRITTEN = (".internal.", "reports.", "wgpolicyk8s.io")
"""Groups of objects that controllers write."""
SILENT = frozenset(("title", "description", "default", "examples"))
OPEN = frozenset((("AlertSpecEventSourcesItem", "kind"), ("ReceiverSpecResourcesItem", "kind")))
"""Fields whose words other distributions of the project extend: the Flux operator sends events of kinds of its own."""
_OWN = {"__module__": __name__}
ANYTHING: Schema = {}
OBJECT: Schema = {"type": ["object", "null"]}


def main(arguments: list[str]) -> int:
    """Make the table and the list of its sources."""
    if len(arguments) != 1:
        raise SystemExit(__doc__)
    kinds, sources = _read(Path(arguments[0]))
    definitions: dict[str, str] = {}
    taken: Counter[str] = Counter()
    rows: dict[str, str] = {}
    for kind, schema in sorted(kinds.items()):
        rows[kind] = _Flat(schema, definitions, taken).name_of_kind(kind)
    named: dict[str, list[str]] = {}
    for kind, name in rows.items():
        named.setdefault(name, []).append(kind)
    lines = [f"00-99\t{' '.join(named.get(name, ()))}\t{name}\t{form}\n" for form, name in definitions.items()]
    TARGET.mkdir(exist_ok=True)
    (TARGET / "definitions.tsv").write_text("".join(sorted(lines)), encoding="utf-8", newline="\n")
    (TARGET / "sources.txt").write_text(_SOURCES + "".join(sources), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(kinds)} kinds, {len(lines)} definitions, {sum(map(len, lines))} bytes\n")
    return 0


_SOURCES = """\
# The group of custom kinds, the project and its release that schemas/custom/definitions.tsv has them of.
# Made by `python -m tools custom_schemas` from the packages cloudcoil-models-… (Apache License 2.0).
"""


def _read(folder: Path) -> tuple[dict[str, Schema], list[str]]:
    """``group/version/kind`` → the JSON schema of its model, and the lines of sources.txt."""
    models = _ground(folder)
    kinds: dict[str, Schema] = {}
    groups: dict[str, tuple[str, str]] = {}
    for path in sorted((folder / "cloudcoil" / "models").rglob("v*.py")):
        name = ".".join(path.relative_to(folder).with_suffix("").parts)
        project = path.relative_to(folder / "cloudcoil" / "models").parts[0]
        for each in vars(importlib.import_module(name)).values():
            if not isinstance(each, type) or not issubclass(each, models) or each.__module__ != name:
                continue
            model: Any = each
            fields = model.model_fields
            api_version, kind = (fields[field].default for field in ("api_version", "kind"))
            group = api_version.partition("/")[0]
            if not any(word in group for word in UNWRITTEN):
                kinds[f"{api_version}/{kind}"] = model.model_json_schema(by_alias=True)
                groups[group] = project.replace("_", "-"), _release(folder, project)
    return kinds, [f"{group}\t{project}\t{release}\n" for group, (project, release) in sorted(groups.items())]


def _release(folder: Path, project: str) -> str:
    """The release of the project: the version of its package but for the last number, which is the package's own."""
    wanted = f"cloudcoil.models.{project}".replace("_", "-")
    for each in distributions(path=[str(folder)]):
        if each.metadata["Name"].replace("_", "-") == wanted:
            return each.version.rpartition(".")[0]
    raise SystemExit(f"{wanted} is not installed in {folder}")


def _ground(folder: Path) -> Any:
    """Put what the models stand on into place, and give the class of all kinds.

    The package that they stand on wants a newer Python than its models do, and a cluster.
    """
    pydantic: Any = importlib.import_module("pydantic")

    class Free(type):
        """A class that has every attribute, and every parameter."""

        def __getattr__(cls, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return cls

        def __getitem__(cls, parameter: object) -> Any:
            return cls

    class Anything(metaclass=Free):
        pass

    def take(cls: object, parameter: object) -> object:
        return cls

    free = dict.fromkeys(("Builder", "BuilderContext", "ListBuilder"), Anything)
    model = type("Model", (pydantic.BaseModel,), {**_OWN, "model_config": {"populate_by_name": True}})
    meta = type("ObjectMeta", (model,), {**_OWN, **free, "__annotations__": dict.fromkeys(free, ClassVar[Any])})
    resource = type("Resource", (model,), _OWN)
    many = type("ResourceList", (model,), {**_OWN, "__class_getitem__": classmethod(take)})

    class Module(types.ModuleType):
        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return Anything

    # the packages themselves would look kinds up by their names
    for path in (folder / "cloudcoil", *filter(Path.is_dir, (folder / "cloudcoil" / "models").rglob("*"))):
        name = ".".join(path.relative_to(folder).parts)
        package = sys.modules[name] = types.ModuleType(name)
        package.__path__ = [str(path)]
    grounds = {
        "pydantic": {"BaseModel": model},
        "apimachinery": {"ObjectMeta": meta},
        "resources": {"Resource": resource, "ResourceList": many},
    }
    for name, classes in grounds.items():
        module = sys.modules[f"cloudcoil.{name}"] = Module(f"cloudcoil.{name}")
        vars(module).update(classes)
    sys.path.insert(0, str(folder))
    return resource


class _Flat:
    """The definitions of one kind, each told once whatever it is called: equal ones share a name."""

    def __init__(self, schema: Schema, definitions: dict[str, str], taken: Counter[str]) -> None:
        self.schema, self.definitions, self.taken = schema, definitions, taken
        self._names: dict[str, str] = {}

    def name_of_kind(self, kind: str) -> str:
        properties = dict(self.schema["properties"])
        head = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"$ref": REF + META}}
        made = {name: self._plain(each) for name, each in properties.items() if name not in (*head, "status")}
        made.update(head)
        if "status" in properties:
            made["status"] = OBJECT
        needed = sorted({*self.schema.get("required", ()), "apiVersion", "kind"} - {"status"})
        return self._named({"properties": made, "required": needed, "type": "object"}, kind.replace("/", "."))

    def _named(self, schema: Schema, wanted: str) -> str:
        """The name of the schema among the definitions, put there if it is new."""
        form = json.dumps(schema, separators=(",", ":"), sort_keys=True)
        if form not in self.definitions:
            self.taken[wanted] += 1
            self.definitions[form] = f"custom.{wanted}" + f".{self.taken[wanted]}" * (self.taken[wanted] > 1)
        return self.definitions[form]

    def _definition(self, reference: str) -> Schema:
        called = reference.removeprefix(REF)
        if called not in self._names:
            schema = self.schema["$defs"][called]
            if "properties" not in schema:
                return self._plain(schema)
            plain = self._plain(schema)
            plain["properties"].update({name: {"type": ["string", "null"]} for model, name in OPEN if model == called})
            self._names[called] = self._named({**plain, **OBJECT}, called)
        return {"$ref": REF + self._names[called]}

    def _plain(self, schema: Any) -> Schema:
        if not isinstance(schema, dict):
            return ANYTHING
        if "$ref" in schema:
            return self._definition(schema["$ref"])
        if "anyOf" in schema:
            return self._any_of(schema)
        if schema.get("type") == "object" and "properties" not in schema and not _says_more(schema):
            # a field that keeps whatever is written is a mapping in the models
            return ANYTHING
        made = {key: value for key, value in schema.items() if key not in SILENT}
        if "const" in made:
            made["enum"] = [made.pop("const")]
        if "properties" in made:
            made["properties"] = {name: self._plain(each) for name, each in made["properties"].items()}
        if isinstance(made.get("additionalProperties"), dict):
            made["additionalProperties"] = self._plain(made["additionalProperties"])
        if "items" in made:
            made["items"] = self._plain(made["items"])
        return made

    def _any_of(self, schema: Schema) -> Schema:
        branches = [each for each in schema["anyOf"] if each.get("type") != "null"]
        null = len(branches) < len(schema["anyOf"])
        if len(branches) == 1:
            return _nullable(self._plain(branches[0])) if null else self._plain(branches[0])
        kinds = [each.get("type") for each in branches]
        if sorted(map(str, kinds)) == ["integer", "string"]:
            return {"type": ["integer", "string", *(["null"] if null else [])]}
        return _nullable(self._union(branches)) if null else self._union(branches)

    def _union(self, branches: list[Schema]) -> Schema:
        """The fields of all branches, if each is an object; else nothing is known of the value."""
        properties: dict[str, Schema] = {}
        for each in branches:
            schema = self.schema["$defs"][each["$ref"].removeprefix(REF)] if "$ref" in each else each
            if "properties" not in schema:
                return ANYTHING
            for name, inner in schema["properties"].items():
                plain = self._plain(inner)
                properties[name] = plain if properties.get(name, plain) == plain else ANYTHING
        name = branches[0].get("$ref", "").removeprefix(REF) or "Union"
        return {"$ref": REF + self._named({"properties": properties, **OBJECT}, name)}


def _says_more(schema: Schema) -> bool:
    """Whether the schema of an object says of what its values are."""
    return isinstance(schema.get("additionalProperties"), dict)


def _nullable(schema: Schema) -> Schema:
    """The schema that takes a null, too, which Kubernetes drops; what is referred to does so already."""
    if "type" not in schema:
        return schema
    made = {**schema, "type": [schema["type"], "null"] if isinstance(schema["type"], str) else [*schema["type"]]}
    if "enum" in made:
        made["enum"] = [*made["enum"], None]
    return made
