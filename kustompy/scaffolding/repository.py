"""``scaffold``: writes a new repository, of which every environment has been built before a file is written."""

from __future__ import annotations

import os
from typing import NamedTuple

from kustompy.errors import KustompyError, UsageError
from kustompy.inputs.declared import Declared, DeclaredFile
from kustompy.inputs.given import inputs_of
from kustompy.limits import DEFAULT_LIMITS
from kustompy.rendering.pipeline import build
from kustompy.results.resource import as_printed
from kustompy.scaffolding import taken
from kustompy.scaffolding.description import described
from kustompy.scaffolding.ordered import text_of
from kustompy.scaffolding.overlays import overlay_of, secrets_file
from kustompy.scaffolding.pages import pages_of
from kustompy.scaffolding.pipelines import pipeline_of
from kustompy.scaffolding.workloads import KUSTOMIZATION, base_of
from kustompy.scaffolding.writing import write_new
from kustompy.session.options import Options, Purpose
from kustompy.system.files import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from kustompy.model.values import Value
    from kustompy.scaffolding.description import Description
    from kustompy.scaffolding.taken import Taken
    from kustompy.session.inputs import Inputs

    Path: TypeAlias = str | os.PathLike[str]


class Scaffold(NamedTuple):
    """What :func:`kustompy.scaffold` has written."""

    directory: str
    """Absolute."""
    files: tuple[str, ...]
    """Paths from the directory, with slashes."""
    notes: tuple[str, ...]
    """A sentence for each manifest that was taken and needs a look: hooks of helm, values of Secrets."""


def scaffold(
    directory: Path,
    description: Mapping[str, Value] | None = None,
    *,
    from_manifests: Path = "",
    from_helm: Path = "",
) -> Scaffold:
    """Write a new repository: base, overlays, settings, README, and a pipeline.

    ``description`` has ``apps`` by name, each with ``image`` and perhaps ``port``, ``replicas``, ``host``, ``volume``,
    ``config`` and ``secrets``; ``environments``, ``name`` and ``pipeline`` (``gitlab``, ``github`` or ``none``). In the
    place of apps there may be a folder of manifests, or what helm has rendered, which become the base byte for byte.

    A UsageError says what is in the way (KST870; nothing existing is overwritten), what of the description (KST871) or
    manifests (KST872) cannot be used, or which manifest a render would lose (KST873).
    """
    found = _taken(os.fspath(from_manifests), os.fspath(from_helm))
    wanted = described(description or {}, with_apps=found is None)
    base = found.files if found is not None else _base(wanted)
    files = {f"base/{name}": content for name, content in base.items()}
    for environment in wanted.environments:
        own = overlay_of(wanted, environment)
        files.update({f"overlays/{environment}/{name}": text.encode() for name, text in own.items()})
    files.update({name: text.encode() for name, text in {**pages_of(wanted), **pipeline_of(wanted)}.items()})
    root = os.path.abspath(directory)
    # From here on a failure means that there is nothing to clean up: all files are still in memory.
    _prove(files, root, wanted, found)
    write_new(os.fspath(directory), files)
    return Scaffold(root, tuple(files), tuple(found.notes()) if found is not None else ())


def _taken(from_manifests: str, from_helm: str) -> Taken | None:
    if from_manifests and from_helm:
        raise UsageError("manifests and a render of helm do not go together", code="KST872", hint="name one of the two")
    if from_manifests:
        return taken.of_folder(from_manifests)
    return taken.of_render(from_helm) if from_helm else None


def _base(description: Description) -> dict[str, bytes]:
    fields = {**KUSTOMIZATION, "resources": [each.name for each in description.apps]}
    found = {"kustomization.yaml": text_of(fields).encode()}
    for app in description.apps:
        found.update({f"{app.name}/{name}": text.encode() for name, text in base_of(app).items()})
    return found


def _prove(files: Mapping[str, bytes], root: str, description: Description, found: Taken | None) -> None:
    """Build every environment in memory, and compare the base with the manifests that it was made of."""
    memory = {os.path.join(root, *name.split("/")): content for name, content in files.items()}
    # In memory they lie where they will be written, so that messages name paths that mean something to the user.
    options = Options(inputs=_placeholders(root, description), limits=DEFAULT_LIMITS)
    for environment in description.environments:
        _rendered(os.path.join(root, "overlays", environment), options, memory)
    if found is None:
        return
    # The base alone, since overlays change names and namespaces.
    render = _rendered(os.path.join(root, "base"), options, memory)
    lost = taken.lost(map(as_printed, found.manifests), render)
    if lost:
        raise UsageError(
            f"the render is not what the manifests were: {', '.join(lost)}",
            code="KST873",
            hint="nothing was written: take out what kustomize leaves out or changes, such as local-config",
        )


def _rendered(target: str, options: Options, memory: Mapping[str, bytes]) -> list[dict[str, Value]]:
    try:
        built = build(target, options, Files(memory, disk=False), Purpose(diagnoses=False))
        # A key that is a mapping or a list fails when it is printed.
        built.to_yaml()
    except KustompyError as error:
        raise UsageError(
            f"the repository would not build: {error}",
            code="KST873",
            hint="nothing was written: give each object and variable a name that Kubernetes and YAML take",
        ) from None
    return [each.manifest for each in built.resources]


def _placeholders(root: str, description: Description) -> Inputs:
    files = tuple(
        DeclaredFile(os.path.join(root, "overlays", environment, secrets_file(app)), app.secrets)
        for environment in description.environments
        for app in description.apps
        if app.secrets
    )
    return inputs_of(Declared(root, files), {}, placeholders=True)
