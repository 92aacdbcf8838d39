"""``openapi:``: a schema of the user's own instead of the built-in one (spec section 3.21)."""

from __future__ import annotations

from kustompy.errors import KustomizationError, wrapping
from kustompy.fieldspecs.merge_schema import MergeSchema
from kustompy.fieldspecs.schema_shape import check_document
from kustompy.fieldspecs.tables import scopes
from kustompy.upstream import OPENAPI
from kustompy.yamlio.read.json_reader import begins_as_json, read_json
from kustompy.yamlio.read.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.limits import Limits
    from kustompy.model.values import Value
    from kustompy.session.context import Context
    from kustompy.session.session import Session
    from kustompy.system.root import Root


def choose_openapi(
    openapi: dict[str, str], root: Root, session: Session, file: str, includer: Context | None = None
) -> None:
    """Take the schema that the kustomization, read from a file, asks for; it holds for the rest of the build.

    ``includer`` is who includes the kustomization. Where kustomize needed the built-in schema before, both hold.
    """
    with wrapping(file=file, path=("openapi",)):
        _choose(openapi, root, session, includer)


def _choose(openapi: dict[str, str], root: Root, session: Session, includer: Context | None) -> None:
    version, path = openapi.get("version", ""), openapi.get("path", "")
    # One schema holds for the whole build: whoever includes others chooses before they do.
    if version and path:
        raise KustomizationError("builtin version and custom schema provided, cannot use both", code="KST234")
    if version and version != OPENAPI:
        raise KustomizationError(
            "the specified OpenAPI version is not built in", code="KST234", hint=f"the only one is {OPENAPI}"
        )
    # Also by a version, which changes nothing but that no base chooses any more.
    session.openapi_chosen = bool(version) or "path" in openapi
    if "path" not in openapi:
        return
    content = root.load(path)
    with wrapping(file=root.path_of(path)):
        check_document(document := _document(content, session.options.limits))
    schema = MergeSchema.from_openapi(document, beside_builtin=_needed_before(session, includer))
    schema.file = root.path_of(path)
    session.merge_schema = schema
    # A document tells by its paths which kinds have no namespace, which the transformer of namespaces asks.
    session.cluster_scoped |= schema.cluster_scoped


def _document(content: bytes, limits: Limits) -> Value:
    return read_json(content, limits, _refusal) if begins_as_json(content) else read_config(content, limits)


def _refusal(message: str) -> KustomizationError:
    return KustomizationError(f"invalid schema file: {message}", code="KST237")


def _needed_before(session: Session, includer: Context | None) -> bool:
    """Whether the built-in schema was asked for: by a merge, or by a resource of a kind whose scope is not known."""
    if session.merge_schema is not None:
        return True
    known = scopes()
    while includer is not None:
        for resource in includer.resources or ():
            if (resource.api_version_text(), resource.kind) not in known:
                return True
        includer = includer.parent
    return False
