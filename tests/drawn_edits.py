"""Edits drawn for a kustomization: words of the command, those that undo it, and the fields it is about."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

Fields = dict[str, Any]


class Drawn(NamedTuple):
    """An edit; ``undo`` is empty where nothing undoes it."""

    words: tuple[str, ...]
    undo: tuple[str, ...]
    fields: frozenset[str]


VALUES = (
    "web",
    "v1.10",
    "1.10",
    "yes",
    "010",
    "a b",
    "x: y",
    "",
    "-",
    "#1",
    "[a]",
    "{b}",
    "*c",
    "12e5",
    "null",
    "é",
    "~",
)


def drawn(fields: Fields, chance: random.Random) -> Drawn:
    """One edit that kustomize takes."""
    return chance.choice(EDITS)(fields, chance)


def _edit(words: str | tuple[str, ...], fields: str, undo: str | tuple[str, ...] = ()) -> Drawn:
    whole = tuple(words.split()) if isinstance(words, str) else words
    back = tuple(undo.split()) if isinstance(undo, str) else undo
    return Drawn(whole, back, frozenset(fields.split()))


def _image(fields: Fields, chance: random.Random) -> Drawn:
    names = [each.get("name", "") for each in fields.get("images", [])] + ["new-image"]
    name = chance.choice([each for each in names if each and "=" not in each] or ["new-image"])
    new = chance.choice(("reg.io/app:v2", "*:v3", "app@sha256:12ab", ":1.10", "reg/x", "*:*@*", "app:v1@sha256:0"))
    return _edit(("set", "image", f"{name}={new}"), "images imageTags")


def _new_image(fields: Fields, chance: random.Random) -> Drawn:
    names = [each.get("name", "") for each in fields.get("images", [])]
    undo: tuple[str, ...] = (
        ("remove", "image", "zz-new") if names == sorted(names) and len(set(names)) == len(names) else ()
    )
    return _edit(("set", "image", f"zz-new=reg/app:{chance.choice(('v1', '1.0', 'on'))}"), "images imageTags", undo)


def _replicas(fields: Fields, chance: random.Random) -> Drawn:
    names = [each.get("name", "") for each in fields.get("replicas", [])]
    name = chance.choice([*(each for each in names if each), "web"])
    return _edit(("set", "replicas", f"{name}={chance.choice((0, 1, 30))}"), "replicas")


def _new_replicas(fields: Fields, chance: random.Random) -> Drawn:
    names = [each.get("name", "") for each in fields.get("replicas", [])]
    undo: tuple[str, ...] = (
        ("remove", "replicas", "zz-new") if names == sorted(names) and len(set(names)) == len(names) else ()
    )
    return _edit("set replicas zz-new=3", "replicas", undo)


def _add_resource(fields: Fields, chance: random.Random) -> Drawn:
    return _edit("add resource --no-verify zz-new.yaml", "resources bases", "remove resource zz-new.yaml")


def _remove_resource(fields: Fields, chance: random.Random) -> Drawn:
    there = [each for each in fields.get("resources", []) if not set("*?[\\") & set(each) and not each.startswith("-")]
    return _edit(("remove", "resource", chance.choice(there or ["none.yaml"])), "resources bases")


def _label(fields: Fields, chance: random.Random) -> Drawn:
    key = chance.choice([*fields.get("commonLabels", {}), "zz-new"])
    return _edit(("set", "label", "--", f"{key}:{chance.choice(VALUES)}"), "commonLabels")


def _add_label(fields: Fields, chance: random.Random) -> Drawn:
    return _edit(("add", "label", f"zz-new:{chance.choice(VALUES)}"), "commonLabels", "remove label zz-new")


def _pair(fields: Fields, chance: random.Random) -> Drawn:
    return _edit(("add", "label", "--without-selector", "-f", f"zz-new:{chance.choice(VALUES)}"), "labels")


def _add_annotation(fields: Fields, chance: random.Random) -> Drawn:
    words = ("add", "annotation", f"zz.new/key:{chance.choice(VALUES)}")
    return _edit(words, "commonAnnotations", "remove annotation zz.new/key")


def _remove_label(fields: Fields, chance: random.Random) -> Drawn:
    there = [key for key in fields.get("commonLabels", {}) if "," not in key]
    return _edit(("remove", "label", "-i", chance.choice(there or ["none"])), "commonLabels")


def _names(fields: Fields, chance: random.Random) -> Drawn:
    word, field = chance.choice(
        (("nameprefix", "namePrefix"), ("namesuffix", "nameSuffix"), ("namespace", "namespace"))
    )
    return _edit(("set", word, "--", chance.choice(VALUES)), field)


def _config_map(fields: Fields, chance: random.Random) -> Drawn:
    words = ("add", "configmap", "zz-new", "--from-literal", f"k={chance.choice(VALUES)}")
    return _edit(words, "configMapGenerator", "remove configmap zz-new")


def _remove_config_map(fields: Fields, chance: random.Random) -> Drawn:
    there = [each.get("name", "") for each in fields.get("configMapGenerator", [])]
    there = [each for each in there if each and "," not in each]
    if not there:
        return _names(fields, chance)
    namespace = next(each.get("namespace", "") for each in fields["configMapGenerator"] if each.get("name") == there[0])
    return _edit(("remove", "configmap", there[0], f"--namespace={namespace}"), "configMapGenerator")


def _patch(fields: Fields, chance: random.Random) -> Drawn:
    flags = (
        "--path",
        "zz-new.yaml",
        *chance.choice(((), ("--kind", "Deployment"), ("--name", "a.*", "--kind", "yes"))),
    )
    return _edit(("add", "patch", *flags), "patches", ("remove", "patch", *flags))


def _inline_patch(fields: Fields, chance: random.Random) -> Drawn:
    text = "- op: add\n  path: /zz\n  value: 1\n"
    return _edit(("add", "patch", "--patch", text), "patches", ("remove", "patch", "--patch", text))


def _component(fields: Fields, chance: random.Random) -> Drawn:
    there = [each for each in fields.get("components", []) if not set("*?[\\") & set(each)]
    return _edit(("remove", "component", chance.choice(there or ["none"])), "components")


def _build_metadata(fields: Fields, chance: random.Random) -> Drawn:
    return _edit(("set", "buildmetadata", chance.choice(("originAnnotations", "managedByLabel"))), "buildMetadata")


EDITS = (
    _image, _new_image, _replicas, _new_replicas, _add_resource, _remove_resource, _label, _add_label, _pair,
    _add_annotation, _remove_label, _names, _config_map, _remove_config_map, _patch, _inline_patch, _component,
    _build_metadata,
)  # fmt: skip
