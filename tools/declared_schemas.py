"""Makes ``schemas/custom/declared.tsv`` from the TypeScript declarations in the npm packages ``@kubernetes-models/…``.

    python -m tools declared_schemas FOLDER

FOLDER is where the packages were installed, as by ``npm install --prefix FOLDER --ignore-scripts --force
@kubernetes-models/gateway-api@2.0.0 …``. The form of the table is that of ``custom_schemas``;
``schemas/custom/declared_sources.txt`` says of which project each kind is.

The declarations are made from the Go types that a project makes its CustomResourceDefinitions of. They know fields,
types, words and what has to be there; patterns, ranges, defaults and rules in CEL they have lost. What they take from
Kubernetes' own types is left open, but for the metadata of an object, and so is what has a form in JSON of its own.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

Schema = dict[str, Any]

TARGET = Path(__file__).parents[1] / "schemas" / "custom"
PACKAGES = (
    "gateway-api", "argo-cd", "argo-rollouts", "argo-workflows", "external-secrets", "karpenter", "traefik",
)  # fmt: skip
OLDER = frozenset(("external-secrets",))
"""The packages that follow a release which has gained fields since: of what they do not name nothing is said."""
REF = "#/$defs/"
META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
ANYTHING: Schema = {}
OBJECT: Schema = {"type": ["object", "null"]}
_SIMPLE: dict[str, Schema] = {
    "string": {"type": "string"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "number | string": {"type": ["number", "string"]},
}
OWN_FORM = frozenset(("AnyString", "Item", "ParallelSteps", "Amount", "Object", "ParamValue"))
"""Go types that read and write JSON by code of their own."""
_IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]*)";', re.MULTILINE)
_INTERFACE = re.compile(r"^export interface (\w+)(?: extends ([^{]*))? \{$", re.MULTILINE)
_ALIAS = re.compile(r"^export type (\w+) = (.*);$", re.MULTILINE)
_FIELD = re.compile(r'"([^"]+)"(\??): ')


def main(arguments: list[str]) -> int:
    """Make the table and the list of its sources."""
    if len(arguments) != 1:
        raise SystemExit(__doc__)
    definitions: dict[str, str] = {}
    named: dict[str, list[str]] = {}
    sources: list[str] = []
    for package in PACKAGES:
        folder = Path(arguments[0]) / "node_modules" / "@kubernetes-models" / package
        release = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
        for kind, name in Declarations(folder, definitions).kinds().items():
            named.setdefault(name, []).append(kind)
            sources.append(f"{kind}\t{package}\t@kubernetes-models/{package} {release}\n")
    lines = [f"00-99\t{' '.join(named.get(name, ()))}\t{name}\t{form}\n" for form, name in definitions.items()]
    (TARGET / "declared.tsv").write_text("".join(sorted(lines)), encoding="utf-8", newline="\n")
    text = _SOURCES + "".join(sorted(sources))
    (TARGET / "declared_sources.txt").write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(sources)} kinds, {len(lines)} definitions, {sum(map(len, lines))} bytes\n")
    return 0


_SOURCES = """\
# The custom kind, its project, and the package whose declarations schemas/custom/declared.tsv has it of.
# Made by `python -m tools declared_schemas` from the packages @kubernetes-models/… (MIT), which are made of the
# Go types of these projects (Apache License 2.0; Traefik: MIT).
"""


class Module(NamedTuple):
    """One file of declarations: what it imports from where, and its first declaration."""

    path: Path
    imports: dict[str, str]
    name: str
    bases: tuple[str, ...]
    body: str


class Declarations:
    """The declarations of one package; equal definitions are told once in ``definitions``, by their form."""

    def __init__(self, folder: Path, definitions: dict[str, str]) -> None:
        self.folder, self.definitions = folder.resolve(), definitions
        self._head: Schema = {"additionalProperties": True} if folder.name in OLDER else {}
        self._modules: dict[Path, Module | None] = {}
        self._names: dict[Path, str] = {}
        self._open: set[Path] = set()

    def kinds(self) -> dict[str, str]:
        """``group/version/kind`` → the name of its definition."""
        found: dict[str, str] = {}
        for path in sorted(self.folder.rglob("*.d.ts")):
            module = self._module(path)
            if module is None or "TypeMeta" not in module.bases or module.name.endswith("List"):
                continue
            words = dict(re.findall(r'"(apiVersion|kind)": "([^"]*)"', module.body))
            if "/" in words.get("apiVersion", ""):
                kind = f"{words['apiVersion']}/{words['kind']}"
                found[kind] = self._kind(module, kind)
        return found

    def _kind(self, module: Module, kind: str) -> str:
        properties, needed = self._fields(module)
        head: dict[str, Schema] = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}}
        properties |= {**head, "metadata": {"$ref": REF + META}}
        if "status" in properties:
            properties["status"] = OBJECT
        wanted = sorted({*needed, "apiVersion", "kind"} - {"status", "metadata"})
        form = {**self._head, "properties": properties, "required": wanted, "type": "object"}
        return self._told(form, f"custom.declared.{kind.replace('/', '.')}")

    def _told(self, schema: Schema, wanted: str) -> str:
        form = json.dumps(schema, separators=(",", ":"), sort_keys=True)
        taken = set(self.definitions.values())
        name, number = wanted, 1
        while form not in self.definitions:
            if name not in taken:
                self.definitions[form] = name
            number += 1
            name = f"{wanted}.{number}"
        return self.definitions[form]

    def _fields(self, module: Module) -> tuple[dict[str, Schema], list[str]]:
        """The schemas of the fields, those of what an interface extends among them, and the needed ones."""
        properties: dict[str, Schema] = {}
        needed: list[str] = []
        for base in module.bases:
            parent = self._imported(module, base)
            if parent is not None:
                more, wanted = self._fields(parent)
                properties, needed = {**properties, **more}, [*needed, *wanted]
        own, wanted, _ = self._object(module, module.body, module.body.index("{") + 1)
        return {**properties, **own}, [*needed, *wanted]

    def _object(self, module: Module, text: str, at: int) -> tuple[dict[str, Schema], list[str], int]:
        properties: dict[str, Schema] = {}
        needed: list[str] = []
        while True:
            at = _behind_blanks(text, at)
            if text[at] == "}":
                return properties, needed, at + 1
            field = _FIELD.match(text, at)
            if field is None:  # an index signature is read by whoever meets its brace
                raise SystemExit(f"{module.path}: {text[at : at + 60]!r}")
            schema, at = self._type(module, text, field.end())
            properties[field[1]] = _nullable(schema) if field[2] else schema
            if not field[2]:
                needed.append(field[1])

    def _type(self, module: Module, text: str, at: int) -> tuple[Schema, int]:
        """The schema of the type that begins at a place, and the place behind it and its semicolon."""
        if text.startswith("Array<", at):
            inner, at = self._type(module, text, at + len("Array<"))
            schema: Schema = {"items": _nullable(inner), "type": "array"}
        elif text[at] == "{":
            schema, at = self._braces(module, text, at + 1)
        else:
            end = min(found for mark in (";", ">") if (found := text.find(mark, at)) >= 0)
            schema, at = self._word(module, text[at:end].strip()), end
        return schema, at + 1

    def _braces(self, module: Module, text: str, at: int) -> tuple[Schema, int]:
        start = _behind_blanks(text, at)
        if text[start] == "[":
            inner, at = self._type(module, text, text.index("]: ", start) + 3)
            return {"additionalProperties": _nullable(inner), "type": "object"}, text.index("}", at) + 1
        if text[start] == "}":
            return ANYTHING, start + 1
        properties, needed, at = self._object(module, text, start)
        schema: Schema = {**self._head, "properties": properties, "type": "object"}
        return {**schema, "required": sorted(needed)} if needed else schema, at

    def _word(self, module: Module, word: str) -> Schema:
        if word in _SIMPLE:
            return dict(_SIMPLE[word])
        words = re.findall(r'"([^"]*)"', word)
        if words and not re.sub(r'"[^"]*"|[| ]', "", word):
            return {"enum": sorted(set(words)), "type": "string"}
        referred = self._imported(module, word) if word.isidentifier() else None
        return self._referred(referred) if referred is not None else ANYTHING

    def _referred(self, module: Module) -> Schema:
        if module.name.removeprefix("I") in OWN_FORM or module.path in self._open:
            return ANYTHING  # what holds itself is open below its first turn
        if not module.body.startswith("{"):
            return self._word(module, module.body)
        if module.path not in self._names:
            self._open.add(module.path)
            properties, needed = self._fields(module)
            self._open.discard(module.path)
            schema: Schema = {**self._head, "properties": properties, **OBJECT}
            form = {**schema, "required": sorted(needed)} if needed else schema
            self._names[module.path] = self._told(form, f"custom.declared.{module.name.removeprefix('I')}")
        return {"$ref": REF + self._names[module.path]}

    def _imported(self, module: Module, name: str) -> Module | None:
        """The module of the package that a name comes from, None for what is not of the package."""
        origin = module.imports.get(name, "")
        if not origin.startswith("."):
            return None
        return self._module((module.path.parent / origin.removesuffix(".js")).with_suffix(".d.ts"))

    def _module(self, path: Path) -> Module | None:
        path = path.resolve()
        if path not in self._modules:
            self._modules[path] = _read(path)
        return self._modules[path]


def _read(path: Path) -> Module | None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    imports = {
        name.strip(): origin for names, origin in _IMPORT.findall(text) for name in names.split(",") if name.strip()
    }
    declared, alias = _INTERFACE.search(text), _ALIAS.search(text)
    if declared is not None:
        bases = tuple(each.strip() for each in (declared[2] or "").split(",") if each.strip())
        return Module(path, imports, declared[1], bases, text[declared.end() - 1 :])
    return Module(path, imports, alias[1], (), alias[2]) if alias is not None else None


def _behind_blanks(text: str, at: int) -> int:
    while text[at].isspace() or text[at] == ";":
        at += 1
    return at


def _nullable(schema: Schema) -> Schema:
    """The schema that takes a null, too, which Kubernetes drops; what is referred to does so already."""
    if "type" not in schema:
        return schema
    kinds = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    made = {**schema, "type": [*kinds, *([] if "null" in kinds else ["null"])]}
    return {**made, "enum": [*made["enum"], None]} if "enum" in made else made
