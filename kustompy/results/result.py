"""What a build gives: its resources in the order they are printed, and the ways to look at them."""

from __future__ import annotations

import os

# what `collections.abc` is, without the package around it, which takes a tenth of a small build
from _collections_abc import Sequence

from kustompy.errors import TOO_DEEP, LimitError, YamlError
from kustompy.yamlio.writer import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping
    from typing import Protocol, TypeVar, overload

    from kustompy.errors import KustompyError
    from kustompy.errors.diagnostic import Diagnostic
    from kustompy.model.dependencies import Dependencies
    from kustompy.model.ids import ResourceId
    from kustompy.model.paths import FieldPath
    from kustompy.model.resource import Resource as Record
    from kustompy.model.values import Manifest
    from kustompy.provenance.trace import Blamed, Explained, Trace, Writer
    from kustompy.results.images import Image
    from kustompy.results.resource import Resource

    Found = TypeVar("Found", bound=Diagnostic)

    class Hiding(Protocol):
        def hide(self, error: KustompyError) -> None: ...
        def hidden_in(self, diagnostics: Sequence[Found]) -> list[Found]: ...
        def texts(self) -> list[str]: ...


class Build(Sequence["Resource"]):
    """The result of a build: a sequence of resources, in the order in which they are printed.

    A resource may be changed in place; what is printed, written or compared afterwards has the change.
    """

    __slots__ = (
        "_dependencies",
        "_expected",
        "_output",
        "_recorded",
        "_records",
        "_resources",
        "_secrets",
        "_trace",
        "_traced",
        "files",
        "warnings",
    )  # fmt: skip

    _resources: list[Resource] | None

    def __init__(
        self,
        records: list[Record],
        files: Sequence[str] = (),
        warnings: Sequence[str] = (),
        trace: Callable[[], Trace] | None = None,
        output: tuple[int, Callable[[int], None]] | None = None,
        recorded: Callable[[], Dependencies] | None = None,
        secrets: Callable[[], Hiding] | None = None,
    ) -> None:
        self._recorded = recorded
        self._dependencies: Dependencies | None = None
        self._output = output
        """How many characters are printed without looking, and what refuses more."""
        self._records = records
        self._resources = None
        self._trace = trace
        self._traced: Trace | None = None
        self._expected: list[tuple[int, FieldPath]] = []
        self._secrets = secrets
        """What hides the values of Secrets: the same each time, made when something is first said of the build."""
        self.files = list(files)
        """Every file that was read, as absolute paths."""
        self.warnings = list(warnings)
        """What kustomize would have said on stderr."""

    @property
    def dependencies(self) -> Dependencies:
        """All that the build depends on: what it read, looked for and did not find, met, and fetched."""
        if self._dependencies is None:
            from kustompy.model.dependencies import Dependencies

            self._dependencies = Dependencies(tuple(self.files)) if self._recorded is None else self._recorded()
        return self._dependencies

    @property
    def resources(self) -> list[Resource]:
        """The resources as a list."""
        if self._resources is None:
            from kustompy.results.resource import view_of

            self._resources = [view_of(each) for each in self._records]
        return self._resources

    def __len__(self) -> int:
        return len(self._records if self._resources is None else self._resources)

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, index: int) -> Resource: ...
        @overload
        def __getitem__(self, index: slice) -> list[Resource]: ...

    def __getitem__(self, index: int | slice) -> Resource | list[Resource]:
        return self.resources[index]

    def __eq__(self, other: object) -> bool:
        return self.resources == other.resources if isinstance(other, Build) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self.resources))

    def __repr__(self) -> str:
        count = len(self)
        return f"<Build of {count} resource{'' if count == 1 else 's'}>"

    def __reduce__(self) -> tuple[object, ...]:
        # Without session, trace and files: these belong to the process that has built.
        return _unpickled, (self.resources, self.files, self.warnings, self.dependencies)

    def written_at(
        self, resource: int | str | ResourceId | Resource, path: str | Sequence[str | int]
    ) -> tuple[str, int, int]:
        """File, line and column of the text that decides a value: of a base, a patch, a generator or a field.

        ``resource`` is a resource of the build, its id, ``"Deployment/web"``, or its index; ``path`` is a sequence, or
        a text such as ``spec.containers[0].image``. Found by building once more, with a record of who writes what, when
        it is first asked for; line and column are 0 where the place is not known, and the file is empty for a build
        that was pickled.
        """
        index, keys = self._asked_for(resource, path)
        traced = self._record_of_writers()
        return ("", 0, 0) if traced is None else traced.find(index, keys)

    def blamed_at(self, index: int, path: Sequence[str | int]) -> Blamed:
        """What :meth:`written_at` answers, for findings: with a second place, and the number of the step that wrote.

        The second place has a part in the value: the entry that copied it, what it was made of.
        """
        traced = self._record_of_writers()
        if traced is None:
            return ("", 0, 0, None, 0)
        if self._expected:
            traced.expect(self._expected)
            self._expected = []
        return traced.blamed(index, tuple(path))

    def expect(self, index: int, path: FieldPath) -> None:
        """Say that :meth:`blamed_at` will be asked for a value: of large files only such are looked up."""
        self._expected.append((index, path))

    def explain(self, resource: int | str | ResourceId | Resource, path: str | Sequence[str | int]) -> list[Writer]:
        """All who wrote a value, the oldest first: what it was read from, then each patch, field and option.

        The arguments are those of :meth:`written_at`; a build that was pickled knows nobody.
        """
        index, keys = self._asked_for(resource, path)
        traced = self._record_of_writers()
        return [] if traced is None else traced.explain(index, keys)

    def explain_fields(
        self, resource: int | str | ResourceId | Resource, path: str | Sequence[str | int] = ()
    ) -> list[Explained]:
        """Each field at and below a path, with all who wrote it; fields that somebody removed are there, too.

        The arguments are those of :meth:`written_at`; without a path, all fields of the resource.
        """
        index, keys = self._asked_for(resource, path)
        traced = self._record_of_writers()
        return [] if traced is None else list(traced.explain_fields(index, keys))

    def _asked_for(
        self, resource: int | str | ResourceId | Resource, path: str | Sequence[str | int]
    ) -> tuple[int, FieldPath]:
        from kustompy.results.lookup import field_path, index_of

        index = resource if isinstance(resource, int) else index_of(self.resources, resource)
        return index, field_path(path, self.resources[index].manifest) if isinstance(path, str) else tuple(path)

    def know(self, trace: Trace) -> None:
        """Take the record of who wrote what from a build that was made the same way, so that none is made for it."""
        self._traced = trace

    def _record_of_writers(self) -> Trace | None:
        """Who wrote the values, from a second build that is made when somebody asks."""
        if self._traced is None and self._trace is not None:
            self._traced = self._trace()
        return self._traced

    def to_yaml(self) -> str:
        """The text that ``kustomize build`` prints, with what was changed in place.

        Raises YamlError for a value that kustomize refuses to print, ResourceError for one that is no JSON, such as a
        date, and LimitError beyond the limits of the build.
        """
        try:
            return write(self._written(), self._output)
        except RecursionError:
            raise LimitError(TOO_DEEP, code="KST703") from None
        except YamlError as error:
            from kustompy.results.unprintable import refusals

            # Only now is a second, traced build made: who prints without an error pays nothing for places.
            error.diagnostics = refusals(error.diagnostics[0], self._written(), self._record_of_writers())
            if self._secrets is not None:
                self._secrets().hide(error)
            raise

    def without_secrets(self, found: Sequence[Found]) -> list[Found]:
        """What was found in the build, without the values of Secrets in what it says."""
        return list(found) if self._secrets is None else self._secrets().hidden_in(found)

    def secret_texts(self) -> list[str]:
        """What was read of Secrets, whether a Secret of the build has it or not."""
        return [] if self._secrets is None else self._secrets().texts()

    def _written(self) -> list[Manifest]:
        if self._resources is None:
            return [each.manifest for each in self._records]
        return [each.written for each in self._resources]

    def to_dicts(self) -> list[Manifest]:
        """The manifests as plain data that shares nothing with the build."""
        return [each.to_dict() for each in self.resources]

    def to_json(self, indent: int | None = None) -> str:
        """All manifests as one JSON object of kind List, as ``kubectl apply -f`` takes it; keys are sorted.

        ``indent`` is a number of spaces. Raises ResourceError for a value that is no JSON.
        """
        import json

        from kustompy.model.json_data import json_data

        # json.dumps would take tuples and keys that are numbers; what YAML refuses is refused here, too.
        items = [json_data(each.manifest) for each in self.resources]
        whole = {"apiVersion": "v1", "items": items, "kind": "List"}
        return json.dumps(whole, indent=indent, sort_keys=True, ensure_ascii=False)

    def write(self, directory: str | os.PathLike[str]) -> list[str]:
        """Write a file for each resource, named as ``kustomize build -o DIRECTORY`` names it; the paths.

        The directory is made if it is not there. Files of the build before that are no longer written are removed.
        Raises OSError if a file cannot be written, and what :meth:`to_yaml` raises.
        """
        from kustompy.results.output_files import named_files, write_directory

        return write_directory(
            os.fspath(directory), [(name, each.to_yaml()) for name, each in named_files(self.resources)]
        )

    def find(
        self,
        kind: str | None = None,
        name: str | None = None,
        namespace: str | None = None,
        *,
        labels: Mapping[str, str] | str | None = None,
        api_version: str | None = None,
    ) -> list[Resource]:
        """The resources that fit all that is given, in the order of the build; an empty list if none does.

        ``name`` may be that before the hash of the content was added. ``labels`` are pairs that all must be there, or a
        selector such as ``tier in (web,api)``; ``api_version`` is one as ``apps/v1``.
        """
        from kustompy.results.lookup import found

        return found(self.resources, kind, name, namespace, labels, api_version)

    def one(
        self,
        kind: str | None = None,
        name: str | None = None,
        namespace: str | None = None,
        *,
        labels: Mapping[str, str] | str | None = None,
        api_version: str | None = None,
    ) -> Resource:
        """The only resource that fits, as :meth:`find` goes about it.

        Raises ResourceError, whose hint says what there is, if none fits, or more than one.
        """
        from kustompy.results.lookup import only

        return only(self.resources, kind, name, namespace, labels, api_version)

    @property
    def by_id(self) -> dict[ResourceId, Resource]:
        """The resources by id: gvk, name and namespace as it is written."""
        return {each.id: each for each in self.resources}

    def images(self) -> list[Image]:
        """Every image that a container of any resource runs, each once, sorted.

        An Image is a str with ``uses``: the resource, the container, the path, and where it is written.
        """
        from kustompy.results.images import images

        return images(self.resources, self.written_at)


def _unpickled(resources: list[Resource], files: list[str], warnings: list[str], dependencies: Dependencies) -> Build:
    build = Build([], files, warnings, recorded=lambda: dependencies)
    build._resources = resources
    return build
