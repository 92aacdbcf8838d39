"""The changes that a Kustomization of Flux makes to the kustomization in ``spec.path``."""

from __future__ import annotations

import os

from kustompy.controllers.flux.source_ignore import generated_resources
from kustompy.controllers.overlay import Overlay
from kustompy.controllers.paths import directory_below, near
from kustompy.kustomization.file import FILE_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.controllers.objects import Object
    from kustompy.model.values import Value
    from kustompy.session.session import Session

# The fields of Flux's own types, which it copies into those of kustomize: what else an entry has, such as `options` of
# a patch, is lost there.
_SELECTOR = ("group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector")
_IMAGE = ("name", "newName", "newTag", "digest")
_AFFIXES = ("namePrefix", "nameSuffix")


def overlay_of(subject: Object, top: str, session: Session, ignore: str | None) -> Overlay:
    """The overlay over the kustomization in ``spec.path``, or over a generated one.

    ``top`` is the top of the source, ``ignore`` are the patterns of files that the source leaves out, if it has any.
    """
    directory = directory_of(subject, top, session)
    names = [os.path.join(directory, name) for name in FILE_NAMES]
    generated = None
    # Flux writes a kustomization.yaml into a directory without one, with every manifest below it. A file that is added
    # anywhere there changes the build.
    if not any(session.files.is_there(each) for each in names):
        session.trees[directory] = None
        generated = generated_resources(directory, top, session.files, session.options.limits.includes, ignore)
        if not generated:
            raise subject.error(
                f"kustomization.yaml is empty: no YAML file below {near(directory)}", "spec", "path",
                code="KST252", hint="write the path of a directory with manifests",
            )  # fmt: skip
    made = Overlay(directory, subject, generated)
    if subject.get("spec", "targetNamespace") is not None:
        made.put("namespace", subject.text("spec", "targetNamespace"), "spec", "targetNamespace")
    for field in _AFFIXES:
        if subject.get("spec", field) is not None:
            made.put(field, subject.text("spec", field), "spec", field)
    for number, patch in enumerate(subject.mappings("spec", "patches")):
        made.append("patches", _patch(patch), "spec", "patches", number)
    for number, image in enumerate(subject.mappings("spec", "images")):
        if not isinstance(image.get("name"), str):
            raise subject.error("an entry of `spec.images` has no name", "spec", "images", number)
        made.append("images", {key: image[key] for key in _IMAGE if key in image}, "spec", "images", number)
    _add_components(made, subject, session)
    return made


def directory_of(subject: Object, top: str, session: Session) -> str:
    """The real path of the directory in ``spec.path``."""
    return directory_below(
        top, subject.text("spec", "path"), subject, ("spec", "path"), session,
        called="source", missing="kustomization path not found", hint="write a path from the top of the source",
    )  # fmt: skip


def _patch(patch: dict[str, Value]) -> dict[str, Value]:
    """The patch with the fields that Flux copies: an inline patch and its target."""
    target = patch.get("target")
    made = {"patch": patch.get("patch", "")}
    if isinstance(target, dict):
        made["target"] = {key: target[key] for key in _SELECTOR if key in target}
    return made


def _add_components(made: Overlay, subject: Object, session: Session) -> None:
    skips = subject.flag("spec", "ignoreMissingComponents")
    for number, component in enumerate(subject.texts("spec", "components")):
        # Flux's own test for a local path: no base over the network comes in by a component.
        if ":" in component or os.path.isabs(component):
            raise subject.error(
                f"component path '{component}' must be local and relative", "spec", "components", number
            )
        if skips and not session.files.is_there(os.path.normpath(os.path.join(made.directory, component))):
            continue
        made.append("components", component, "spec", "components", number)
