"""What a generator or transformer may ask for besides resources and config: files, tables, the build's options."""

from __future__ import annotations

import os

from kustompy.errors import KustompyError
from kustompy.fieldspecs.tables import DEFAULT_TABLES
from kustompy.model.resource import NOWHERE, PRIVATE_KINDS, Resource
from kustompy.session.session import Session
from kustompy.system.root import is_remote_file
from kustompy.yamlio.read.manifests import read_placed
from kustompy.yamlio.read.reader import read_config, read_config_strict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.fieldspecs.merge_schema import MergeSchema
    from kustompy.fieldspecs.tables import Tables
    from kustompy.kustomization.configs import Config
    from kustompy.limits import Limits
    from kustompy.model.copies import Copies
    from kustompy.model.paths import FieldPath, Source
    from kustompy.model.resource_set import ResourceSet
    from kustompy.model.values import Manifest, Value
    from kustompy.provenance.places import Place
    from kustompy.system.root import Root


_REFUSED: Source = ("", -1, ())
"""The source of a text whose lines are told by themselves whether they are of Secrets."""


class Context:
    """One kustomization's surroundings: where its files lie, who included it, and the tables that hold in it.

    ``origin`` is where it lies as seen from the root of the build: ``path``, and ``repo`` and ``ref`` if it is remote.
    ``included_at`` is the path of the entry that names it in its parent's kustomization file, ``refused_before`` how
    much the build had refused when it came here.
    """

    __slots__ = (
        "containers", "file", "helm_namespace", "included_at", "origin", "parent", "refused_before", "resources",
        "root", "session", "tables",
    )  # fmt: skip

    def __init__(
        self,
        session: Session,
        root: Root,
        file: str,
        parent: Context | None = None,
        origin: Manifest | None = None,
        included_at: FieldPath = (),
        refused_before: int = 0,
    ) -> None:
        self.session, self.root, self.file, self.parent = session, root, file, parent
        self.origin: Manifest = origin or {}
        self.included_at = included_at
        self.refused_before = refused_before
        self.tables: Tables = DEFAULT_TABLES
        self.helm_namespace = ""
        self.resources: ResourceSet | None = None
        """The resources of the kustomization so far."""
        self.containers: dict[Resource, Sequence[Manifest]] = {}
        """The containers of each resource, found by the first entry of ``images:`` for all of them."""

    @property
    def incomplete(self) -> bool:
        """Whether something was refused here or below, so that what follows would only be its consequence."""
        return len(self.session.problems) > self.refused_before

    @property
    def limits(self) -> Limits:
        """How much a file of this build may ask for."""
        return self.session.options.limits

    def refuse(self, error: KustompyError, path: FieldPath = ()) -> None:
        """Raise the error, or note it in a build that goes on to find the others; ``path`` is the entry at fault."""
        chain = []
        # The error stands in another file, which this kustomization names: the entry is a link of the chain.
        if path and error.diagnostics[0].file not in ("", self.file):
            chain.append((self.file, path))
        if not error.diagnostics[0].file:
            error.below(path)
        error.located(file=self.file, path=path)
        context = self
        while context.parent is not None:
            chain.append((context.parent.file, context.included_at))
            context = context.parent
        error.diagnostics = [
            each if each.included_from else each.replace(included_from=chain) for each in error.diagnostics
        ]
        self.session.refuse(error)

    def load(self, path: str) -> bytes:
        """The bytes of a file that the kustomization names, local or http(s)."""
        if is_remote_file(path):
            from kustompy.session.remote import fetch_file

            return fetch_file(path, self.session)
        return self.root.load(path)

    def config(self, path: str, *, strict: bool = False) -> Value:
        """The configuration in a file that the kustomization names; strict refuses a key that is there twice."""
        return self.config_of(self.load(path), path, strict=strict)

    def config_of(self, content: bytes, path: str, *, strict: bool = False) -> Value:
        """The same where the content of the file is known."""
        file = path if is_remote_file(path) else self.root.path_of(path)
        # Patches, configs of plugins and crds files may hold Secrets that never become resources: the text is marked
        # whole.
        if b"Secret" in content or b"stringData" in content:
            self.session.secrets.append(((file, 0, ()), content))
        try:
            return (read_config_strict if strict else read_config)(content, self.limits)
        except KustompyError as error:
            error.worded(f"error converting YAML to JSON: {error}").located(file=file)
            raise

    def manifests(self, text: bytes | str, file: str = "", place: Place | None = None) -> list[Manifest]:
        """The manifests that a text holds; a file that many kustomizations share is parsed twice at most.

        A traced build is told the place of the text.
        """
        manifests: list[Manifest]
        manifests, places = self._placed(text, file)
        if place is not None and self.session.trace is not None:
            for index, manifest in enumerate(manifests):
                self.session.trace.read(manifest, place.at(*places[index]) if places else place.at(index))
        return manifests

    def resources_in(self, text: bytes | str, source: Source, file: str = "") -> list[Resource]:
        """The manifests of a text as resources that know their places in the source."""
        manifests, places = self._placed(text, file)
        return self._resources(manifests, places, source)

    def configs_in(self, text: str, source: Source) -> list[tuple[Resource, tuple[int, FieldPath]]]:
        """The KRM objects that an entry of a kustomization is, each with its document and path inside of the entry."""
        manifests, places = self._placed(text, "")
        within = places or [(index, ()) for index in range(len(manifests))]
        return list(zip(self._resources(manifests, places, source), within, strict=True))

    def _resources(
        self, manifests: list[Manifest], places: list[tuple[int, FieldPath]] | None, source: Source
    ) -> list[Resource]:
        path, _, above = source
        found = [self.resource(manifest) for manifest in manifests]
        for index, resource in enumerate(found):
            if above:
                resource.source = source
            elif places is None:
                resource.source = (path, index, ())
            else:
                resource.source = (path, *places[index])
        trace = self.session.trace
        if trace is not None:
            place = trace.file(path).below(*above)
            for index, resource in enumerate(found):
                trace.read_resource(resource.manifest, place.at(*places[index]) if places else place.at(index))
        return found

    def _placed(self, text: bytes | str, file: str) -> list[Value]:
        try:
            # Texts in kustomizations are short and seldom the same; files are what copies of bases share.
            if type(text) is bytes:
                kept: list[Value] = self.session.manifests.of(text, read_placed, file, self.limits)
                return kept
            return read_placed(text, file, self.limits)
        except KustompyError:
            self._keep_refused(text)
            raise

    def _keep_refused(self, text: bytes | str) -> None:
        """Mark what a text that was refused may hold of Secrets: its resources would have been marked."""
        from kustompy.model.secrets import names_secrets

        content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        if b"ecret" not in content and b"stringData" not in content and b"\\" not in content:
            return  # there is no Secret in it, also not under an escaped name
        self.session.secrets.append((_REFUSED, content))
        if isinstance(text, str) and "\n" in text and names_secrets(text):
            self.session.secrets.append((_REFUSED, text))  # it is taken for a path, which messages show

    def resource(self, manifest: Manifest) -> Resource:
        """A manifest as a resource of this build."""
        resource = Resource(manifest, self.session.cluster_scoped)
        resource.trace = self.session.trace
        # The kind may be missing or misspelt: only Secrets have `stringData`.
        if resource.kind in PRIVATE_KINDS or "stringData" in manifest:
            from kustompy.model.secrets import values_of

            self.session.secrets.append((resource, values_of(manifest)))
        return resource

    def source_of(self, config: Config, *key: str | int) -> Source:
        """Where the kustomization says a part of a config; nowhere for one that is a KRM object."""
        return (self.file, 0, config.where(*key)) if config.entry else NOWHERE

    def keep_source(self, path: str) -> bytes:
        """The bytes of a file that the kustomization names, which is a source of a Secret."""
        from kustompy.model.secrets import WHOLE_FILE

        content = self.load(path)
        self.session.secrets.append(((self.root.path_of(path), WHOLE_FILE, ()), (content,)))
        return content

    def note_origin(self, resource: Resource, origin: Manifest) -> None:
        """Note where the resource comes from: for kustomize, if it takes such notes, or for the caller alone."""
        resource.origin = origin
        if self.session.tracking:
            resource.transformations = ()

    @property
    def changes(self) -> frozenset[str]:
        """What holds at the level of kustomize that is followed."""
        return self.session.changes

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
        # As seen from the root of the build or of the repository, with slashes on every system: kustomize prints it.
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
