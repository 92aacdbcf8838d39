"""``configMapGenerator:`` and ``secretGenerator:`` make config maps and secrets (spec section 3.10)."""

from __future__ import annotations

from kustompy.errors import KustomizationError
from kustompy.generators.key_values import env_lines_of, key_values
from kustompy.model.values import Literal
from kustompy.yamlio.restyle import string_in_place_of, written_mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kustompy.kustomization.records import ConfigMapGenerator, SecretGenerator
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest
    from kustompy.provenance.record import Record
    from kustompy.session.context import Context

    Config = ConfigMapGenerator | SecretGenerator

# encodeBase64 of kyaml cuts its lines there, so that long values come out as literal blocks.
_BASE64_LINE = 70


def config_map(config: ConfigMapGenerator, context: Context) -> Callable[[], list[Resource]]:
    """A ConfigMap of the config's sources; what is no UTF-8 goes to ``binaryData``."""

    def generate() -> list[Resource]:
        manifest = _head(config, "ConfigMap")
        entries_of: dict[str, tuple[str, int]] = {}
        values = key_values(config, context.load, entries_of=entries_of)
        context.session.make(sum(map(len, values.values())))
        for key, value in values.items():
            try:
                field, text = "data", value.decode("utf-8")
            # utf8.Valid decides on each value and not on its file.
            except UnicodeDecodeError:
                field, text = "binaryData", base64_text(value)
            manifest.setdefault(field, {})[key] = _styled(text)
        for field in ("data", "binaryData"):
            if field in manifest:
                manifest[field] = written_mapping(manifest[field])
        _note(manifest, entries_of, config, context)
        return [_finished(manifest, config, context)]

    return generate


def secret(config: SecretGenerator, context: Context) -> Callable[[], list[Resource]]:
    """A Secret of the config's sources, all in base64."""
    # Before anything can fail: what a literal or an odd file source has in it may be shown by no message.
    values = [each.partition("=")[2].strip("'\"") if "=" in each else each for each in config.literals]
    values += [each.rpartition("=")[2] for each in config.files if each.count("=") > 1]
    context.session.secrets.append((context.source_of(config), values))

    def generate() -> list[Resource]:
        manifest = _head(config, "Secret")
        manifest["type"] = config.type or "Opaque"
        entries_of: dict[str, tuple[str, int]] = {}
        values = key_values(config, context.keep_source, secret=True, entries_of=entries_of)
        context.session.make(sum(map(len, values.values())))
        # A Secret has data even if it is empty, unlike a ConfigMap.
        manifest["data"] = written_mapping({key: _styled(base64_text(value)) for key, value in values.items()})
        _note(manifest, entries_of, config, context)
        trace = context.session.trace
        if trace is not None and config.type:
            trace.over(manifest, "type", trace.spot(config, "type"))
        return [_finished(manifest, config, context)]

    return generate


def _note(
    manifest: Manifest,
    entries_of: dict[str, tuple[str, int]],
    config: Config,
    context: Context,
) -> None:
    """Note what the generator's entry says of each field, in a traced build."""
    trace = context.session.trace
    if trace is None:
        return
    from kustompy.provenance.places import WHOLE

    trace.made(manifest)
    for field in ("name", "namespace"):
        if field in manifest["metadata"]:
            trace.over(manifest["metadata"], field, trace.spot(config, field))
    # A key of an env file is placed at its own line, which only the file knows.
    lines_of = [env_lines_of(context.load(each)) for each in config.envs]
    for data in ("data", "binaryData"):
        for key in manifest.get(data, ()):
            field, index = entries_of[key]
            entry, source = trace.spot(config, field, index), getattr(config, field)[index]
            if field == "literals":
                trace.over(manifest[data], key, entry)
                continue
            file = context.root.path_of(source if field == "envs" else source.rpartition("=")[2])
            line = lines_of[index].get(key, 0) if field == "envs" else WHOLE
            trace.over(manifest[data], key, trace.file(file)._replace(line=line))
            trace.through(manifest[data], key, entry)


def _note_options(manifest: Manifest, config: Config, trace: Record) -> None:
    options, metadata = config.options, manifest["metadata"]
    for field in ("labels", "annotations"):
        trace.made(metadata.get(field))
        for key in getattr(options, field):
            trace.over(metadata[field], key, trace.spot(config, "options", field, key))
    if options.immutable:
        trace.over(manifest, "immutable", trace.spot(config, "options", "immutable"))


def _head(config: Config, kind: str) -> Manifest:
    name = config.name
    if not name:
        # kustomize says so of secrets, too.
        raise KustomizationError("a configmap must have a name", code="KST224", hint="add `name:` to the generator")
    metadata = {"name": string_in_place_of(None, name)}
    if config.namespace:
        metadata["namespace"] = string_in_place_of(None, config.namespace)
    return {"apiVersion": "v1", "kind": kind, "metadata": metadata}


def _finished(manifest: Manifest, config: Config, context: Context) -> Resource:
    options = config.options
    # Sorted by kustomize when it writes the maps of the options.
    for field, entries in (("labels", options.labels), ("annotations", options.annotations)):
        if entries:
            manifest["metadata"][field] = written_mapping(
                {key: string_in_place_of(None, value) for key, value in sorted(entries.items())}
            )
    if options.immutable:
        # Written only if true: `immutable: false` of the options says nothing.
        manifest["immutable"] = True
    resource = context.resource(manifest)
    if context.session.trace is not None:
        _note_options(manifest, config, context.session.trace)
    behavior = config.behavior
    # NewGenerationBehavior takes every other word for unspecified, which joins like create: lint tells it (KST962).
    resource.behavior = behavior if behavior in ("create", "merge", "replace") else "unspecified"
    resource.needs_hash = not options.disableNameSuffixHash
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
