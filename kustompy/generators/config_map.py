"""``configMapGenerator:`` and ``secretGenerator:`` make config maps and secrets (spec section 3.10)."""

from __future__ import annotations

from kustompy.errors import KustomizationError
from kustompy.generators.key_values import key_values
from kustompy.model.values import Literal
from kustompy.yamlio.restyle import string_in_place_of, written_mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest
    from kustompy.session.context import Context

_BASE64_LINE = 70


def config_map(config: dict[str, Any], context: Context) -> Callable[[], list[Resource]]:
    """A ConfigMap of the config's sources; what is no UTF-8 goes to ``binaryData``."""

    def generate() -> list[Resource]:
        manifest = _head(config, "ConfigMap")
        values = key_values(config, context.load)
        context.session.make(sum(map(len, values.values())))
        for key, value in values.items():
            try:
                field, text = "data", value.decode("utf-8")
            except UnicodeDecodeError:
                field, text = "binaryData", base64_text(value)
            manifest.setdefault(field, {})[key] = _styled(text)
        for field in ("data", "binaryData"):
            if field in manifest:
                manifest[field] = written_mapping(manifest[field])
        return [_finished(manifest, config, context)]

    return generate


def secret(config: dict[str, Any], context: Context) -> Callable[[], list[Resource]]:
    """A Secret of the config's sources, all in base64."""

    def generate() -> list[Resource]:
        manifest = _head(config, "Secret")
        manifest["type"] = config.get("type") or "Opaque"
        values = key_values(config, context.load, secret=True)
        context.session.make(sum(map(len, values.values())))
        manifest["data"] = written_mapping({key: _styled(base64_text(value)) for key, value in values.items()})
        return [_finished(manifest, config, context)]

    return generate


def _head(config: dict[str, Any], kind: str) -> Manifest:
    name = config.get("name")
    if not name:
        raise KustomizationError("a configmap must have a name", code="KST224", hint="add `name:` to the generator")
    metadata = {"name": string_in_place_of(None, name)}
    if config.get("namespace"):
        metadata["namespace"] = string_in_place_of(None, config["namespace"])
    return {"apiVersion": "v1", "kind": kind, "metadata": metadata}


def _finished(manifest: Manifest, config: dict[str, Any], context: Context) -> Resource:
    options = config.get("options") or {}
    for field in ("labels", "annotations"):
        if options.get(field):
            manifest["metadata"][field] = written_mapping(
                {key: string_in_place_of(None, value) for key, value in sorted(options[field].items())}
            )
    if options.get("immutable"):
        manifest["immutable"] = True
    resource = context.resource(manifest)
    behavior = config.get("behavior")
    resource.behavior = behavior if behavior in ("create", "merge", "replace") else "unspecified"
    resource.needs_hash = not options.get("disableNameSuffixHash")
    return resource


def _styled(text: str) -> str:
    return Literal(text) if "\n" in text else string_in_place_of(None, text)


def base64_text(value: bytes) -> str:
    """Base64 as kustomize writes it: in lines of 70 characters once there are more than that."""
    from binascii import b2a_base64

    text = b2a_base64(value, newline=False).decode()
    if len(text) <= _BASE64_LINE:
        return text
    return "".join(f"{text[start : start + _BASE64_LINE]}\n" for start in range(0, len(text), _BASE64_LINE))
