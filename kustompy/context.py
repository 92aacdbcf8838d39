"""What a generator or transformer may ask for besides resources and config: files, tables, the build's options."""

from __future__ import annotations

from kustompy.resource_file import read_manifests

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.files import Files, Root
    from kustompy.merge_schema import MergeSchema
    from kustompy.model.resource import Resource
    from kustompy.model.values import Manifest
    from kustompy.options import Options
    from kustompy.tables import Tables


class Session:
    """What all kustomizations of one build share."""

    __slots__ = (
        "cluster_scoped", "files", "merge_schema", "openapi_chosen", "options", "remotes", "seen_documents", "top",
        "warnings",
    )  # fmt: skip

    def __init__(self, files: Files, options: Options, cluster_scoped: frozenset[tuple[str, str]]) -> None:
        self.files, self.options, self.cluster_scoped = files, options, cluster_scoped
        self.warnings: list[str] = []
        self.merge_schema: MergeSchema | None = None
        self.openapi_chosen = False
        self.remotes: dict[str, str] = {}
        self.top = ""

    def warn(self, text: str) -> None:
        self.warnings.append(text)


class Context:
    """One kustomization's surroundings: where its files lie, and the tables that hold for its transformers."""

    __slots__ = ("file", "field_namespace", "root", "session", "tables", "tracking")

    def __init__(self, session: Session, root: Root, file: str, tables: Tables) -> None:
        self.session, self.root, self.file, self.tables = session, root, file, tables
        self.field_namespace = ""
        self.tracking = False

    def load(self, path: str) -> bytes:
        """The bytes of a file that the kustomization names, local or http(s)."""
        if path.startswith(("http://", "https://")):
            from kustompy.remote import fetch_file

            return fetch_file(path, self.session)
        return self.root.load(path)

    def manifests(self, text: bytes | str, file: str = "") -> list[Manifest]:
        """The manifests that a text holds."""
        return read_manifests(text, file)

    def resource(self, manifest: Manifest) -> Resource:
        """A manifest as a resource of this build."""
        from kustompy.model.resource import Resource

        return Resource(manifest, self.session.cluster_scoped)

    def schema(self) -> MergeSchema:
        """The merge keys that strategic merge goes by, read when first asked for."""
        if self.session.merge_schema is None:
            from kustompy.merge_schema import merge_schema

            self.session.merge_schema = merge_schema()
        return self.session.merge_schema
