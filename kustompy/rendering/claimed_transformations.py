"""Transformations that a manifest claims in its own annotations: kustomize adds those of the build to them."""

from __future__ import annotations

from kustompy.errors import KustomizationError, wrapping
from kustompy.model.history import TRANSFORMATIONS
from kustompy.model.values import is_scalar, text_of
from kustompy.yamlio.go.go_struct import Struct, decode, json_word
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest, Value

_CONFIGURED_BY = Struct(
    "ResourceIdentifier",
    {"apiVersion": "string", "kind": "string", "name": "string", "namespace": "string"},
    {"apiVersion": ("TypeMeta",), "kind": ("TypeMeta",), "name": ("NameMeta",), "namespace": ("NameMeta",)},
)
_ORIGIN = Struct(
    "Origin",
    {"path": "string", "repo": "string", "ref": "string", "configuredIn": "string", "configuredBy": _CONFIGURED_BY},
)


def claimed_transformations(resource: Resource) -> tuple[Manifest, ...]:
    """What the annotation says, as Go decodes it; nothing where there is none."""
    metadata = resource.manifest.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if not isinstance(annotations, dict) or TRANSFORMATIONS not in annotations:
        return ()
    written = annotations[TRANSFORMATIONS]
    with wrapping("error converting YAML to JSON"):
        # By way of sigs.k8s.io/yaml and Go's structs, whose fields and order the printed note has.
        found = read_config(text_of(written) if is_scalar(written) else "")
    if found is None:
        return ()
    if not isinstance(found, list):
        raise _refused(f"json: cannot unmarshal {json_word(found)} into Go value of type resource.Transformations")
    return tuple(map(_origin, found))


def _origin(entry: Value) -> Value:
    if entry is None:
        return None  # which is printed as a null
    decoded, problems = decode(entry, _ORIGIN, "resource", lenient=True)
    if problems:
        raise _refused(problems[0].message)
    # in the order of Go's fields, without those that say nothing
    found = {name: decoded[name] for name in _ORIGIN.fields if decoded.get(name)}
    if "configuredBy" in found:
        found["configuredBy"] = {
            name: each for name in _CONFIGURED_BY.fields if (each := found["configuredBy"].get(name))
        }
    return found


def _refused(problem: str) -> KustomizationError:
    return KustomizationError(
        f"error unmarshaling JSON: while decoding JSON: {problem}",
        code="KST203",
        hint=f"leave out the annotation {TRANSFORMATIONS}: the build writes it",
    )
