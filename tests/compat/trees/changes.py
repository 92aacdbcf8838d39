"""What changes resources one by one: patches of both kinds, replacements, vars."""

from __future__ import annotations

import json

from tests.compat.trees.draws import Value
from tests.compat.trees.kinds import patch_of
from tests.compat.trees.layer import Layer, Path, literal, plain
from tests.compat.trees.scalars import LABEL_KEYS, LABEL_VALUES, annotation_pairs, block, free, quoted, scalar, unquoted

OPERATIONS = ("add", "add", "replace", "replace", "remove", "test", "move", "copy")


def label_selector(layer: Layer) -> Value:
    draws = layer.draws
    key, value = draws.one(LABEL_KEYS), draws.one(LABEL_VALUES)
    forms: tuple[str, ...] = (
        f"{key}={value}",
        f"{key}=={value}",
        f"{key}!={value}",
        f"{key} in ({value}, x)",
        f"{key} notin ({value})",
    )
    forms += (key, f"'!{key}'", f"{key}={value},tier", f"{key}=" if draws.chance(20) else key, f"{key}==={value}")
    return draws.one(forms if draws.chance(5) else forms[:-1])


def target(layer: Layer, manifest: dict[str, Value], regexps: bool = True) -> dict[str, Value]:
    """The target of a patch: mostly the manifest alone, sometimes all that look alike."""
    draws = layer.draws
    name, kind = layer.name_of(manifest), str(manifest.get("kind", "Thing"))
    group, _, version = str(manifest.get("apiVersion", "v1")).rpartition("/")
    found: dict[str, Value] = {}
    if draws.chance(85):
        found["kind"] = draws.one((kind, kind, kind, kind[:3] + ".*", f"{kind}|Service")) if regexps else kind
    if draws.chance(70):
        bare = unquoted(name)
        name = draws.one(
            (name, name, name, quoted(bare[:1] + ".*"), quoted(f"web|{bare}"), quoted(".*")) if regexps else (name,)
        )
        found["name"] = quoted(unquoted(name)) or "web"
    if draws.chance(10):
        found["version"] = version
    if draws.chance(10) and group:
        found["group"] = group
    if draws.chance(8):
        found["namespace"] = draws.one(("default", "prod", "team-a", quoted("p.*")))
    if draws.chance(10):
        found["labelSelector"] = label_selector(layer)
    if draws.chance(4):
        found["annotationSelector"] = draws.one(("note", "owner=web", "note=api"))
    if draws.chance(0.4):
        found[draws.one(("apiVersion", "name"))] = draws.one(("'('", "v1"))
    return found or {"kind": kind}


def patch(layer: Layer) -> Value:
    """One entry of ``patches``."""
    draws = layer.draws
    manifest = layer.manifest()
    if draws.chance(35):
        entry = dict([layer.inline_or_file("ops.json" if draws.chance(20) else "ops", operations(layer, manifest))])
        return entry if draws.chance(0.5) else entry | {"target": target(layer, manifest)}
    drawn = patch_of(draws, manifest)
    if "metadata" in drawn and draws.chance(30):
        drawn["metadata"] = {**drawn["metadata"], "name": layer.name_of(manifest)}
    text = layer.text_of(drawn)
    if draws.chance(8):
        text += "---\n" + layer.text_of(patch_of(draws, layer.manifest()))
        return dict([layer.inline_or_file("patch", text)])
    entry = dict([layer.inline_or_file("patch", text)])
    if draws.chance(45):
        entry["target"] = target(layer, manifest)
        if draws.chance(10):
            entry["options"] = draws.fields(60, allowNameChange=lambda: "true", allowKindChange=lambda: "true")
    return entry


def operations(layer: Layer, manifest: dict[str, Value]) -> str:
    """A JSON patch, as YAML or JSON."""
    draws = layer.draws
    found = draws.several(lambda: operation(layer, manifest), 3, 1)
    if draws.chance(20):
        return json.dumps([plain(each) for each in found])
    return layer.text_of(found) if draws.chance(60) else "".join(f"- {json.dumps(plain(each))}\n" for each in found)


def operation(layer: Layer, manifest: dict[str, Value]) -> Value:
    draws = layer.draws
    path, value = layer.place(manifest)
    name = draws.one(OPERATIONS)
    entry: dict[str, Value] = {"op": name if draws.chance(99.5) else "bogus"}
    if name in ("move", "copy"):
        entry["from"] = pointer(path)
        path, value = layer.place(manifest)
    if name in ("add", "copy", "move") and draws.chance(70):
        odd: tuple[str | int, ...] = ("new", "a/b", "x~y", "-", 0, -1)
        path = [*path[:-1], draws.one(odd) if draws.chance(60) else path[-1]]
    elif draws.chance(4):
        path = [*path, "missing"]
    entry["path"] = pointer(path)
    if path[:2] == ["metadata", "annotations"] and len(path) == 2 and name in ("add", "replace"):
        # A list there makes kustomize panic, or is taken for keys and values in turn.
        return {**entry, "value": annotation_pairs(draws)}
    if name in ("add", "replace", "test"):
        entry["value"] = value if name == "test" and draws.chance(90) else json_value(layer)
    return entry


def json_value(layer: Layer) -> Value:
    draws = layer.draws
    return free(draws, 2) if draws.chance(40) else scalar(draws)


def pointer(path: Path) -> str:
    steps = (unquoted(str(step)).replace("~", "~0").replace("/", "~1") for step in path)
    return quoted("".join(f"/{step}" for step in steps)) if path else '""'


