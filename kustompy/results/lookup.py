"""Looking for resources in a build."""

from __future__ import annotations

from kustompy.errors import ResourceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kustompy.model.values import Value
    from kustompy.results.resource import Resource

_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
_SHOWN = 10


def found(
    resources: Sequence[Resource],
    kind: str | None,
    name: str | None,
    namespace: str | None,
    labels: Mapping[str, str] | str | None,
    api_version: str | None,
) -> list[Resource]:
    """The resources that fit everything that is not None."""
    fitting = [
        each
        for each in resources
        if (kind is None or each.kind == kind)
        and (name is None or each.name == name)
        and (namespace is None or each.namespace == namespace)
        and (api_version is None or each.api_version == api_version)
    ]
    if labels is None:
        return fitting
    if isinstance(labels, str):
        from kustompy.model.label_selector import matches, parse

        requirements = parse(labels)
        return [each for each in fitting if matches(requirements, each.labels)]
    return [each for each in fitting if labels.items() <= each.labels.items()]


def only(
    resources: Sequence[Resource],
    kind: str | None,
    name: str | None,
    namespace: str | None,
    labels: Mapping[str, str] | str | None,
    api_version: str | None,
) -> Resource:
    """The one resource that fits."""
    fitting = found(resources, kind, name, namespace, labels, api_version)
    if len(fitting) == 1:
        return fitting[0]
    asked = {"kind": kind, "name": name, "namespace": namespace, "labels": labels, "api_version": api_version}
    wanted = ", ".join(f"{key}={value!r}" for key, value in asked.items() if value is not None)
    if fitting:
        raise ResourceError(
            f"{len(fitting)} resources have {wanted or 'no condition'}: {_listed(fitting)}",
            code="KST411",
            hint="say more about the one that is meant: kind, name, namespace, labels or api_version",
        )
    of_kind = [each for each in resources if kind is None or each.kind == kind]
    raise ResourceError(
        f"no resource has {wanted}",
        code="KST410",
        hint=f"there are {_listed(of_kind or resources)}" if resources else "",
    )


def _listed(resources: Sequence[Resource]) -> str:
    shown = [f"{each.kind} {each.name}" for each in resources[:_SHOWN]]
    more = len(resources) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def images(resources: Sequence[Resource]) -> list[str]:
    """The images of all containers, each once, sorted."""
    return sorted({image for each in resources for image in _images(each.manifest)})


def _images(value: Value) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _images(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key in _CONTAINERS and isinstance(each, list):
                yield from (one["image"] for one in each if isinstance(one, dict) and isinstance(one.get("image"), str))
            if isinstance(each, (dict, list)):
                yield from _images(each)
