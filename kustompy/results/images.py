"""The images that a build runs, and which container of which resource runs each."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from kustompy.model.paths import FieldPath
    from kustompy.model.values import Value
    from kustompy.results.resource import Resource
    from kustompy.results.result import Build

_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")


class ImageUse:
    """A container that runs an image: its resource, its name, and the path of the field that says so."""

    __slots__ = ("_build", "container", "path", "resource")

    def __init__(self, build: Build, resource: Resource, container: str, path: FieldPath) -> None:
        self._build, self.resource, self.container, self.path = build, resource, container, path

    @property
    def written_at(self) -> tuple[str, int, int]:
        """File, line and column of the text that decides the image, as :meth:`Build.written_at` tells it."""
        return self._build.written_at(self.resource, self.path)

    def __repr__(self) -> str:
        return f"<ImageUse {self.resource.kind}/{self.resource.name} {self.container}>"


class Image(str):
    """A reference of an image as containers name it: a str with the ``uses`` of it, in the order of the build."""

    __slots__ = ("uses",)

    uses: tuple[ImageUse, ...]

    def __new__(cls, reference: str, uses: tuple[ImageUse, ...] = ()) -> Image:
        """The uses go along with the text."""
        image = super().__new__(cls, reference)
        image.uses = uses
        return image

    def __reduce__(self) -> tuple[object, ...]:
        # a build that is pickled does not know where its values were written
        return str, (str(self),)


def images(build: Build) -> list[Image]:
    """The images of all containers, each once, sorted."""
    found: dict[str, list[ImageUse]] = {}
    for resource in build:
        for path, container in _containers(resource.manifest, ()):
            use = ImageUse(build, resource, str(container.get("name", "")), (*path, "image"))
            found.setdefault(container["image"], []).append(use)
    return [Image(each, tuple(found[each])) for each in sorted(found)]


def _containers(value: Value, path: FieldPath) -> Iterator[tuple[FieldPath, dict[str, Value]]]:
    """Each container that has an image, below a value, and where it is."""
    if isinstance(value, list):
        for index, each in enumerate(value):
            if isinstance(each, (dict, list)):
                yield from _containers(each, (*path, index))
    elif isinstance(value, dict):
        for key, each in value.items():
            if key in _CONTAINERS and isinstance(each, list):
                for index, one in enumerate(each):
                    if isinstance(one, dict) and isinstance(one.get("image"), str):
                        yield (*path, key, index), one
            if isinstance(each, (dict, list)):
                yield from _containers(each, (*path, key))