def strategic_merge(layer: Layer) -> Value:
    """One entry of ``patchesStrategicMerge``."""
    draws = layer.draws
    drawn = patch_of(draws, layer.manifest())
    return layer.file("smp", layer.text_of(drawn)) if draws.chance(60) else literal(layer.text_of(drawn))


def json_patch(layer: Layer) -> Value:
    """One entry of ``patchesJson6902``."""
    manifest = layer.manifest()
    key, text = layer.inline_or_file("json6902", operations(layer, manifest))
    found = target(layer, manifest, regexps=False)
    group, _, version = str(manifest.get("apiVersion", "v1")).rpartition("/")
    whole = {
        "group": group or '""',
        "version": version,
        "kind": manifest.get("kind", "Thing"),
        "name": layer.name_of(manifest),
    }
    if "namespace" in manifest.get("metadata", {}):
        whole["namespace"] = manifest["metadata"]["namespace"]
    return {key: text, "target": whole if layer.draws.chance(90) else found}


def field_path(layer: Layer, path: Path, manifest: dict[str, Value], wide: bool) -> str:
    """The path as replacements write it; where it is a target's, elements are named in all ways."""
    draws = layer.draws
    steps: list[str] = []
    value: Value = manifest
    for step in path:
        value = value[step]
        if isinstance(step, int):
            named = isinstance(value, dict) and "name" in value
            choices = [str(step)] + ([f"[name={unquoted(str(value['name']))}]"] * 3 if named else [])
            choices += ["*", "[name=w.*]", f"[={unquoted(value)}]" if isinstance(value, str) else "*"] if wide else []
            steps.append(draws.one(choices))
        elif "." in step:
            steps.append(f"[{unquoted(step)}]" if draws.chance(50) else unquoted(step).replace(".", "\\."))
        else:
            steps.append(unquoted(step))
    return quoted(".".join(steps))


def exact(layer: Layer, manifest: dict[str, Value]) -> dict[str, Value]:
    """A selector of the manifest by what it is called."""
    draws = layer.draws
    found = {"kind": manifest.get("kind", "Thing"), "name": layer.name_of(manifest)}
    if draws.chance(15):
        found["namespace"] = manifest.get("metadata", {}).get("namespace", "default")
    group, _, version = str(manifest.get("apiVersion", "v1")).rpartition("/")
    if draws.chance(10):
        found |= {"version": version, **({"group": group} if group else {})}
    if draws.chance(5):
        del found["kind"]
    return found


def split_options(layer: Layer) -> dict[str, Value]:
    draws = layer.draws
    return {"delimiter": draws.one(('":"', "'/'", "'-'", "'.'"))} | draws.fields(
        60, index=lambda: str(draws.number(-1, 3))
    )


def replacement(layer: Layer) -> Value:
    """One replacement, inline or in a file."""
    draws = layer.draws
    manifest = layer.manifest()
    path, value = layer.place(manifest)
    source = exact(layer, manifest)
    if draws.chance(80):
        source["fieldPath"] = field_path(layer, path, manifest, wide=False)
    if draws.chance(20) and isinstance(value, str):
        source["options"] = split_options(layer)
    entry: dict[str, Value] = {"source": source}
    if draws.chance(5):
        entry = {"sourceValue": draws.one(("abc", '"1"', "x y", block(draws)))}
    entry["targets"] = draws.several(lambda: replacement_target(layer, value), 2, 1)
    if draws.chance(20):
        return {"path": layer.file("replacement", layer.text_of(entry if draws.chance(50) else [entry]))}
    return entry


def replacement_target(layer: Layer, source: Value) -> Value:
    draws = layer.draws
    manifest = layer.manifest()
    path, value = layer.place(manifest)
    if not isinstance(value, str) and draws.chance(50):
        path, value = layer.place(manifest)
    select = exact(layer, manifest) if draws.chance(60) else target(layer, manifest)
    found: dict[str, Value] = {"select": select}
    if draws.chance(10):
        found["reject"] = draws.several(lambda: target(layer, layer.manifest()), 2, 1)
    if draws.chance(85):
        paths = [field_path(layer, path, manifest, wide=True)]
        if draws.chance(15):
            paths.append(
                draws.one(("metadata.annotations.new", "spec.made.up", "metadata.labels.app", "data.[config.yaml]"))
            )
        if "data" in manifest and draws.chance(20):
            inside = draws.one(("a.b", "name", "items.[name=a].value", "list.0", "list.*", "a.new"))
            paths = [f"data.{draws.one(('a', 'b', '[app.json]', '[config.yaml]'))}.{inside}"]
        found["fieldPaths"] = paths
    options = draws.fields(35, create=lambda: "true")
    if draws.chance(20):
        options |= split_options(layer)
    return {**found, "options": options} if options else found


def variable(layer: Layer, name: str) -> Value:
    """One entry of ``vars``."""
    draws = layer.draws
    manifest = layer.manifest()
    about = {"kind": manifest.get("kind", "Thing"), "name": layer.name_of(manifest)}
    about["apiVersion"] = manifest.get("apiVersion", "v1")
    entry: dict[str, Value] = {"name": name, "objref": about}
    if draws.chance(50):
        path, _ = layer.place(manifest)
        entry["fieldref"] = {"fieldPath": dotted(path)}
    return entry


def dotted(path: Path) -> str:
    """The path as vars write it."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else ("." if text else "") + unquoted(step).replace(".", "\\.")
    return quoted(text)
