"""``kustompy.edit``: the edits of the command as methods, written when the block ends well."""

from __future__ import annotations

import os

from kustompy.editing.draft import Draft
from kustompy.editing.edits import build_metadata, generators, images, labels, lists, names, patches, replicas
from kustompy.editing.saving import Lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from kustompy.model.values import Value


class Edit:
    """A kustomization that is being edited: nothing is written before the ``with`` block ends, or if it fails."""

    def __init__(self, path: str | os.PathLike[str], environment: Mapping[str, str] | None = None) -> None:
        self._draft = Draft(os.fspath(path), environment)
        self._lock = Lock(self._draft.directory)
        self.reprint = False
        """Whether the whole file is to be printed anew, as kustomize does."""

    def __enter__(self) -> Edit:
        self._lock.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            # An error inside of the block leaves the file as it was.
            if error is None:
                self._draft.save(reprint=self.reprint)
        finally:
            self._lock.__exit__(kind, error, trace)

    @property
    def fields(self) -> Mapping[str, Value]:
        """What the kustomization says with the edits so far, old fields folded into today's."""
        return self._draft.fields

    @property
    def messages(self) -> Sequence[str]:
        """What kustomize would have logged: entries that were there already, or that were not found."""
        return tuple(self._draft.said)

    def set_image(self, *words: str) -> None:
        """Set images, as ``app=registry/app:v2``, ``app:v2`` or ``app@sha256:…``."""
        images.set_images(self._draft, words, {})

    def remove_image(self, *names: str) -> None:
        """Remove images by name."""
        images.remove_images(self._draft, names, {})

    def set_replicas(self, counts: Mapping[str, int]) -> None:
        """Set the counts of replicas by name."""
        replicas.set_replicas(self._draft, [f"{name}={count}" for name, count in counts.items()], {})

    def remove_replicas(self, *names: str) -> None:
        """Remove replicas by name."""
        replicas.remove_replicas(self._draft, names, {})

    def set_namespace(self, namespace: str) -> None:
        """Set the namespace; empty removes it."""
        names.set_namespace(self._draft, [namespace], {})

    def set_name_prefix(self, prefix: str) -> None:
        """Set the prefix of names; empty removes it."""
        names.set_prefix(self._draft, [prefix], {})

    def set_name_suffix(self, suffix: str) -> None:
        """Set the suffix of names; empty removes it."""
        names.set_suffix(self._draft, [suffix], {})

    def add_resource(self, *patterns: str, verify: bool = True) -> None:
        """Add resources: files, directories, URLs, or shell patterns."""
        lists.add_resources(self._draft, patterns, {"no-verify": not verify})

    def remove_resource(self, *patterns: str) -> None:
        """Remove the resources that match the patterns."""
        lists.remove_resources(self._draft, patterns, {})

    def add_component(self, *patterns: str) -> None:
        """Add components."""
        lists.add_components(self._draft, patterns, {})

    def remove_component(self, *patterns: str) -> None:
        """Remove the components that match the patterns."""
        lists.remove_components(self._draft, patterns, {})

    def add_generator(self, *patterns: str) -> None:
        """Add files of generators."""
        lists.add_generators(self._draft, patterns, {})

    def remove_generator(self, *patterns: str) -> None:
        """Remove the generators that match the patterns."""
        lists.remove_generators(self._draft, patterns, {})

    def add_transformer(self, *patterns: str) -> None:
        """Add files of transformers."""
        lists.add_transformers(self._draft, patterns, {})

    def remove_transformer(self, *patterns: str) -> None:
        """Remove the transformers that match the patterns."""
        lists.remove_transformers(self._draft, patterns, {})

    def add_label(
        self, pairs: Mapping[str, str], *, selectors: bool = True, templates: bool = False, force: bool = False
    ) -> None:
        """Add labels to ``commonLabels``, or without ``selectors`` to ``labels``."""
        options = {"without-selector": not selectors, "include-templates": templates, "force": force}
        labels.add_labels(self._draft, _words(pairs), options)

    def set_label(self, pairs: Mapping[str, str]) -> None:
        """Set labels of ``commonLabels``."""
        labels.set_labels(self._draft, _words(pairs), {})

    def remove_label(self, *keys: str, missing_ok: bool = False) -> None:
        """Remove labels from ``commonLabels``."""
        labels.remove_labels(self._draft, [",".join(keys)], {"ignore-non-existence": missing_ok})

    def add_annotation(self, pairs: Mapping[str, str], *, force: bool = False) -> None:
        """Add annotations to ``commonAnnotations``."""
        labels.add_annotations(self._draft, _words(pairs), {"force": force})

    def set_annotation(self, pairs: Mapping[str, str]) -> None:
        """Set annotations of ``commonAnnotations``."""
        labels.set_annotations(self._draft, _words(pairs), {})

    def remove_annotation(self, *keys: str, missing_ok: bool = False) -> None:
        """Remove annotations from ``commonAnnotations``."""
        labels.remove_annotations(self._draft, [",".join(keys)], {"ignore-non-existence": missing_ok})

    def add_patch(self, *, path: str = "", patch: str = "", target: Mapping[str, str] | None = None) -> None:
        """Add an item to ``patches``; ``target`` has the fields of a selector."""
        patches.add_patch(self._draft, (), _patch_options(path, patch, target))

    def remove_patch(self, *, path: str = "", patch: str = "", target: Mapping[str, str] | None = None) -> None:
        """Remove the items of ``patches`` that are exactly this one."""
        patches.remove_patch(self._draft, (), _patch_options(path, patch, target))

    def add_config_map(
        self,
        name: str,
        *,
        literals: Mapping[str, str] | None = None,
        files: Sequence[str] = (),
        env_file: str = "",
        namespace: str = "",
        behavior: str = "",
        disable_name_suffix_hash: bool = False,
    ) -> None:
        """Add a ``configMapGenerator``, or sources to the one of that name and namespace."""
        options = _sources(literals, files, env_file, namespace, without_hash=disable_name_suffix_hash)
        generators.add_config_map(self._draft, [name], {**options, "behavior": behavior})

    def add_secret(
        self,
        name: str,
        *,
        literals: Mapping[str, str] | None = None,
        files: Sequence[str] = (),
        env_file: str = "",
        namespace: str = "",
        type: str = "Opaque",  # noqa: A002  # the name that the field has
        disable_name_suffix_hash: bool = False,
    ) -> None:
        """Add a ``secretGenerator``, or sources to the one of that name and namespace."""
        options = _sources(literals, files, env_file, namespace, without_hash=disable_name_suffix_hash)
        generators.add_secret(self._draft, [name], {**options, "type": type})

    def set_config_map(
        self, name: str, *, literals: Mapping[str, str] | None = None, namespace: str = "", new_namespace: str = ""
    ) -> None:
        """Change literals or the namespace of a ``configMapGenerator``."""
        generators.set_config_map(self._draft, [name], _changes(literals, namespace, new_namespace))

    def set_secret(
        self, name: str, *, literals: Mapping[str, str] | None = None, namespace: str = "", new_namespace: str = ""
    ) -> None:
        """Change literals or the namespace of a ``secretGenerator``."""
        generators.set_secret(self._draft, [name], _changes(literals, namespace, new_namespace))

    def remove_config_map(self, *names: str, namespace: str = "") -> None:
        """Remove config map generators by name."""
        generators.remove_config_maps(self._draft, [",".join(names)], {"namespace": namespace})

    def remove_secret(self, *names: str, namespace: str = "") -> None:
        """Remove secret generators by name."""
        generators.remove_secrets(self._draft, [",".join(names)], {"namespace": namespace})

    def set_build_metadata(self, *options: str) -> None:
        """Set the options of ``buildMetadata``."""
        build_metadata.set_build_metadata(self._draft, [",".join(options)], {})

    def add_build_metadata(self, *options: str) -> None:
        """Add options to ``buildMetadata``."""
        build_metadata.add_build_metadata(self._draft, [",".join(options)], {})

    def remove_build_metadata(self, *options: str) -> None:
        """Remove options of ``buildMetadata``."""
        build_metadata.remove_build_metadata(self._draft, [",".join(options)], {})


