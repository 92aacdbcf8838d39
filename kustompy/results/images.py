"""The images that a build runs, and which container of which resource runs each."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value
    from kustompy.results.resource import Resource

    WrittenAt: TypeAlias = Callable[[Resource, Sequence[str | int]], tuple[str, int, int]]
    """:meth:`Build.written_at` of the build that the images are of."""

_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")


class ImageUse:
    """A container that runs an image: its resource, its name, and the path of the field that says so."""

    __slots__ = ("_written_at", "container", "path", "resource")

    def __init__(self, resource: Resource, container: str, path: FieldPath, written_at: WrittenAt) -> None:
        self.resource, self.container, self.path, self._written_at = resource, container, path, written_at

    @property
    def written_at(self) -> tuple[str, int, int]:
        """File, line and column of the text that decides the image, as :meth:`Build.written_at` tells it."""
        return self._written_at(self.resource, self.path)

    def __repr__(self) -> str:
        return f"<ImageUse {self.resource.kind}/{self.resource.name} {self.container}>"


class Image(str):
    """A reference of an image as containers name it: a str with the ``uses`` of it, in the order of the build."""

    __slots__ = ("uses",)

    uses: tuple[ImageUse, ...]

    def __new__(cls, reference: str, uses: tuple[ImageUse, ...] = ()) -> Image:
        """The reference as a text, with its uses."""
        image = super().__new__(cls, reference)
        image.uses = uses
        return image

    def __reduce__(self) -> tuple[object, ...]:
        # The uses hold the build, which knows of its files only in the process that has read them.
        return str, (str(self),)


def images(resources: Iterable[Resource], written_at: WrittenAt) -> list[Image]:
    """The images of all containers, each once, sorted."""
    found: dict[str, list[ImageUse]] = {}
    for resource in resources:
        for path, container in _containers(resource.manifest, ()):
            use = ImageUse(resource, str(container.get("name", "")), (*path, "image"), written_at)
            found.setdefault(container["image"], []).append(use)
    return [Image(each, tuple(found[each])) for each in sorted(found)]


def _containers(value: Value, path: FieldPath) -> Iterator[tuple[FieldPath, dict[str, Value]]]:
    """The path of each container below a value that has an image, and the container."""
    if isinstance(value, list):
        for index, each in enumerate(value):
            if isinstance(each, (dict, list)):
                yield from _containers(each, (*path, index))
    elif isinstance(value, dict):
        # In any field: custom resources have pod templates where nobody knows of them.
        for key, each in value.items():
            if key in _CONTAINERS and isinstance(each, list):
                for index, one in enumerate(each):
                    if isinstance(one, dict) and isinstance(one.get("image"), str):
                        yield (*path, key, index), one
            if isinstance(each, (dict, list)):
                yield from _containers(each, (*path, key))
