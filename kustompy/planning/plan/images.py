"""Images that a change replaces, adds or takes away."""

from __future__ import annotations

from kustompy.limits import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NamedTuple

    from kustompy.model.values import Manifest, Value
    from kustompy.planning.changes.resource_change import ResourceChange

    class ImageChange(NamedTuple):
        """An image before and after; empty where there is none."""

        old: str
        new: str
else:
    ImageChange = record("ImageChange", "old new")

_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")


def image_changes(change: ResourceChange) -> list[ImageChange]:
    """The images that differ, container by container."""
    old, new = dict(_images(change.before, ())), dict(_images(change.after, ()))
    found = [ImageChange(old.get(key, ""), new.get(key, "")) for key in dict.fromkeys((*old, *new))]
    return [each for each in found if each.old != each.new]


def _images(value: Manifest | Value, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The image of each container, by the fields that lead to it and its name."""
    if isinstance(value, list):
        for each in value:
            yield from _images(each, above)
    elif isinstance(value, dict):
        for key, each in value.items():
            # By the names of containers and not by their places, so that a sidecar in front of them replaces no image.
            # The fields are looked for at any depth: custom resources have pod templates as well.
            if key in _CONTAINERS and isinstance(each, list):
                for index, one in enumerate(each):
                    if isinstance(one, dict) and isinstance(one.get("image"), str):
                        yield (*above, key, str(one.get("name", index))), one["image"]
            elif isinstance(each, (dict, list)):
                yield from _images(each, (*above, str(key)))
