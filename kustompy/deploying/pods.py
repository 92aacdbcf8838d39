"""Why the pods of a workload do not get ready, in the words of their containers."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kustompy.model.values import Manifest, Value

_FIELDS = ("initContainerStatuses", "containerStatuses")
_QUIET = ("ContainerCreating", "PodInitializing", "Completed", "")
_MOST = 3


def selector_of(workload: Manifest) -> str:
    """The labels of a workload's pods as kubectl takes them; empty if they are not named one by one."""
    selector = _mapping(_mapping(workload.get("spec")).get("selector"))
    labels = selector.get("matchLabels")
    return ",".join(f"{key}={value}" for key, value in labels.items()) if isinstance(labels, dict) else ""


def troubles(pods: Iterable[Manifest]) -> str:
    """What keeps pods from being ready: ``web-1 web: ImagePullBackOff``; empty if nothing is said of it."""
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
