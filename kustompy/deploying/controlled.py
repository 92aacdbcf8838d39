"""The settings for a deploy in an object of Flux or Argo CD."""

from __future__ import annotations

from typing import NamedTuple

from kustompy.controllers.argocd.waves import is_applied
from kustompy.controllers.names import RELEASE, SET
from kustompy.errors import ClusterError
from kustompy.results.resource import Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kustompy.controllers.objects import Object

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_HEALTH = ("spec", "healthChecks")


class Asked(NamedTuple):
    """The settings of a deploy; the defaults are those of a directory."""

    in_phases: bool = False
    """Whether hooks and sync waves decide the order."""
    seconds: float = 0.0
    """The time limit of all waiting in seconds, unless the command line has one; 0 if the object has none."""
    checked: tuple[Resource, ...] = ()
    """Objects that must be ready besides those that are applied."""
    prunes: bool = True
    """Whether objects that are no longer rendered may be deleted."""


NOTHING = Asked()


def asked_of(subject: Object) -> Asked:
    """The settings in an object; a ClusterError (KST669) if its controller would not apply it, or helm installs it."""
    if subject.kind == RELEASE:
        raise _refused(
            subject, "helm keeps a record of each release, and runs its hooks", "install it by helm, or by Flux"
        )
    # An ApplicationSet applies Applications, which have no hooks of their own.
    if subject.kind in ("Application", SET):
        return Asked(in_phases=subject.kind == "Application")
    if subject.flag("spec", "suspend"):
        raise _refused(subject, "it is suspended", "remove `suspend`: Flux does not apply it either")
    return Asked(
        seconds=_seconds(subject), checked=tuple(_checked(subject)), prunes=subject.flag("spec", "prune"),
    )  # fmt: skip


def applied(resources: Sequence[Resource], asked: Asked) -> list[Resource]:
    """The resources to send to the cluster: all but hooks of other events than a sync."""
    return [each for each in resources if not asked.in_phases or is_applied(each.manifest)]


def _refused(subject: Object, why: str, hint: str) -> ClusterError:
    return ClusterError(f"{subject} is not deployed: {why}", code="KST669", hint=hint)


def _seconds(subject: Object) -> float:
    """``spec.timeout``, such as ``5m`` or ``1m30s``, in seconds; 0 if it is missing."""
    # The pattern in Flux's CustomResourceDefinition allows these units and no sign, which is less than Go reads.
    text = rest = subject.text("spec", "timeout")
    seconds = 0.0
    while rest:
        number = _number(rest)
        rest = rest[len(number) :]
        unit = next((each for each in ("ms", "h", "m", "s") if rest.startswith(each)), "")
        if not unit or not number.replace(".", "", 1).isdigit():
            raise subject.error(f"`spec.timeout` is {text}", "spec", "timeout", hint="write a time such as 5m or 1m30s")
        seconds += float(number) * _UNITS[unit]
        rest = rest[len(unit) :]
    return seconds


def _number(text: str) -> str:
    """The digits and points at the beginning of a text."""
    end = 0
    while end < len(text) and text[end] in "0123456789.":
        end += 1
    return text[:end]


def _checked(subject: Object) -> list[Resource]:
    found = []
    for number, each in enumerate(subject.mappings(*_HEALTH)):
        names = {key: each.get(key) for key in ("name", "namespace") if each.get(key)}
        texts = (each.get("apiVersion") or "v1", each.get("kind"), *names.values())
        if "name" not in names or not all(isinstance(text, str) for text in texts):
            raise subject.error("an entry of `spec.healthChecks` names no object", *_HEALTH, number)
        found.append(Resource({"apiVersion": texts[0], "kind": texts[1], "metadata": names}))
    return found