def edit(path: str | os.PathLike[str] = ".", *, environment: Mapping[str, str] | None = None) -> Edit:
    """Edit the kustomization of a directory in a ``with`` block, line by line: comments, order and quotes stay.

    The file is written when the block ends without an error, if anything changed. ``environment`` is for git, if URLs
    are added. Raises LoadError if the directory has no kustomization, and KustomizationError for one that cannot be
    read.
    """
    return Edit(path, environment)


def _words(pairs: Mapping[str, str]) -> list[str]:
    # `edit add label` takes one pair of double quotes off a value, since its help says that values may be quoted.
    # Whoever calls from Python means the quotes, so they get a pair to lose.
    return [f'{key}:"{value}"' if value[:1] == '"' else f"{key}:{value}" for key, value in pairs.items()]


def _literals(literals: Mapping[str, str] | None) -> list[str]:
    return [f"{key}={value}" for key, value in (literals or {}).items()]


def _sources(
    literals: Mapping[str, str] | None, files: Sequence[str], env_file: str, namespace: str, *, without_hash: bool
) -> dict[str, Value]:
    return {
        "from-literal": _literals(literals), "from-file": files, "from-env-file": env_file, "namespace": namespace,
        "disableNameSuffixHash": without_hash,
    }  # fmt: skip


def _changes(literals: Mapping[str, str] | None, namespace: str, new_namespace: str) -> dict[str, Value]:
    return {"from-literal": _literals(literals), "namespace": namespace, "new-namespace": new_namespace}


def _patch_options(path: str, patch: str, target: Mapping[str, str] | None) -> dict[str, Value]:
    chosen = dict.fromkeys(patches.TARGET.values(), "")
    for field, value in (target or {}).items():
        if field not in patches.TARGET:
            from kustompy.errors import UsageError

            raise UsageError(f"a target has no field {field!r}", code="KST835", hint=", ".join(patches.TARGET))
        chosen[patches.TARGET[field]] = value
    return {"path": path, "patch": patch, **chosen}
