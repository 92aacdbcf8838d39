"""The reasons why pods of a workload are not ready, from their status."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kustompy.model.values import Manifest, Value

_FIELDS = ("initContainerStatuses", "containerStatuses")
# Reasons of a container on its way, which say nothing about a failure.
_QUIET = ("ContainerCreating", "PodInitializing", "Completed", "")
_MOST = 3


def selector_of(workload: Manifest) -> str:
    """The selector of a workload in kubectl's form; empty if it has no ``matchLabels``."""
    selector = _mapping(_mapping(workload.get("spec")).get("selector"))
    labels = selector.get("matchLabels")
    return ",".join(f"{key}={value}" for key, value in labels.items()) if isinstance(labels, dict) else ""


def troubles(pods: Iterable[Manifest]) -> str:
    """The reasons why pods are not ready, such as ``web-1 web: ImagePullBackOff``; empty if there are none."""
    found = list(dict.fromkeys(each for pod in pods for each in _troubles(pod)))
    more = f" and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return "; ".join(found[:_MOST]) + more


def _troubles(pod: Manifest) -> Iterator[str]:
    name, status = str(_mapping(pod.get("metadata")).get("name")), _mapping(pod.get("status"))
    for each in _mappings(status.get("conditions")):
        if each.get("type") == "PodScheduled" and each.get("status") == "False":
            yield f"{name} is not scheduled: {each.get('message') or each.get('reason')}"
    for field in _FIELDS:
        for container in _mappings(status.get(field)):
            state = _mapping(container.get("state"))
            for held in (_mapping(state.get("waiting")), _mapping(state.get("terminated"))):
                reason = str(held.get("reason") or "")
                if reason not in _QUIET:
                    message = f": {held['message']}" if held.get("message") else ""
                    yield f"{name} {container.get('name')}: {reason}{message}"


def _mapping(value: Value) -> Manifest:
    return value if isinstance(value, dict) else {}


def _mappings(value: Value) -> list[Manifest]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
