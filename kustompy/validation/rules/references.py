"""References to config maps and secrets that the build itself generated under another name."""

from __future__ import annotations

from kustompy.validation.schema.facts import entries, mapping, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.values import Manifest
    from kustompy.validation.schema.facts import Facts, Path

# kustomize takes ten hexadecimal digits of a hash and replaces those that could form words: 0, 1, 3, a and e become g,
# h, k, m and t (kyaml/hasher, encode).
_HASH_CHARACTERS = "2456789bcdfghkmt"
_HASH_LENGTH = 10
_VOLUMES = (("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName"))
_IN_ENV = (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret"))
_FROM = (("configMapRef", "ConfigMap"), ("secretRef", "Secret"))


def references(all_facts: list[Facts]) -> Iterator[tuple[int, Path, str]]:
    """Find references without the hash suffix of the config map or secret that they mean."""
    # A name reference that kustomize does not know, as in a custom field, keeps the name without the suffix.
    names: set[tuple[str, str, str]] = set()
    hashed: dict[tuple[str, str, str], str] = {}
    for facts in all_facts:
        if facts.kind in ("ConfigMap", "Secret") and not facts.group:
            name, namespace = text(facts.name), text(facts.metadata.get("namespace"))
            names.add((facts.kind, namespace, name))
            base, dash, digest = name.rpartition("-")
            if dash and len(digest) == _HASH_LENGTH and not digest.strip(_HASH_CHARACTERS):
                hashed[facts.kind, namespace, base] = name
    if not hashed:
        return
    for index, facts in enumerate(all_facts):
        namespace = text(facts.metadata.get("namespace"))
        for path, kind, name in _referred(facts):
            key = (kind, namespace, name)
            # An object with the plain name beside the generated one is what is meant then.
            if key in hashed and key not in names:
                yield index, path, f"the {kind} {name!r} was generated under the name {hashed[key]!r}"


def _referred(facts: Facts) -> Iterator[tuple[Path, str, str]]:
    for path, container in facts.containers:
        for index, source in entries(container, "envFrom"):
            yield from _named(source, _FROM, (*path, "envFrom", index))
        for index, variable in entries(container, "env"):
            yield from _named(mapping(variable, "valueFrom"), _IN_ENV, (*path, "env", index, "valueFrom"))
    for index, volume in entries(facts.pod, "volumes"):
        base = (*facts.pod_path, "volumes", index)
        for field, kind, key in _VOLUMES:
            if field in volume:
                yield (*base, field, key), kind, text(mapping(volume, field).get(key))
        for number, source in entries(mapping(volume, "projected"), "sources"):
            yield from _named(
                source, (("configMap", "ConfigMap"), ("secret", "Secret")), (*base, "projected", "sources", number)
            )
    for index, secret in entries(facts.pod, "imagePullSecrets"):
        yield (*facts.pod_path, "imagePullSecrets", index, "name"), "Secret", text(secret.get("name"))


def _named(source: Manifest, fields: tuple[tuple[str, str], ...], path: Path) -> Iterator[tuple[Path, str, str]]:
    for field, kind in fields:
        if field in source:
            yield (*path, field, "name"), kind, text(mapping(source, field).get("name"))
