"""``openapi:``: a schema of the user's own instead of the built-in one (spec section 3.21)."""

from __future__ import annotations

from kustompy.errors import KustomizationError, KustompyError
from kustompy.merge_schema import MergeSchema
from kustompy.yamlio.reader import read_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.context import Session
    from kustompy.files import Root

BUILT_IN = "v1.21.2"


def choose_openapi(openapi: dict[str, str], root: Root, session: Session, file: str) -> None:
    """Take the schema that the kustomization, read from a file, asks for; it holds for the rest of the build."""
    try:
        _choose(openapi, root, session)
    except KustompyError as error:
        raise error.located(file=file, path=("openapi",)) from None


def _choose(openapi: dict[str, str], root: Root, session: Session) -> None:
    version, path = openapi.get("version") or "", openapi.get("path") or ""
    if version and path:
        raise KustomizationError("builtin version and custom schema provided, cannot use both", code="KST234")
    if version and version != BUILT_IN:
        raise KustomizationError(
            "the specified OpenAPI version is not built in", code="KST234", hint=f"the only one is {BUILT_IN}"
        )
    session.openapi_chosen = True
    if not path:
        return
    content = root.load(path)
    try:
        schema = MergeSchema.from_openapi(read_config(content, session.options.limits))
    except KustompyError as error:
        raise error.located(file=root.path_of(path)) from None
    session.merge_schema = schema
    session.cluster_scoped |= schema.cluster_scoped
