"""Make the tables under ``schemas/kustomize/`` from kustomize's own sources.

    python -m tools kustomize_tables KUSTOMIZE OPENAPI.json [OPENAPI.json …]

KUSTOMIZE is a checkout of kustomize (tag kustomize/v5.8.1): its default field specs and its kind order are read from
the Go sources. The OpenAPI documents are the Kubernetes API that it embeds (v1.21.2, as JSON: the ``api/openapi-spec/
swagger.json`` of that Kubernetes release) and its ``kyaml/openapi/kustomizationapi/swagger.json``. Needs ruamel.yaml.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent / "schemas" / "kustomize"
SPECS = "api/internal/konfig/builtinpluginconsts"
LISTS = {
    "namePrefix": "name_prefix",
    "nameSuffix": "name_suffix",
    "namespace": "namespace",
    "commonLabels": "common_labels",
    "labels": "labels",
    "templateLabels": "template_labels",
    "commonAnnotations": "common_annotations",
    "varReference": "var_reference",
    "images": "images",
    "replicas": "replicas",
}
COLUMNS = ["# group", "version", "kind", "create", "path"]


def main(arguments: list[str]) -> int:
    """Make all tables of a release."""
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    checkout, *documents = (Path(each) for each in arguments)
    kinds = kind_order((checkout / "kyaml/resid/gvk.go").read_text())
    write("kind_order.txt", kind_order_text(*kinds))
    config = default_config(checkout / SPECS)
    rank = ranks(*kinds)
    for name, file in LISTS.items():
        write(f"field_specs/{file}.txt", table([COLUMNS, *map(row, in_order(config.get(name) or [], rank))]))
    write("name_references.txt", name_references_text(in_order(config["nameReference"], rank)))
    definitions: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for each in documents:
        document = json.loads(each.read_text())
        definitions |= document["definitions"]
        paths |= document.get("paths") or {}
    write("scopes.txt", scopes_text(scopes(paths)))
    write("merge_keys.txt", merge_keys_text(*types_and_kinds(definitions)))
    return 0


def write(name: str, text: str) -> None:
    (OUT / name).parent.mkdir(parents=True, exist_ok=True)
    (OUT / name).write_text(text)


def default_config(folder: Path) -> dict[str, Any]:
    """All field specs that kustomize has as YAML in Go constants, some of which are added to others."""
    from ruamel.yaml import YAML

    part = r"(?:`[^`]*`|\w+)"
    sources = "".join(each.read_text() for each in sorted(folder.glob("*.go")))
    constants = dict(re.findall(rf"(\w+)\s*=\s*({part}(?:\s*\+\s*{part})*)", sources))

    def text_of(expression: str) -> str:
        parts = re.findall(part, expression)
        return "".join(each[1:-1] if each[0] == "`" else text_of(constants.get(each, "")) for each in parts)

    config: dict[str, Any] = {}
    for expression in constants.values():
        loaded = YAML(typ="safe").load(text_of(expression))
        for name, specs in loaded.items() if isinstance(loaded, dict) else ():
            config.setdefault(name, []).extend(specs or [])
    return config


def kind_order(source: str) -> tuple[list[str], list[str]]:
    """The kinds that are sorted to the front and to the end."""
    first, last = (
        re.findall(r'"(\w+)"', re.findall(name + r"\s*=\s*\[\]string\{(.*?)\}", source, re.DOTALL)[0])
        for name in ("orderFirst", "orderLast")
    )
    return first, last


def ranks(first: list[str], last: list[str]) -> dict[str, int]:
    return {kind: i - len(first) for i, kind in enumerate(first)} | {kind: i + 1 for i, kind in enumerate(last)}


def in_order(specs: list[dict[str, Any]], rank: dict[str, int]) -> list[dict[str, Any]]:
    """Specs as kustomize sorts them: by the rank of their kind, then by ``group_version_kind``."""

    def key(spec: dict[str, Any]) -> tuple[int, str]:
        group, version, kind = (spec.get(each) or f"~{each[0].upper()}" for each in ("group", "version", "kind"))
        return rank.get(spec.get("kind", ""), 0), f"{group}_{version}_{kind}"

    return sorted(specs, key=key)


def row(spec: dict[str, Any]) -> list[str]:
    return [*gvk(spec), "create" if spec.get("create") else "-", spec["path"]]


def gvk(spec: dict[str, Any]) -> list[str]:
    return [spec.get(each) or "*" for each in ("group", "version", "kind")]


def table(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in list(zip(*rows, strict=True))[:-1]]
    lines = (" ".join([*(c.ljust(w) for c, w in zip(each, widths, strict=False)), each[-1]]) for each in rows)
    return "".join(line + "\n" for line in lines)


def name_references_text(targets: list[dict[str, Any]]) -> str:
    text = "# A target: group version kind. Below it, indented, who refers to it: group version kind create path.\n"
    for target in targets:
        referrers = table([row(each) for each in target["fieldSpecs"]])
        text += " ".join(gvk(target)) + "\n" + "".join(f"  {line}\n" for line in referrers.splitlines())
    return text


def kind_order_text(first: list[str], last: list[str]) -> str:
    head = "# Kinds that come first, in this order; after the blank line, kinds that come last.\n"
    return head + "\n".join(first) + "\n\n" + "\n".join(last) + "\n"


def scopes(paths: dict[str, Any]) -> dict[tuple[str, str], bool]:
    """Whether each kind lives in namespaces, as kustomize reads it from the paths of the API."""
    namespaced: dict[tuple[str, str], bool] = {}
    for path, item in paths.items():
        named = item.get("get", {}).get("x-kubernetes-group-version-kind")
        if named:
            key = (api_version(named), named["kind"])
            namespaced[key] = "namespaces/{namespace}" in path or namespaced.get(key, False)
    return namespaced


def api_version(named: dict[str, str]) -> str:
    return f"{named['group']}/{named['version']}" if named["group"] else named["version"]


def scopes_text(namespaced: dict[tuple[str, str], bool]) -> str:
    rows = [["namespaced" if scope else "cluster", *key] for key, scope in sorted(namespaced.items())]
    return table([["# scope", "apiVersion", "kind"], *rows])


def types_and_kinds(definitions: dict[str, Any]) -> tuple[dict[str, dict[str, Any]], dict[str, list[str]]]:
    """For each type its fields as {field: {"below": type or "", "list": bool, "keys": [..] or None}}, and its kinds."""
    types: dict[str, dict[str, Any]] = {}
    kinds: dict[str, list[str]] = {}
    for name, definition in definitions.items():
        fields = types[name] = {}
        for field, schema in definition.get("properties", {}).items():
            is_list = schema.get("type") == "array"
            below = (schema.get("items", {}) if is_list else schema).get("$ref", "").rpartition("/")[2]
            fields[field] = {"below": below, "list": is_list, "keys": merge_keys(schema) if is_list else None}
        for named in definition.get("x-kubernetes-group-version-kind", []):
            kinds.setdefault(name, []).append(f"{api_version(named)}|{named['kind']}")
    return types, kinds


def merge_keys(schema: dict[str, Any]) -> list[str] | None:
    if "merge" not in schema.get("x-kubernetes-patch-strategy", "").split(","):
        return None
    single = schema.get("x-kubernetes-patch-merge-key")
    return schema.get("x-kubernetes-list-map-keys") or ([single] if single else [])


def merge_keys_text(types: dict[str, dict[str, Any]], kinds: dict[str, list[str]]) -> str:
    """The graph of types, without all that leads to no merge keys."""
    used = {name for name, fields in types.items() if any(each["keys"] is not None for each in fields.values())}
    while more := {
        name
        for name, fields in types.items()
        if name not in used and any(each["below"] in used for each in fields.values())
    }:
        used |= more
    # an object embedded here must not be taken for one of the kind it names: its schema is known, and has no fields
    opaque = {name for name in types if name.endswith(".runtime.RawExtension")}
    text = (
        "# A type: its name and its kinds. Below it, indented, the fields that lead to merge keys: field, type of the\n"
        "# field or of the elements of its list (-: nothing more below), merge keys (.: a set of scalars).\n"
    )
    for name in sorted(used, key=short):
        text += "\n" + " ".join([short(name), *sorted(kinds.get(name, []))]) + "\n"
        for field, each in sorted(types[name].items()):
            below = short(each["below"]) if each["below"] in used else "-"
            if each["keys"] is not None:
                text += f" {field}[] {below} {','.join(each['keys']) or '.'}\n"
            elif below != "-" or each["below"] in opaque:
                text += f" {field}{'[]' if each['list'] else ''} {below}\n"
    return text


def short(name: str) -> str:
    """``apps.v1.DeploymentSpec`` of ``io.k8s.api.apps.v1.DeploymentSpec``."""
    return ".".join(name.split(".")[-3:])
