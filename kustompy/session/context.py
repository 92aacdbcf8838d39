"""What a generator or transformer may ask for besides resources and config: files, tables, the build's options."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError, LimitError
from kustompy.fieldspecs.tables import DEFAULT_TABLES, cluster_scoped
from kustompy.model.resource import Resource
from kustompy.session.repeated import Repeated
from kustompy.system.files import is_remote_file
from kustompy.yamlio.read.manifests import read_manifests
from kustompy.yamlio.read.reader import read_config, read_config_strict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.fieldspecs.merge_schema import MergeSchema
    from kustompy.fieldspecs.tables import Tables
    from kustompy.limits import Limits
    from kustompy.model.copies import Copies
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.trace import Tracer
    from kustompy.rendering.builtins import FieldPath
    from kustompy.session.options import Options
    from kustompy.system.files import Files, Root


# of so many files and directories, one may be a directory that was there before
_AGAIN = 8
_INCLUDING = (("resources",), ("components",), ("generators",), ("transformers",), ("validators",))


class Session:
    """What all kustomizations of one build share."""

    __slots__ = (
        "clones", "cluster_scoped", "copies", "entered", "entered_again", "fetched", "files", "helm_api_versions",
        "helm_is_known", "included", "kustomizations", "manifests", "merge_schema", "openapi_chosen", "options",
        "origins", "problems", "tracer", "tracking", "warnings",
    )  # fmt: skip

    def __init__(self, files: Files, options: Options) -> None:
        self.files, self.options = files, options
        self.cluster_scoped = cluster_scoped()
        self.warnings: list[str] = []
        self.included = self.entered_again = 0
        self.entered: set[str] = set()
        files.largest = options.limits.file_size
        if options.root:
            files.walls = [os.path.realpath(options.root)]
        self.merge_schema: MergeSchema | None = None
        self.openapi_chosen = False
        self.copies: Copies | None = None
        self.clones: dict[str, str] = {}
        """The directory of each repository or chart that was fetched, by what was asked for."""
        self.helm_api_versions: list[str] = []
        """The array behind ``--helm-api-versions``, into which kustomize also writes those of charts."""
        self.helm_is_known = False
        """Whether the helm command has said that it is of a version that serves."""
        self.fetched: dict[str, bytes] = {}
        """The content of each file that was fetched, by its URL."""
        self.manifests, self.kustomizations = Repeated(), Repeated()
        """What the files of each kind hold, by their contents."""
        self.tracking = False
        """Whether ``buildMetadata`` asks for anything: then kustomize notes origins and transformations."""
        self.origins = options.origins
        """Whether resources shall know where they come from, for these notes or for the caller."""
        self.problems: list[KustompyError] | None = None
        """Where errors are collected by a build that goes on after one, to find them all; else None."""
        self.tracer: Tracer | None = None
        """What follows who wrote each value, in a build that is run to answer that."""

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    def admit(self, count: int) -> None:
        """Refuse a build of so many resources if they are too many."""
        if count > self.options.limits.resources:
            raise LimitError(
                f"the build has more than {self.options.limits.resources} resources",
                code="KST708",
                hint="raise the limit: --max-resources",
            )

    def include(self) -> None:
        """Count a base, component or file that the build is made of."""
        self.included += 1
        if self.included > self.options.limits.includes:
            raise LimitError(
                f"the build is made of more than {self.options.limits.includes} files and directories",
                code="KST707",
                hint="raise the limit: --max-includes",
            )

    def enter(self, directory: str) -> None:
        """Count a directory that is included again: bases that each name the next ones twice have no end."""
        if directory not in self.entered:
            self.entered.add(directory)
            return
        self.entered_again += 1
        most = self.options.limits.includes // _AGAIN
        if self.entered_again > most:
            raise LimitError(
                f"the build includes directories again more than {most} times",
                code="KST707",
                hint="include each base once, or raise the limit: --max-includes",
            )

    def close(self) -> None:
        """Forget what was read, and remove what was fetched for this build."""
        self.manifests.clear()
        self.kustomizations.clear()
        self.files.release()
        if self.clones:
            from kustompy.session.remote import remove_clones

            remove_clones(self)


class Context:
    """One kustomization's surroundings: where its files lie, who included it, and the tables that hold in it.

    ``origin`` is where it lies as seen from the root of the build: ``path``, and ``repo`` and ``ref`` if it is remote.
    ``included_at`` is the path of the entry that names it in its parent's kustomization file.
    """

    __slots__ = (
        "file", "helm_namespace", "included_at", "incomplete", "origin", "parent", "resources", "root", "session",
        "tables",
    )  # fmt: skip

    def __init__(
        self,
        session: Session,
        root: Root,
        file: str,
        parent: Context | None = None,
        origin: Manifest | None = None,
        included_at: FieldPath = (),
    ) -> None:
        self.session, self.root, self.file, self.parent = session, root, file, parent
        self.origin: Manifest = origin or {}
        self.included_at = included_at
        self.incomplete = False
        """Whether something was refused here, so that what follows would only be its consequence."""
        self.tables: Tables = DEFAULT_TABLES
        self.helm_namespace = ""
        self.resources: ResourceSet | None = None
        """What the kustomization amounts to so far."""

    @property
    def limits(self) -> Limits:
        """How much a file of this build may ask for."""
        return self.session.options.limits

    def refuse(self, error: KustompyError, path: FieldPath = ()) -> None:
        """Raise the error, or note it in a build that goes on to find the others; ``path`` is the entry at fault."""
        chain = []
        if path[:1] in _INCLUDING and error.diagnostics[0].file not in ("", self.file):
            chain.append((self.file, path))
        first = error.diagnostics[0]
        if not first.file:
            first.path = (*path, *first.path)
        error.located(file=self.file, path=path)
        context = self
        while context.parent is not None:
            chain.append((context.parent.file, context.included_at))
            context = context.parent
        for diagnostic in error.diagnostics:
            diagnostic.included_from = diagnostic.included_from or tuple(chain)
        if self.session.problems is None:
            raise error
        self.incomplete = True
        if error not in self.session.problems:
            self.session.problems.append(error)

    def load(self, path: str) -> bytes:
        """The bytes of a file that the kustomization names, local or http(s)."""
        if is_remote_file(path):
            from kustompy.session.remote import fetch_file

            return fetch_file(path, self.session)
        return self.root.load(path)

    def config(self, path: str, strict: bool = False) -> Value:
        """The configuration in a file that the kustomization names; strict refuses a key that is there twice."""
        return self.config_of(self.load(path), path, strict)

    def config_of(self, content: bytes, path: str, strict: bool = False) -> Value:
        """The same where the content of the file is known."""
        try:
            return (read_config_strict if strict else read_config)(content, self.limits)
        except KustompyError as error:
            file = path if is_remote_file(path) else self.root.path_of(path)
            raise error.worded(f"error converting YAML to JSON: {error}").located(file=file) from None

    def manifests(self, text: bytes | str, file: str = "") -> list[Manifest]:
        """The manifests that a text holds; a file that many kustomizations share is parsed twice at most."""
        if type(text) is bytes:
            return self.session.manifests.of(text, read_manifests, file, self.limits)  # type: ignore[no-any-return]
        return read_manifests(text, file, self.limits)

    def resource(self, manifest: Manifest) -> Resource:
        """A manifest as a resource of this build."""
        return Resource(manifest, self.session.cluster_scoped)

    def note_origin(self, resource: Resource, origin: Manifest) -> None:
        """Note where the resource comes from: for kustomize, if it takes such notes, or for the caller alone."""
        resource.origin = origin
        if self.session.tracking:
            resource.transformations = ()

    def copies(self) -> Copies:
        """What counts the values that are copied, made when first asked for."""
        if self.session.copies is None:
            from kustompy.model.copies import Copies

            self.session.copies = Copies(self.limits.copied_values)
        return self.session.copies

    def schema(self) -> MergeSchema:
        """The merge keys that strategic merge goes by, read when first asked for."""
        if self.session.merge_schema is None:
            from kustompy.fieldspecs.merge_schema import merge_schema

            self.session.merge_schema = merge_schema()
        return self.session.merge_schema

    def origin_of_entry(self, entry: str) -> Manifest:
        """The origin of a file or directory that the kustomization names; empty when nobody asks."""
        if not self.session.origins:
            return {}
        path = os.path.normpath(os.path.join(self.origin.get("path", ""), entry))
        return {**self.origin, "path": path.replace(os.sep, "/")}

    def origin_of_builtin(self, kind: str) -> Manifest:
        """The origin of what a field of the kustomization makes or does."""
        return self.origin_of_config({"apiVersion": "builtin", "kind": kind}) if self.session.origins else {}

    def origin_of_config(self, configured_by: Manifest, file: str = "") -> Manifest:
        """The origin of what a generator or transformer makes or does; ``file`` holds its config if not this one."""
        if not self.session.origins:
            return {}
        origin = self.origin_of_entry(file or os.path.basename(self.file))
        path = origin.pop("path")
        return {**origin, "configuredIn": path, "configuredBy": configured_by}
