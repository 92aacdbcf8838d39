"""An entry of ``images:`` whose name no container uses changes nothing."""

from __future__ import annotations

from kustompy.errors.diagnostic import Diagnostic
from kustompy.linting.checks.image_references import images_in
from kustompy.transformers.images import matcher

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.linting.observer import Found, Step
    from kustompy.model.resource_set import ResourceSet


def unused_images(step: Step) -> Iterator[Found]:
    """The entry, if it changed nothing and no image has its name."""
    name, place = step.config.name, step.at("name")
    # With field specs in `configurations:` other fields may be images: what the step wrote counts first.
    images = {} if step.wrote else step.once_for_all(_images_of)
    if step.wrote or any(map(matcher(name), images)):
        yield place, None
        return
    hint = step.did_you_mean(name, sorted(set(images.values())))
    yield place, Diagnostic(f"no container has the image {name!r}", code="KST951", hint=hint)


def _images_of(resources: ResourceSet) -> dict[str, str]:
    """The images of all resources, with their names."""
    return {image: _name_of(image) for each in resources for _, image in images_in(each.manifest)}


def _name_of(image: str) -> str:
    """The image without tag and digest."""
    name = image.partition("@")[0]
    head, slash, tail = name.rpartition("/")
    return head + slash + tail.partition(":")[0]
