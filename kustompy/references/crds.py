"""References of custom resources: fields of the usual shapes, in the schema of a CRD or in the object itself."""

from __future__ import annotations

from kustompy.model.json_schema import REFERRED_KIND, REFERRED_NAME_KEY
from kustompy.model.values import text_of
from kustompy.references.table import Row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Manifest, Value

_NAMED = {
    "configMapRef": "ConfigMap",
    "configMapKeyRef": "ConfigMap",
    "secretRef": "Secret",
    "secretKeyRef": "Secret",
    "serviceAccountRef": "ServiceAccount",
}
"""Mappings with a ``name`` → the kind of the object of that name."""
_TEXTS = {
    "serviceAccountName": "ServiceAccount",
    "secretName": "Secret",
    "configMapName": "ConfigMap",
    "claimName": "PersistentVolumeClaim",
    "priorityClassName": "PriorityClass",
    "storageClassName": "StorageClass",
    "ingressClassName": "IngressClass",
}
"""Texts that are a name → the kind of the object of that name."""
# The CRD is a file of the tree: a schema that is nested without end costs no more than the largest real ones.
_MOST_PROPERTIES = 20_000


def rows_of_crd(crd: Manifest) -> dict[str, tuple[Row, ...]]:
    """Group and kind of the objects that a CRD describes → the rows of their references."""
    spec = crd.get("spec")
    if not isinstance(spec, dict):
        return {}
    names = spec.get("names")
    kind = names.get("kind") if isinstance(names, dict) else None
    if not isinstance(kind, str) or not isinstance(spec.get("group"), str):
        return {}
    rows: dict[Row, None] = {}
    left = [_MOST_PROPERTIES]
    for schema in _schemas(spec):
        rows.update(dict.fromkeys(_rows(schema, "", left)))
    return {f"{spec['group']}/{kind}": tuple(rows)}


def _schemas(spec: Manifest) -> Iterator[Manifest]:
    versions = spec.get("versions")
    for each in versions if isinstance(versions, list) else ():
        schema = each.get("schema") if isinstance(each, dict) else None
        whole = schema.get("openAPIV3Schema") if isinstance(schema, dict) else None
        if isinstance(whole, dict):
            yield whole


def _rows(schema: Value, path: str, left: list[int]) -> Iterator[Row]:
    """The rows of the properties of a schema; ``left`` counts down the properties that may still be looked at."""
    waiting = [(schema, path)]
    while waiting and left[0] > 0:
        left[0] -= 1
        here, at = waiting.pop()
        if not isinstance(here, dict):
            continue
        properties = here.get("properties")
        for name, below in properties.items() if isinstance(properties, dict) else ():
            if not isinstance(below, dict) or "." in str(name):
                continue
            inner = f"{at}.{name}" if at else str(name)
            row = _row(str(name), inner, below)
            if row is not None:
                yield row
            # Names that an object means stand in its spec; `status` repeats what the controller found.
            elif at or name == "spec":
                waiting.append((below, inner))
        if at and isinstance(here.get("items"), dict):
            waiting.append((here["items"], f"{at}[]"))


def _row(name: str, path: str, schema: Manifest) -> Row | None:
    properties = schema.get("properties")
    marked = schema.get(REFERRED_KIND)
    if isinstance(marked, str):
        key = schema.get(REFERRED_NAME_KEY)
        return Row(f"{path}.{key if isinstance(key, str) else 'name'}", marked, own=True)
    if schema.get("type") == "string":
        return Row(path, _TEXTS[name]) if name in _TEXTS else None
    if not isinstance(properties, dict) or "name" not in properties:
        return None
    if name in _NAMED:
        namespace = "namespace" if "namespace" in properties else ""
        return Row(f"{path}.name", _NAMED[name], namespace=namespace, keys="key" if "key" in properties else "")
    if name.endswith("Ref") and "kind" in properties:
        # `fooRef: {kind, name}` says its kind in the object, so the row has none.
        return Row(path, namespace="namespace" if "namespace" in properties else "")
    return None


def is_custom(group: str) -> bool:
    """Whether an API group is not Kubernetes' own: those have no dot (``apps``) or end with ``.k8s.io``."""
    return "." in group and not group.endswith(".k8s.io")


def is_told_by_shape(path: FieldPath) -> bool:
    """Whether :func:`names_by_shape` takes a text at this path for a reference."""
    return path[-1] in _TEXTS or (path[-1] == "name" and path[-2:-1] != () and path[-2] in _NAMED)


def names_by_shape(manifest: Manifest) -> Iterator[tuple[FieldPath, str, str]]:
    """The path, kind and name of each field of a custom resource that has the usual shape of a reference."""
    waiting: list[tuple[FieldPath, Value]] = [((), manifest)]
    while waiting:
        path, value = waiting.pop()
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(below, dict):
                kind = _NAMED.get(str(key), "")
                # With a namespace of its own the object may be anywhere, and a guess by shape is not worth that much.
                name = below.get("name") if kind and not below.get("namespace") else None
                if isinstance(name, str):
                    yield (*path, key, "name"), kind, text_of(name)
                waiting.append(((*path, key), below))
            elif isinstance(below, list):
                waiting.append(((*path, key), below))
            elif isinstance(below, str) and key in _TEXTS:
                yield (*path, key), _TEXTS[str(key)], text_of(below)
